#include "net/trust_store.h"

#include <chrono>
#include <filesystem>

#include <gtest/gtest.h>

#include "base/file.h"
#include "support/test_authority.h"

namespace exo::net {
namespace {

using test::TestAuthority;

TEST(TrustStore, ReadsABundleOnceUntilItChanges) {
  const TestAuthority authority;
  TrustStore store(authority.file());
  const auto first = store.current();
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_EQ(store.current()->get(), first->get());

  const auto later = std::filesystem::last_write_time(authority.file()) + std::chrono::seconds(1);
  std::filesystem::last_write_time(authority.file(), later);
  const auto second = store.current();
  ASSERT_TRUE(second);
  EXPECT_NE(second->get(), first->get());
}

TEST(TrustStore, NamesTheFileThatIsMissingOrHoldsNothing) {
  const test::TempFolder folder;
  TrustStore missing(folder / "none.pem");
  EXPECT_EQ(missing.current().error().code, Errc::bad_configuration);
  EXPECT_NE(missing.current().error().detail.find("none.pem"), std::string::npos);

  ASSERT_TRUE(write_file(folder / "junk.pem", "-----BEGIN CERTIFICATE-----\njunk\n", FileAccess::world_readable));
  TrustStore junk(folder / "junk.pem");
  ASSERT_FALSE(junk.current());
  EXPECT_EQ(junk.current().error().code, Errc::bad_configuration);
  EXPECT_NE(junk.current().error().detail.find("junk.pem"), std::string::npos);
}

}  // namespace
}  // namespace exo::net
