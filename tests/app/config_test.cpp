#include "app/config.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/random.h"

namespace exo::app {
namespace {

class ConfigTest : public testing::Test {
 protected:
  ConfigTest() : folder_(std::filesystem::temp_directory_path() / ("exogate-config-" + random_hex(8))) {
    std::filesystem::create_directories(folder_);
    sources_.file = folder_ / "exogate.toml";
  }
  ~ConfigTest() override { std::filesystem::remove_all(folder_); }

  void write(std::string_view toml) { ASSERT_TRUE(write_file(sources_.file, toml, FileAccess::world_readable)); }
  std::string refusal() {
    const auto config = load_config(sources_);
    EXPECT_FALSE(config);
    if (config) return {};
    EXPECT_EQ(config.error().code, Errc::bad_configuration);
    return config.error().detail;
  }

  std::filesystem::path folder_;
  ConfigSources sources_;
};

TEST_F(ConfigTest, AnAbsentDefaultFileMeansDefaults) {
  const auto config = load_config(sources_);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->admin.listen, "127.0.0.1:8080");
  EXPECT_EQ(config->calls.listen, "0.0.0.0:8081");
  EXPECT_EQ(config->address.ws_path, "/voice-stream");
  EXPECT_TRUE(config->address.core_fleet.empty());
}

TEST_F(ConfigTest, AnAbsentNamedFileIsAnError) {
  sources_.file_required = true;
  EXPECT_NE(refusal().find("exogate.toml"), std::string::npos);
}

TEST_F(ConfigTest, AFileThatWasThereOnceMustStay) {
  require_present_file(sources_);
  EXPECT_FALSE(sources_.file_required) << "there is none yet";
  write("[calls]\nwebhook_key = \"a-key-of-more-than-16-characters\"\n");
  require_present_file(sources_);
  ASSERT_TRUE(load_config(sources_));
  std::filesystem::remove(sources_.file);
  EXPECT_FALSE(load_config(sources_));
}

TEST_F(ConfigTest, FlagsBeatTheEnvironmentWhichBeatsTheFile) {
  write("public_url = \"https://file.example.com\"\n[calls]\nws_path = \"/file\"\nloops = 1\n");
  sources_.environment = {{"WS_PATH", "/spec"}, {"EXOGATE_PUBLIC_URL", "https://env.example.com"}};
  sources_.flags = {{"public_url", "https://flag.example.com"}};
  const auto config = load_config(sources_);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->address.public_url, "https://flag.example.com");
  EXPECT_EQ(config->address.ws_path, "/spec");
  EXPECT_EQ(config->calls.loops, 1U);
}

TEST_F(ConfigTest, OurOwnEnvironmentNameBeatsTheSpecifications) {
  sources_.environment = {{"WS_PATH", "/spec"}, {"EXOGATE_CALLS_WS_PATH", "/own"}};
  const auto config = load_config(sources_);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->address.ws_path, "/own");
}

TEST_F(ConfigTest, FleetEntriesThatAreNoTextKeepTheirPlace) {
  write("core_fleet = [7, \"https://core2.example.com\"]\n");
  const auto config = load_config(sources_);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->address.core_fleet, (std::vector<std::string>{"", "https://core2.example.com"}));
}

TEST_F(ConfigTest, MistakesNameLineKeyAndNearestKey) {
  write("[admin]\n\nlistn = \"127.0.0.1:1\"\n");
  const auto text = refusal();
  EXPECT_NE(text.find("line 3"), std::string::npos) << text;
  EXPECT_NE(text.find("unknown key admin.listn; did you mean admin.listen?"), std::string::npos) << text;
}

TEST_F(ConfigTest, AValueOfNoUsableKindIsRefused) {
  write("[log]\nlevel = 1979-05-27\n");
  EXPECT_NE(refusal().find("log.level"), std::string::npos);
}

TEST_F(ConfigTest, TlsFilesBelongTogether) {
  write("[calls]\ntls_key = \"/k.pem\"\n");
  EXPECT_NE(refusal().find("calls.tls_certificate"), std::string::npos);
}

TEST_F(ConfigTest, ErrorsAreOneLine) {
  for (const char* toml : {"x = ", "[a\n", "a = 1\na = 2\n", "\xFF\xFE", "core_fleet = 7\n"}) {
    write(toml);
    EXPECT_EQ(refusal().find('\n'), std::string::npos) << toml;
  }
}

TEST_F(ConfigTest, AMisspeltVariableIsNotOverlooked) {
  sources_.environment = {{"EXOGATE_ADMIN_LISTN", "127.0.0.1:1"}, {"UNRELATED", "x"}};
  EXPECT_EQ(refusal(), "unknown environment variable EXOGATE_ADMIN_LISTN; did you mean EXOGATE_ADMIN_LISTEN?");
}

TEST_F(ConfigTest, AnEmptyTableOfNoNameIsRefused) {
  write("[adminn]\n");
  EXPECT_NE(refusal().find("adminn"), std::string::npos);
  write("public_url = {}\n");
  EXPECT_NE(refusal().find("public_url"), std::string::npos);
  write("[admin]\n[log]\n");
  EXPECT_TRUE(load_config(sources_));
}

}  // namespace
}  // namespace exo::app
