#include "app/option_table.h"

#include <set>

#include <gtest/gtest.h>

namespace exo::app {
namespace {

const Option& option(std::string_view key) {
  for (const auto& candidate : option_table()) {
    if (candidate.key == key) return candidate;
  }
  ADD_FAILURE() << "no option " << key;
  return option_table().front();
}

TEST(OptionTable, NamesAreUniqueAndDescribed) {
  std::set<std::string> names;
  for (const auto& each : option_table()) {
    EXPECT_TRUE(names.insert(std::string(each.key)).second) << each.key;
    EXPECT_TRUE(names.insert(environment_name(each)).second) << each.key;
    EXPECT_TRUE(names.insert(flag_name(each)).second) << each.key;
    if (!each.alias.empty()) {
      EXPECT_TRUE(names.insert(std::string(each.alias)).second) << each.alias;
    }
    EXPECT_FALSE(each.help.empty()) << each.key;
  }
}

TEST(OptionTable, DerivesNames) {
  EXPECT_EQ(environment_name(option("calls.max_duration_seconds")), "EXOGATE_CALLS_MAX_DURATION_SECONDS");
  EXPECT_EQ(flag_name(option("calls.max_duration_seconds")), "--calls-max-duration-seconds");
}

TEST(OptionTable, SecretsHaveNoFlag) {
  EXPECT_FALSE(has_flag(option("speech.elevenlabs_api_key")));
  EXPECT_FALSE(has_flag(option("calls.webhook_key")));
  EXPECT_TRUE(has_flag(option("public_url")));
}

TEST(OptionTable, ListsAreSplitAndTrimmed) {
  Config config;
  ASSERT_TRUE(apply_option(config, option("core_fleet"), std::string(" https://a , ,https://b")));
  EXPECT_EQ(config.address.core_fleet, (std::vector<std::string>{"https://a", "https://b"}));
}

TEST(OptionTable, NumbersAreCheckedAtBothEnds) {
  Config config;
  const auto& loops = option("calls.loops");
  EXPECT_TRUE(apply_option(config, loops, std::int64_t{256}));
  EXPECT_EQ(config.calls.loops, 256U);
  EXPECT_TRUE(apply_option(config, loops, std::string(" 0 ")));
  EXPECT_EQ(config.calls.loops, 0U);
  for (const RawValue& bad : {RawValue(std::int64_t{257}), RawValue(std::int64_t{-1}), RawValue(std::string("1x")),
                              RawValue(std::string("")), RawValue(std::string("99999999999999999999"))}) {
    const auto refused = apply_option(config, loops, bad);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::bad_configuration);
    EXPECT_NE(refused.error().detail.find("calls.loops"), std::string::npos);
    EXPECT_NE(refused.error().detail.find("0 to 256"), std::string::npos);
  }
}

TEST(OptionTable, TextMustBeUtf8) {
  Config config;
  EXPECT_TRUE(apply_option(config, option("speech.greeting"), std::string("नमस्ते")));
  EXPECT_EQ(config.speech.default_greeting, "नमस्ते");
  EXPECT_FALSE(apply_option(config, option("speech.greeting"), std::string("\xE0\xA4")));
}

TEST(OptionTable, ASecretIsNeverRepeatedInAnError) {
  Config config;
  const auto refused = apply_option(config, option("calls.webhook_key"), std::vector<std::string>{"marker"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail.find("marker"), std::string::npos);
}

}  // namespace
}  // namespace exo::app
