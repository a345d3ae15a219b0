#include "app/folder_lock.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/random.h"

namespace exo::app {
namespace {

TEST(FolderLock, ASecondHolderIsRefusedUntilTheFirstIsGone) {
  const auto file = std::filesystem::temp_directory_path() / ("exogate-lock-" + random_hex(8));
  {
    FolderLock first;
    ASSERT_TRUE(first.take(file));
    FolderLock second;
    const auto refused = second.take(file);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::bad_configuration);
    EXPECT_NE(refused.error().detail.find("another exogate"), std::string::npos);
  }
  FolderLock third;
  EXPECT_TRUE(third.take(file));
  std::filesystem::remove(file);
}

TEST(FolderLock, SaysWhyItCannotWrite) {
  FolderLock lock;
  const auto refused = lock.take("/nonexistent/folder/exogate.lock");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("/nonexistent/folder/exogate.lock"), std::string::npos);
}

}  // namespace
}  // namespace exo::app
