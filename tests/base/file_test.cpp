#include "base/file.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/temp_folder.h"

namespace exo {
namespace {

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status{};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

std::ptrdiff_t entries(const std::filesystem::path& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

/// Sets the process's umask for the time of one test.
class Umask {
 public:
  explicit Umask(mode_t mask) : before_(::umask(mask)) {}
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;
  ~Umask() { ::umask(before_); }

 private:
  mode_t before_;
};

TEST(WriteFile, WritesWhatReadFileReads) {
  const test::TempFolder folder;
  const std::string content("line\n\0bin\xFF", 10);
  ASSERT_TRUE(write_file(folder / "a", content, FileAccess::owner_only));
  EXPECT_EQ(read_file(folder / "a").value(), content);
  ASSERT_TRUE(write_file(folder / "a", "", FileAccess::owner_only));
  EXPECT_EQ(read_file(folder / "a").value(), "");
}

TEST(WriteFile, SetsTheModeWhateverTheUmask) {
  const test::TempFolder folder;
  for (const mode_t mask : {mode_t{0000}, mode_t{0022}, mode_t{0077}}) {
    const Umask umask(mask);
    ASSERT_TRUE(write_file(folder / "secret", "x", FileAccess::owner_only));
    ASSERT_TRUE(write_file(folder / "public", "x", FileAccess::world_readable));
    EXPECT_EQ(mode_of(folder / "secret"), mode_t{0600}) << mask;
    EXPECT_EQ(mode_of(folder / "public"), mode_t{0644}) << mask;
  }
}

TEST(WriteFile, ClosesASecretFileThatWasOpenToAll) {
  const test::TempFolder folder;
  ASSERT_TRUE(write_file(folder / "key", "old", FileAccess::world_readable));
  ASSERT_TRUE(write_file(folder / "key", "new", FileAccess::owner_only));
  EXPECT_EQ(mode_of(folder / "key"), mode_t{0600});
}

TEST(WriteFile, CreatesMissingFolders) {
  const test::TempFolder folder;
  ASSERT_TRUE(write_file(folder / "a/b/c/file", "x", FileAccess::owner_only));
  EXPECT_EQ(read_file(folder / "a/b/c/file").value(), "x");
}

TEST(WriteFile, LeavesNothingBehindWhenItFails) {
  const test::TempFolder folder;
  std::filesystem::create_directory(folder / "taken");
  const auto result = write_file(folder / "taken", "x", FileAccess::owner_only);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::internal);
  EXPECT_TRUE(result.error().detail.contains("taken")) << result.error().detail;
  EXPECT_EQ(entries(folder.path()), 1);
}

TEST(WriteFile, SaysWhichFolderCannotBeCreated) {
  const test::TempFolder folder;
  ASSERT_TRUE(write_file(folder / "plain", "x", FileAccess::owner_only));
  const auto result = write_file(folder / "plain/sub/file", "x", FileAccess::owner_only);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::internal);
  EXPECT_TRUE(result.error().detail.contains("cannot create")) << result.error().detail;
}

TEST(WriteFile, ReadersNeverSeeAPart) {
  const test::TempFolder folder;
  const auto path = folder / "file";
  const std::string contents[] = {std::string(200'000, 'a'), std::string(100'000, 'b')};
  ASSERT_TRUE(write_file(path, contents[0], FileAccess::owner_only));
  std::atomic<bool> done{false};
  std::atomic<int> torn{0};
  std::thread reader([&] {
    while (!done) {
      const auto seen = read_file(path);
      if (!seen || std::ranges::find(contents, *seen) == std::end(contents)) ++torn;
    }
  });
  for (std::size_t i = 0; i < 50; ++i) EXPECT_TRUE(write_file(path, contents[i % 2], FileAccess::owner_only));
  done = true;
  reader.join();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(entries(folder.path()), 1) << "temporary files were left";
}

TEST(ReadFile, TellsAMissingFileFromATooLargeOne) {
  const test::TempFolder folder;
  const auto missing = read_file(folder / "missing");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::not_found);
  ASSERT_TRUE(write_file(folder / "ten", "0123456789", FileAccess::owner_only));
  EXPECT_TRUE(read_file(folder / "ten", 10));
  const auto large = read_file(folder / "ten", 9);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, Errc::too_large);
}

TEST(ReadFile, StopsReadingAnEndlessFile) {
  const auto endless = read_file("/dev/zero", 100'000);
  ASSERT_FALSE(endless);
  EXPECT_EQ(endless.error().code, Errc::too_large);
}

TEST(ReadFile, RefusesAFolder) {
  const test::TempFolder folder;
  const auto result = read_file(folder.path());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::internal);
}

}  // namespace
}  // namespace exo
