#include "domain/integration.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

Integration with(std::string sid, std::string key, std::string token) {
  Integration record;
  record.account_sid = std::move(sid);
  record.api_key = Secret(std::move(key));
  record.api_token = Secret(std::move(token));
  return record;
}

TEST(Integration, IsConfiguredWithAllThreeCredentials) {
  EXPECT_TRUE(with("s", "k", "t").credentials_configured());
  EXPECT_FALSE(with("", "k", "t").credentials_configured());
  EXPECT_FALSE(with("s", "", "t").credentials_configured());
  EXPECT_FALSE(with("s", "k", "").credentials_configured());
  EXPECT_FALSE(with("s", " \n", "t").credentials_configured());
  EXPECT_FALSE(Integration().credentials_configured());
}

TEST(Integration, FallsBackToSingapore) {
  Integration record;
  EXPECT_EQ(record.effective_api_base_url(), "https://api.exotel.com");
  record.api_base_url = "https://api.in.exotel.com";
  EXPECT_EQ(record.effective_api_base_url(), "https://api.in.exotel.com");
  EXPECT_FALSE(record.credentials_configured()) << "the base is no credential";
}

TEST(Integration, FindsADidById) {
  Integration record;
  record.dids = {{.id = "a", .number = "1"}, {.id = "b", .number = "2"}};
  ASSERT_NE(record.find_did("b"), nullptr);
  EXPECT_EQ(record.find_did("b")->number, "2");
  EXPECT_EQ(record.find_did("c"), nullptr);
  EXPECT_EQ(record.find_did(""), nullptr);
}

TEST(NotTestReadyReason, NamesWhatIsMissing) {
  const auto ready = with("s", "k", "t");
  EXPECT_EQ(not_test_ready_reason(ready, {.flow_url = "http://h/f"}), "") << "a bot is not needed";
  EXPECT_EQ(not_test_ready_reason(ready, {.bot_id = "b"}), "flow_url_missing");
  EXPECT_EQ(not_test_ready_reason({}, {.flow_url = "http://h/f"}), "credentials_missing");
  EXPECT_EQ(not_test_ready_reason({}, {}), "credentials_missing");
}

}  // namespace
}  // namespace exo::domain
