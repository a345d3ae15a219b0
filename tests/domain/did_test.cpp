#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "domain/integration.h"

namespace exo::domain {
namespace {

constexpr auto kNull = std::optional<std::string>();
constexpr std::string_view kFlow = "https://my.exotel.com/exotel1/exoml/start_voice/42";

Integration with_account() {
  Integration record;
  record.account_sid = "exotel1";
  return record;
}

Did added(Integration& record, const DidPatch& fields) {
  const auto did = add_did(record, fields);
  EXPECT_TRUE(did) << did.error().detail;
  return did.value_or(Did{});
}

template <class T>
void expect_error(const Result<T>& result, Errc code, std::string_view words) {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, code) << result.error().detail;
  EXPECT_TRUE(result.error().detail.contains(words)) << result.error().detail;
}

// --------------------------------------------------------------------------------------------------------- add_did

TEST(AddDid, NeedsOnlyANumberAndNoCredentials) {
  Integration record;
  const auto did = added(record, {.number = "080-4712 3456"});
  EXPECT_EQ(did.number, "08047123456");
  EXPECT_EQ(did.label + did.bot_id + did.flow_url, "");
  EXPECT_EQ(did.id.size(), 36U);
  ASSERT_EQ(record.dids.size(), 1U);
  EXPECT_EQ(record.dids[0], did);
}

TEST(AddDid, TakesAllFieldsTrimmed) {
  Integration record;
  const auto did =
      added(record,
            {.number = "+918047123456", .label = " Sales ", .bot_id = " b1\n", .flow_url = fmt::format(" {} ", kFlow)});
  EXPECT_EQ(did.label, "Sales");
  EXPECT_EQ(did.bot_id, "b1");
  EXPECT_EQ(did.flow_url, kFlow);
}

TEST(AddDid, KeepsTheOrderAndMakesDifferentIds) {
  Integration record;
  const auto first = added(record, {.number = "08047123456"});
  const auto second = added(record, {.number = "08047123457"});
  EXPECT_NE(first.id, second.id);
  EXPECT_EQ(record.dids[1], second);
}

TEST(AddDid, RefusesAMissingOrWrongNumber) {
  Integration record;
  expect_error(add_did(record, {}), Errc::unprocessable, "number is required");
  expect_error(add_did(record, {.number = kNull}), Errc::unprocessable, "number is required");
  expect_error(add_did(record, {.number = ""}), Errc::unprocessable, "number");
  expect_error(add_did(record, {.number = "x"}), Errc::unprocessable, "number");
  EXPECT_TRUE(record.dids.empty());
}

TEST(AddDid, RefusesTheSameNumberInEverySpelling) {
  Integration record;
  added(record, {.number = "08047123456"});
  for (const auto* const number : {"08047123456", "+918047123456", "918047123456", "00918047123456", "8047123456"}) {
    const auto again = add_did(record, {.number = number});
    expect_error(again, Errc::conflict, "DID already exists");
    EXPECT_EQ(again.error().detail, "DID already exists");
  }
  EXPECT_EQ(record.dids.size(), 1U);
}

TEST(AddDid, StopsAtTenThousand) {
  Integration record;
  for (int i = 0; i < 9'999; ++i)
    record.dids.push_back({.id = std::to_string(i), .number = fmt::format("+1415{:07}", i)});
  added(record, {.number = "08047123456"});
  expect_error(add_did(record, {.number = "08047123457"}), Errc::conflict, "10000");
  EXPECT_EQ(record.dids.size(), 10'000U);
}

// ------------------------------------------------------------------------------------------------ rules of the fields

TEST(DidLabel, IsShortUtf8WithoutControlCharacters) {
  Integration record;
  added(record, {.number = "10001", .label = std::string(200, 'x')});
  added(record,
        {.number = "10002", .label = "\xE0\xA4\xB9\xE0\xA4\xBF\xE0\xA4\xA8\xE0\xA5\x8D\xE0\xA4\xA6\xE0\xA5\x80"});
  for (const auto& label : {std::string(201, 'x'), std::string("a\nb"), std::string("a\0b", 3), std::string("a\x1B[1m"),
                            std::string("\xFF"), std::string("a\xC2\x85z")}) {
    expect_error(add_did(record, {.number = "10003", .label = label}), Errc::unprocessable, "label");
  }
  EXPECT_EQ(record.dids.size(), 2U);
}

TEST(DidBotId, IsOnePathSegment) {
  Integration record;
  added(record, {.number = "10001", .bot_id = std::string(128, 'x')});
  added(record, {.number = "10002", .bot_id = "A.z_0~-"});
  for (const auto& id :
       {std::string("a/b"), std::string("a?b"), std::string(".."), std::string("."), std::string("a b"),
        std::string(129, 'x'), std::string("\xE0\xA4\x95"), std::string("a%2Fb")}) {
    expect_error(add_did(record, {.number = "10003", .bot_id = id}), Errc::unprocessable, "bot_id");
  }
}

TEST(DidFlowUrl, IsKeptVerbatim) {
  for (const auto* const url :
       {"http://my.exotel.com/exotel1/exoml/start_voice/42", "https://my.exotel.com/exotel1/exoml/start_voice/42",
        "http://my.in.exotel.com/exotel1/exoml/start_voice/42", "HTTP://My.Exotel.com:80/a//b/?x=%2F&y#z",
        "http://127.0.0.1:9100/flow", "https://[::1]/f"}) {
    Integration record;
    EXPECT_EQ(added(record, {.number = "10001", .flow_url = url}).flow_url, url);
  }
  Integration record;
  const auto longest = "http://h/" + std::string(2048 - 9, 'x');
  EXPECT_EQ(added(record, {.number = "10001", .flow_url = longest}).flow_url, longest);
}

TEST(DidFlowUrl, IsHttpWithAHostAndNoUser) {
  for (const auto& url :
       {std::string("ftp://my.exotel.com/x"), std::string("my.exotel.com/x"), std::string("/x"), std::string("http://"),
        std::string("http:///x"), std::string("javascript:alert(1)"), std::string("http://user:pw@my.exotel.com/x"),
        std::string("http://@my.exotel.com/x"), std::string("http://h/a b"), std::string("http://h/\r\nX: y"),
        std::string("http://h/\xE0\xA4\x95"), "http://h/" + std::string(2048 - 8, 'x')}) {
    Integration record;
    expect_error(add_did(record, {.number = "10001", .flow_url = url}), Errc::unprocessable, "flow_url");
    EXPECT_TRUE(record.dids.empty());
  }
}

TEST(DidAppId, FillsTheFlowUrl) {
  auto record = with_account();
  EXPECT_EQ(added(record, {.number = "10001", .app_id = " 29245 "}).flow_url,
            "http://my.exotel.com/exotel1/exoml/start_voice/29245");
  record.api_base_url = "https://api.in.exotel.com";
  EXPECT_EQ(added(record, {.number = "10002", .app_id = "29245"}).flow_url,
            "http://my.in.exotel.com/exotel1/exoml/start_voice/29245");
}

TEST(DidAppId, DoesNothingBesideAFlowUrlKey) {
  auto record = with_account();
  EXPECT_EQ(added(record, {.number = "10001", .flow_url = std::string(kFlow), .app_id = "1"}).flow_url, kFlow);
  EXPECT_EQ(added(record, {.number = "10002", .flow_url = "", .app_id = "1"}).flow_url, "");
  EXPECT_EQ(added(record, {.number = "10003", .flow_url = kNull, .app_id = "1"}).flow_url, "");
}

TEST(DidAppId, DoesNothingWhenEmpty) {
  Integration record;
  const auto did = added(record, {.number = "10001", .flow_url = std::string(kFlow)});
  for (const auto& none : {kNull, std::optional<std::string>(""), std::optional<std::string>(" ")}) {
    EXPECT_EQ(update_did(record, did.id, {.app_id = none}).value().flow_url, kFlow);
  }
}

TEST(DidAppId, NeedsDigitsAndAnAccount) {
  auto record = with_account();
  for (const auto& id :
       {std::string("12a"), std::string("1/2"), std::string("-1"), std::string("1 2"), std::string(21, '1')}) {
    expect_error(add_did(record, {.number = "10001", .app_id = id}), Errc::unprocessable, "app_id");
  }
  record.account_sid.clear();
  expect_error(add_did(record, {.number = "10001", .app_id = "1"}), Errc::unprocessable, "account_sid");
  EXPECT_TRUE(record.dids.empty());
}

// ------------------------------------------------------------------------------------------------------ update_did

class UpdateDid : public testing::Test {
 protected:
  Integration record_ = with_account();
  Did did_ =
      added(record_, {.number = "08047123456", .label = "Sales", .bot_id = "b1", .flow_url = std::string(kFlow)});
};

TEST_F(UpdateDid, ChangesOnlyWhatIsGiven) {
  EXPECT_EQ(update_did(record_, did_.id, {}).value(), did_);
  const auto changed = update_did(record_, did_.id, {.label = "Support"}).value();
  EXPECT_EQ(changed.label, "Support");
  EXPECT_EQ(changed.bot_id, "b1");
  EXPECT_EQ(changed.flow_url, kFlow);
  EXPECT_EQ(changed.number, did_.number);
  EXPECT_EQ(changed.id, did_.id);
  EXPECT_EQ(record_.dids[0], changed);
}

TEST_F(UpdateDid, ClearsForEmptyAndNull) {
  for (const auto& none : {kNull, std::optional<std::string>(""), std::optional<std::string>(" \n")}) {
    auto record = record_;
    const auto cleared = update_did(record, did_.id, {.label = none, .bot_id = none, .flow_url = none}).value();
    EXPECT_EQ(cleared.label + cleared.bot_id + cleared.flow_url, "");
    EXPECT_EQ(cleared.number, did_.number);
  }
}

TEST_F(UpdateDid, IgnoresTheSameNumberInAnySpelling) {
  for (const auto* const number : {"08047123456", "+91 80471 23456", "8047123456"}) {
    EXPECT_EQ(update_did(record_, did_.id, {.number = number}).value().number, "08047123456");
  }
}

TEST_F(UpdateDid, RefusesAnotherNumber) {
  for (const auto& number : {std::optional<std::string>("08047123457"), std::optional<std::string>("x"),
                             std::optional<std::string>(""), kNull}) {
    expect_error(update_did(record_, did_.id, {.number = number, .label = "new"}), Errc::unprocessable,
                 "number cannot be changed");
    EXPECT_EQ(record_.dids[0], did_);
  }
}

TEST_F(UpdateDid, ChangesAllOrNothing) {
  expect_error(update_did(record_, did_.id, {.label = "new", .bot_id = "new", .flow_url = "ftp://x"}),
               Errc::unprocessable, "flow_url");
  EXPECT_EQ(record_.dids[0], did_);
}

TEST_F(UpdateDid, FillsTheFlowUrlOfAnApp) {
  EXPECT_EQ(update_did(record_, did_.id, {.app_id = "7"}).value().flow_url,
            "http://my.exotel.com/exotel1/exoml/start_voice/7");
}

TEST_F(UpdateDid, DoesNotKnowOtherIds) {
  expect_error(update_did(record_, "unknown", {.number = "x"}), Errc::not_found, "DID not found");
  Integration empty;
  expect_error(update_did(empty, did_.id, {}), Errc::not_found, "DID not found");
}

// ------------------------------------------------------------------------------------------------------ remove_did

TEST(RemoveDid, KeepsTheOrderOfTheOthers) {
  Integration record;
  const auto a = added(record, {.number = "10001"});
  const auto b = added(record, {.number = "10002"});
  const auto c = added(record, {.number = "10003"});
  ASSERT_TRUE(remove_did(record, b.id));
  EXPECT_EQ(record.dids, (std::vector<Did>{a, c}));
  expect_error(remove_did(record, b.id), Errc::not_found, "DID not found");
  added(record, {.number = "10002"});
}

}  // namespace
}  // namespace exo::domain
