#include "store/key_file.h"

#include <algorithm>
#include <cstdlib>
#include <future>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "support/temp_folder.h"

namespace exo::store::test {
namespace {

class KeyFileTest : public ::testing::Test {
 protected:
  ~KeyFileTest() override { ::unsetenv("CREDENTIALS_DIRECTORY"); }

  void write(std::string_view content, FileAccess access = FileAccess::owner_only) const {
    ASSERT_TRUE(write_file(file, content, access));
  }
  [[nodiscard]] std::string refusal() const {
    const auto key = read_key_file(file);
    EXPECT_FALSE(key.has_value());
    if (key) return "";
    EXPECT_EQ(key.error().code, Errc::bad_configuration);
    return key.error().detail;
  }

  exo::test::TempFolder folder;
  std::filesystem::path file = folder / "master.key";
  const std::string digits = "00112233445566778899aabbccddeeffFFEEDDCCBBAA99887766554433221100";
};

TEST_F(KeyFileTest, IsReadAsHex) {
  for (const auto& content : {digits, digits + "\n", "  " + digits + " \r\n"}) {
    write(content);
    const auto key = read_key_file(file);
    ASSERT_TRUE(key.has_value()) << content;
    EXPECT_TRUE(iequals(hex_encode(as_bytes(key->reveal())), digits));
  }
}

TEST_F(KeyFileTest, AMissingOneIsNotFound) {
  const auto key = read_key_file(file);
  ASSERT_FALSE(key.has_value());
  EXPECT_EQ(key.error().code, Errc::not_found);
}

TEST_F(KeyFileTest, RefusesWhatIsNot64HexDigitsWithoutShowingIt) {
  for (const auto& content : {std::string(), std::string("\n"), digits.substr(1), digits.substr(2), digits + "0",
                              digits + "00", "x" + digits.substr(1), digits.substr(0, 32) + " " + digits.substr(32),
                              digits + std::string(1, '\0'), digits + "\n" + digits, std::string(1000, 'a')}) {
    write(content);
    const auto message = refusal();
    EXPECT_TRUE(message.starts_with("the master key " + file.string())) << message;
    EXPECT_EQ(message.find("112233445566"), std::string::npos);
  }
}

TEST_F(KeyFileTest, RefusesOneThatOthersMayUse) {
  for (const mode_t mode : {0640U, 0604U, 0620U, 0601U, 0644U, 0777U}) {
    write(digits);
    ASSERT_EQ(::chmod(file.c_str(), mode), 0);
    EXPECT_NE(refusal().find("is open to other users: run chmod 600"), std::string::npos) << mode;
  }
  ASSERT_EQ(::chmod(file.c_str(), 0400), 0);
  EXPECT_TRUE(read_key_file(file));
}

TEST_F(KeyFileTest, RefusesWhatIsNoOrdinaryFileWithoutWaiting) {
  ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
  EXPECT_NE(refusal().find("is not an ordinary file"), std::string::npos);
  std::filesystem::remove(file);
  std::filesystem::create_directory(file);
  EXPECT_NE(refusal().find("is not an ordinary file"), std::string::npos);
}

TEST_F(KeyFileTest, InSystemdsCredentialsFolderTheModeIsSystemds) {
  write(digits);
  ASSERT_EQ(::chmod(file.c_str(), 0440), 0);
  ASSERT_EQ(::setenv("CREDENTIALS_DIRECTORY", (folder / "elsewhere").c_str(), 1), 0);
  EXPECT_FALSE(is_systemd_credential(file));
  EXPECT_FALSE(read_key_file(file));
  ASSERT_EQ(::setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1), 0);
  EXPECT_TRUE(is_systemd_credential(file));
  EXPECT_FALSE(is_systemd_credential(folder / "deeper" / "master.key"));
  EXPECT_TRUE(read_key_file(file));
}

TEST_F(KeyFileTest, IsMadeForTheOwnerOnlyAndReadsBack) {
  const auto made = create_key_file(file);
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->reveal().size(), kMasterKeyBytes);
  struct stat facts{};
  ASSERT_EQ(::stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  EXPECT_TRUE(read_key_file(file)->matches(made->reveal()));
}

TEST_F(KeyFileTest, NeverReplacesOneThatExists) {
  write(digits);
  const auto key = create_key_file(file);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(read_file(file).value(), digits);
  EXPECT_TRUE(key->matches(read_key_file(file)->reveal()));
  write("not a key");
  EXPECT_FALSE(create_key_file(file));
  EXPECT_EQ(read_file(file).value(), "not a key");
}

TEST_F(KeyFileTest, ManyThatMakeItAtOnceGetTheSameKeyAndLeaveNothingElse) {
  std::vector<std::future<Result<Secret>>> makers;
  for (int i = 0; i < 8; ++i)
    makers.push_back(std::async(std::launch::async, [this] { return create_key_file(file); }));
  const auto first = makers.front().get();
  ASSERT_TRUE(first.has_value());
  for (auto& maker : makers) {
    if (maker.valid()) EXPECT_TRUE(maker.get()->matches(first->reveal()));
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST_F(KeyFileTest, SaysWhyItCannotBeMade) {
  const auto refused = create_key_file("/proc/nowhere/master.key");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::bad_configuration);
}

}  // namespace
}  // namespace exo::store::test
