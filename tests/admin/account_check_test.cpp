#include "admin/account_check.h"

#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "admin/account_numbers.h"

namespace exo::admin {
namespace {

const std::string kSingapore = "https://api.exotel.com";
const std::string kMumbai = "https://api.in.exotel.com";

domain::Integration account(std::string base = {}) {
  return {.account_sid = "acmeco1",
          .api_key = Secret("PLANTEDkey"),
          .api_token = Secret("PLANTEDtoken"),
          .api_base_url = std::move(base),
          .dids = {}};
}

HttpReply reply_with(int status, std::string body = {}) {
  return {.status = status, .headers = {}, .body = std::move(body)};
}
HttpReply exception(int status, int code, const std::string& message = "no") {
  return reply_with(status, fmt::format(R"({{"RestException":{{"Message":"{}","Code":{}}}}})", message, code));
}
const HttpReply kList = reply_with(200, R"({"Metadata":{},"Calls":[]})");
const HttpReply kNoLogin = exception(401, 34010);
const HttpReply kForeign = exception(403, 34009);
const HttpReply kUnknown = reply_with(404);

/// Exotel as a function of the URL; remembers what it was asked.
struct Clusters {
  std::function<Result<HttpReply>(const std::string& url)> answer;
  std::vector<HttpRequest> requests{};

  HttpTransport transport() {
    return [this](const HttpRequest& request) {
      requests.push_back(request);
      return answer(request.url);
    };
  }
};

struct Row {
  const char* what;
  Result<HttpReply> chosen;
  Result<HttpReply> other;
  AccountVerdict verdict;
  const char* states;  ///< of account_sid, api_key, api_token, cluster, service: o(k), w(rong), u(nknown)
  std::size_t asked;
};

std::string letters(const AccountCheck& check) {
  constexpr std::string_view kLetters = "owmu";
  std::string text;
  for (const auto* part : {&check.account_sid, &check.api_key, &check.api_token, &check.cluster, &check.service}) {
    text += kLetters[static_cast<std::size_t>(part->state)];
    if (part->state == PartState::wrong) EXPECT_FALSE(part->next_step.empty()) << part->words;
    EXPECT_FALSE(part->words.empty());
  }
  return text;
}

TEST(AccountCheck, SaysWhichPartIsWrongWhereThatCanBeKnown) {
  const Row rows[] = {
      {"all right", kList, kNoLogin, AccountVerdict::ok, "ooooo", 1},
      {"the other cluster", kNoLogin, kList, AccountVerdict::wrong, "ooowo", 2},
      {"the other cluster, unknown here", kUnknown, kList, AccountVerdict::wrong, "ooowo", 2},
      {"the other cluster, wrong SID", kNoLogin, kForeign, AccountVerdict::wrong, "woowu", 2},
      {"wrong SID", kForeign, kList, AccountVerdict::wrong, "wooou", 1},
      {"wrong key or token", kNoLogin, kNoLogin, AccountVerdict::wrong, "uwwuu", 2},
      {"wrong key or token, unknown there", kNoLogin, kUnknown, AccountVerdict::wrong, "uwwuu", 2},
      {"refused here, silence there", kNoLogin, fail(Errc::upstream_timeout, "10 s"), AccountVerdict::wrong, "uwwuu",
       2},
      {"unknown SID", kUnknown, kUnknown, AccountVerdict::wrong, "wuuuu", 2},
      {"KYC", exception(403, 34009, "not KYC compliant"), kList, AccountVerdict::restricted, "oooow", 1},
      {"no balance", reply_with(402), kList, AccountVerdict::restricted, "oooow", 1},
      {"KYC on the other cluster", kNoLogin, exception(403, 0, "KYC"), AccountVerdict::wrong, "oooww", 2},
      {"too often", reply_with(429), kList, AccountVerdict::unknown, "uuuuu", 1},
      {"trouble", reply_with(502, "<html>"), kList, AccountVerdict::unknown, "uuuuu", 1},
      {"silence", fail(Errc::upstream_timeout, "10 s"), kList, AccountVerdict::unknown, "uuuuu", 1},
      {"nobody", fail(Errc::upstream_failed, "refused"), kList, AccountVerdict::unknown, "uuuuu", 1},
      {"a proxy's page", reply_with(200, "<html>sign in</html>"), kList, AccountVerdict::unknown, "uuuuu", 1},
      {"a bare 403", reply_with(403), kList, AccountVerdict::unknown, "uuuuu", 1},
  };
  for (const auto& base : {kSingapore, kMumbai}) {
    for (const auto& row : rows) {
      Clusters exotel{
          .answer = [&](const std::string& url) { return url.starts_with(base + "/") ? row.chosen : row.other; }};
      const auto record = account(base);
      const auto check = check_credentials(exotel.transport(), record, {});
      EXPECT_EQ(to_string(check.verdict), to_string(row.verdict)) << row.what;
      EXPECT_EQ(letters(check), row.states) << row.what;
      EXPECT_EQ(exotel.requests.size(), row.asked) << row.what;
      EXPECT_FALSE(check.summary.empty()) << row.what;
      EXPECT_EQ(check.right_base.empty(), row.states[3] != 'w') << row.what;
      if (!check.right_base.empty()) EXPECT_EQ(check.right_base, base == kSingapore ? kMumbai : kSingapore);
      for (const auto& request : exotel.requests) EXPECT_EQ(request.method, "GET") << "verifying changes nothing";
      EXPECT_EQ(dump_json(check_view(check, record)).find("PLANTED"), std::string::npos);
    }
  }
}

TEST(AccountCheck, AsksNobodyWhenAPartIsMissing) {
  Clusters exotel{.answer = [](const std::string&) { return kList; }};
  auto record = account();
  record.api_token = Secret(" ");
  const auto check = check_credentials(exotel.transport(), record, {});
  EXPECT_EQ(check.verdict, AccountVerdict::incomplete);
  EXPECT_EQ(check.api_token.state, PartState::missing);
  EXPECT_NE(check.api_token.next_step.find("api_token"), std::string::npos);
  EXPECT_EQ(check.api_key.state, PartState::unknown);
  EXPECT_TRUE(exotel.requests.empty());
}

TEST(AccountCheck, NeverShowsSecretsToHostsOfAnotherKind) {
  const std::vector<std::string> hosts{"http://127.0.0.1:9001", "http://127.0.0.1:9002", "http://10.0.0.0/8:80",
                                       "http://127.0.0.1:9001/", "https://api.exotel.com"};
  Clusters exotel{.answer = [](const std::string&) { return kNoLogin; }};
  (void)check_credentials(exotel.transport(), account("http://127.0.0.1:9001"), hosts);
  ASSERT_EQ(exotel.requests.size(), 2U);
  EXPECT_TRUE(exotel.requests[0].url.starts_with("http://127.0.0.1:9001/"));
  EXPECT_TRUE(exotel.requests[1].url.starts_with("http://127.0.0.1:9002/"));

  exotel.requests.clear();
  (void)check_credentials(exotel.transport(), account(kMumbai), hosts);
  ASSERT_EQ(exotel.requests.size(), 2U);
  EXPECT_TRUE(exotel.requests[1].url.starts_with(kSingapore + "/"));
}

TEST(AccountCheck, AnswersThatRepeatTheSecretsAreScrubbed) {
  Clusters exotel{
      .answer = [](const std::string&) { return exception(401, 34010, "PLANTEDkey:PLANTEDtoken is wrong"); }};
  const auto record = account();
  const auto view = dump_json(check_view(check_credentials(exotel.transport(), record, {}), record));
  EXPECT_EQ(view.find("PLANTED"), std::string::npos) << view;
  EXPECT_NE(view.find("is wrong"), std::string::npos);
}

// ----------------------------------------------------------------------------------------------------------- numbers

/// A server of `total` numbers in pages; `obeys` tells whether it knows ?page=.
Clusters directory_of(int total, int page_size, bool obeys = true) {
  return {.answer = [=](const std::string& url) -> Result<HttpReply> {
    const auto mark = url.find("?page=");
    const int page = obeys && mark != std::string::npos ? std::stoi(url.substr(mark + 6)) : 0;
    auto list = Json::array();
    for (int i = page * page_size; i < std::min(total, (page + 1) * page_size); ++i) {
      list.push_back({{"sid", std::to_string(i)}, {"phone_number", fmt::format("080{:08}", i)}});
    }
    return reply_with(
        200, Json{{"page", page}, {"page_size", page_size}, {"incoming_phone_numbers", std::move(list)}}.dump());
  }};
}

TEST(AccountNumbers, ReadsPageByPage) {
  auto exotel = directory_of(25, 10);
  const auto numbers = list_account_numbers(exotel.transport(), account());
  ASSERT_TRUE(numbers);
  EXPECT_EQ(numbers->phones.size(), 25U);
  EXPECT_TRUE(numbers->complete);
  EXPECT_EQ(exotel.requests.size(), 3U);
  EXPECT_NE(numbers->find("+918000000024"), nullptr);
  EXPECT_EQ(numbers->find("08000000025"), nullptr);
}

TEST(AccountNumbers, AServerWithoutPagesIsAskedTwiceAtMost) {
  auto exotel = directory_of(10, 10, false);
  const auto numbers = list_account_numbers(exotel.transport(), account());
  ASSERT_TRUE(numbers);
  EXPECT_EQ(numbers->phones.size(), 10U);
  EXPECT_TRUE(numbers->complete);
  EXPECT_EQ(exotel.requests.size(), 2U);
}

TEST(AccountNumbers, AnEndlessAccountIsCutAndSaysSo) {
  auto exotel = directory_of(1'000'000, 10);
  const auto few = list_account_numbers(exotel.transport(), account());
  ASSERT_TRUE(few);
  EXPECT_FALSE(few->complete);
  EXPECT_EQ(exotel.requests.size(), 20U);
  auto wide = directory_of(1'000'000, 900);
  const auto many = list_account_numbers(wide.transport(), account());
  ASSERT_TRUE(many);
  EXPECT_FALSE(many->complete);
  EXPECT_LE(many->phones.size(), 3000U);
}

TEST(AccountNumbers, AFailureOnAnyPageIsAFailure) {
  auto pages = directory_of(25, 10);
  Clusters exotel{.answer = [&](const std::string& url) {
    return url.ends_with("?page=2") ? Result<HttpReply>(reply_with(429)) : pages.answer(url);
  }};
  const auto numbers = list_account_numbers(exotel.transport(), account());
  ASSERT_FALSE(numbers);
  EXPECT_EQ(numbers.error().refusal.known->id, "too_many_requests");
  EXPECT_EQ(numbers.error().error.code, Errc::upstream_failed);
}

TEST(AccountCheck, KnowsWhichDidsAreTheAccounts) {
  auto pages = directory_of(3, 10);
  Clusters exotel{.answer = [&](const std::string& url) {
    return url.find("/v1/") != std::string::npos ? Result<HttpReply>(kList) : pages.answer(url);
  }};
  auto record = account();
  record.dids = {{.id = "a", .number = "+918000000001"}, {.id = "b", .number = "08099999999"}};
  auto check = check_credentials(exotel.transport(), record, {});
  check_dids(check, exotel.transport(), record);
  ASSERT_EQ(check.dids.size(), 2U);
  EXPECT_EQ(check.dids[0].finding.state, PartState::ok);
  EXPECT_EQ(check.dids[1].finding.state, PartState::wrong);
  EXPECT_FALSE(check.dids[1].finding.next_step.empty());

  Clusters broken{.answer = [&](const std::string& url) {
    return url.find("/v1/") != std::string::npos ? kList : reply_with(502);
  }};
  check = check_credentials(broken.transport(), record, {});
  check_dids(check, broken.transport(), record);
  EXPECT_EQ(check.verdict, AccountVerdict::ok) << "the numbers are another matter";
  EXPECT_EQ(check.dids[0].finding.state, PartState::unknown);

  Clusters closed{.answer = [](const std::string&) { return kNoLogin; }};
  check = check_credentials(closed.transport(), record, {});
  check_dids(check, closed.transport(), record);
  EXPECT_EQ(check.dids[1].finding.state, PartState::unknown);
  EXPECT_EQ(closed.requests.size(), 2U) << "numbers are not asked for with a login that does not work";
}

}  // namespace
}  // namespace exo::admin
