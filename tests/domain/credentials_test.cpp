#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "domain/integration.h"

namespace exo::domain {
namespace {

const std::vector<std::string> kNoHosts;
constexpr auto kNull = std::optional<std::string>();

Integration stored() {
  Integration record;
  record.account_sid = "exotel1";
  record.api_key = Secret(std::string("old-key"));
  record.api_token = Secret(std::string("old-token"));
  record.api_base_url = "https://api.in.exotel.com";
  return record;
}

void expect_stored(const Integration& record) {
  EXPECT_EQ(record.account_sid, "exotel1");
  EXPECT_EQ(record.api_key.reveal(), "old-key");
  EXPECT_EQ(record.api_token.reveal(), "old-token");
  EXPECT_EQ(record.api_base_url, "https://api.in.exotel.com");
}

void expect_refused(const CredentialsPatch& patch, std::string_view field, std::string_view never = "\x01") {
  auto record = stored();
  const auto result = apply_credentials(record, patch, kNoHosts);
  ASSERT_FALSE(result) << field;
  EXPECT_EQ(result.error().code, Errc::unprocessable);
  EXPECT_TRUE(result.error().detail.contains(field)) << result.error().detail;
  EXPECT_FALSE(result.error().detail.contains(never)) << result.error().detail;
  expect_stored(record);
}

TEST(ApplyCredentials, ChangesNothingForAnEmptyPatch) {
  auto record = stored();
  ASSERT_TRUE(apply_credentials(record, {}, kNoHosts));
  expect_stored(record);
}

TEST(ApplyCredentials, ChangesOnlyWhatIsGiven) {
  auto record = stored();
  ASSERT_TRUE(apply_credentials(record, {.api_token = "new-token"}, kNoHosts));
  EXPECT_EQ(record.api_token.reveal(), "new-token");
  EXPECT_EQ(record.api_key.reveal(), "old-key");
  EXPECT_EQ(record.account_sid, "exotel1");
}

TEST(ApplyCredentials, FillsAnEmptyRecord) {
  Integration record;
  ASSERT_TRUE(apply_credentials(
      record, {.account_sid = "a_b.c-1", .api_key = "k", .api_token = "t", .api_base_url = "api.in"}, kNoHosts));
  EXPECT_EQ(record.account_sid, "a_b.c-1");
  EXPECT_EQ(record.api_base_url, "https://api.in.exotel.com");
  EXPECT_TRUE(record.credentials_configured());
}

TEST(ApplyCredentials, LeavesASecretAloneForABlankOrMaskedBox) {
  for (const auto* const text :
       {"", " ", "\n\t", "*", "********", "\xE2\x80\xA2", "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2", " \xE2\x80\xA2 * ",
        "\xE2\x97\x8F\xE2\x97\x8F"}) {
    auto record = stored();
    ASSERT_TRUE(apply_credentials(record, {.api_key = text, .api_token = text}, kNoHosts)) << text;
    expect_stored(record);
  }
}

TEST(ApplyCredentials, TakesASecretThatOnlyContainsAStar) {
  auto record = stored();
  ASSERT_TRUE(apply_credentials(record, {.api_token = "a*b"}, kNoHosts));
  EXPECT_EQ(record.api_token.reveal(), "a*b");
}

TEST(ApplyCredentials, RemovesASecretForNull) {
  auto record = stored();
  ASSERT_TRUE(apply_credentials(record, {.api_key = kNull}, kNoHosts));
  EXPECT_TRUE(record.api_key.empty());
  EXPECT_EQ(record.api_token.reveal(), "old-token");
  EXPECT_FALSE(record.credentials_configured());
}

TEST(ApplyCredentials, ClearsTheVisibleFieldsForEmptyAndNull) {
  for (const auto& value : {kNull, std::optional<std::string>(""), std::optional<std::string>("  ")}) {
    auto record = stored();
    ASSERT_TRUE(apply_credentials(record, {.account_sid = value, .api_base_url = value}, kNoHosts));
    EXPECT_EQ(record.account_sid, "");
    EXPECT_EQ(record.api_base_url, "");
    EXPECT_EQ(record.effective_api_base_url(), kDefaultApiBaseUrl);
    EXPECT_FALSE(record.credentials_configured());
  }
}

TEST(ApplyCredentials, TrimsPastedBlanksSecretsToo) {
  auto record = stored();
  ASSERT_TRUE(apply_credentials(record, {.account_sid = " sid\n", .api_key = "\tkey \r\n", .api_token = " tok\xC2\xA0"},
                                kNoHosts));
  EXPECT_EQ(record.account_sid, "sid");
  EXPECT_EQ(record.api_key.reveal(), "key");
  EXPECT_EQ(record.api_token.reveal(), "tok");
}

TEST(ApplyCredentials, RefusesAnImplausibleAccountSid) {
  for (const auto& sid :
       {std::string("a/b"), std::string("a b"), std::string("a?b"), std::string("<sid>"), std::string("."),
        std::string(".."), std::string("\xE0\xA4\x95"), std::string(65, 'a'), std::string("a\0b", 3)}) {
    expect_refused({.account_sid = sid}, "account_sid");
  }
  auto record = stored();
  EXPECT_TRUE(apply_credentials(record, {.account_sid = std::string(64, 'a')}, kNoHosts));
}

TEST(ApplyCredentials, RefusesASecretThatCannotBeOneAndNeverRepeatsIt) {
  for (const auto& bad : {std::string("HUSH\nHUSH"), std::string("HUSH\xC3\xA9"), std::string("HUSH\x7F"),
                          std::string("HUSH\0x", 6), std::string("HUSH") + std::string(253, 'x')}) {
    expect_refused({.api_key = bad}, "api_key", "HUSH");
    expect_refused({.api_token = bad}, "api_token", "HUSH");
  }
  auto record = stored();
  EXPECT_TRUE(apply_credentials(record, {.api_token = std::string(256, 'x')}, kNoHosts));
}

TEST(ApplyCredentials, RefusesAColonInTheKeyBecauseBasicAuthEndsThere) {
  expect_refused({.api_key = "HUSH:token"}, "api_key", "HUSH");
  auto record = stored();
  EXPECT_TRUE(apply_credentials(record, {.api_token = "to:ken"}, kNoHosts));
}

TEST(ApplyCredentials, ChangesAllOrNothing) {
  expect_refused({.account_sid = "new", .api_key = "new", .api_token = "new", .api_base_url = "https://evil.example"},
                 "api_base_url");
  expect_refused({.account_sid = "bad sid", .api_key = kNull, .api_token = kNull}, "account_sid");
}

}  // namespace
}  // namespace exo::domain
