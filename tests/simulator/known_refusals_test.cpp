// The gateway's table of Exotel's refusals against the stand-in that produces them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "exotel/account_probe.h"
#include "exotel/exophones.h"
#include "exotel/refusals.h"
#include "simulator/rest_api.h"

namespace exo::simulator {
namespace {

constexpr std::string_view kDial =
    "From=%2B919812345678&CallerId=08041234567&Url=http%3A%2F%2Fmy.exotel.com%2Facmeco1%2Fexoml%2Fstart_voice%2F42"
    "&CallType=trans&CustomField=cxb-test%3Ad1";

StandInOptions options(RestStyle style = RestStyle::xml) {
  StandInOptions made;
  made.api_key = Secret("key");
  made.api_token = Secret("token");
  made.style = style;
  return made;
}

domain::Integration account() {
  return {.account_sid = "acmeco1",
          .api_key = Secret("key"),
          .api_token = Secret("token"),
          .api_base_url = "http://stand.in",
          .dids = {}};
}

/// What the stand-in answers to a request that the gateway has composed.
HttpReply send(const HttpRequest& request, const StandInOptions& made) {
  CallLedger ledger;
  const auto reply = RestApi(made, ledger)
                         .answer({.method = request.method,
                                  .target = request.url.substr(std::string_view("http://stand.in").size()),
                                  .authorization = request.secret_headers.at(0).second.reveal(),
                                  .content_type = "application/x-www-form-urlencoded",
                                  .body = request.body},
                                 RestApi::Lines::free, wall_now());
  return {.status = reply.status, .headers = {{"Content-Type", reply.content_type}}, .body = reply.body};
}

HttpReply dial(const StandInOptions& made) {
  HttpRequest request;
  request.method = "POST";
  request.url = "http://stand.in/v1/Accounts/acmeco1/Calls/connect";
  request.secret_headers.emplace_back("Authorization", Secret("Basic a2V5OnRva2Vu"));
  request.body = kDial;
  return send(request, made);
}

std::string id_of(const HttpReply& reply) {
  const auto refusal = exotel::find_refusal(reply);
  return refusal ? std::string(refusal->known->id) : std::string("(none)");
}

TEST(KnownRefusals, EveryRowIsRecognisedInWhatTheStandInSends) {
  for (const auto& row : exotel::known_refusals()) {
    if (row.first_status < 0) continue;
    const int status = row.first_status > 0 ? row.first_status : row.id == "unknown" ? 418 : 403;
    const auto text = row.texts.empty() ? std::string_view("Refused") : row.texts.front();
    for (const auto style : {RestStyle::xml, RestStyle::json}) {
      auto made = options(style);
      ASSERT_TRUE(apply_refusal(fmt::format("{}:{}:{}", status, row.code, text), made));
      const auto reply = dial(made);
      EXPECT_EQ(id_of(reply), row.id) << reply.body;
      EXPECT_EQ(exotel::find_refusal(reply)->raw.text, text);
    }
  }
}

TEST(KnownRefusals, TheStandInsNamedRefusalsAreKnown) {
  const std::pair<const char*, const char*> named[] = {
      {"kyc", "kyc"}, {"ndnc", "dnd"}, {"429", "too_many_requests"}, {"html502", "exotel_trouble"}};
  for (const auto& [name, id] : named) {
    auto made = options();
    ASSERT_TRUE(apply_refusal(name, made));
    EXPECT_EQ(id_of(dial(made)), id);
  }
}

TEST(KnownRefusals, TheProbeSeesWhichCredentialIsWrong) {
  using exotel::ProbeVerdict;
  const auto probe = [](const domain::Integration& who) {
    return exotel::read_probe(send(exotel::make_probe_request(who), options())).verdict;
  };
  EXPECT_EQ(probe(account()), ProbeVerdict::accepted);
  auto other = account();
  other.api_token = Secret("wrong");
  EXPECT_EQ(probe(other), ProbeVerdict::wrong_login);
  other = account();
  other.account_sid = "AcmeCo1";
  EXPECT_EQ(probe(other), ProbeVerdict::wrong_account) << "upper and lower case count";
}

TEST(KnownRefusals, TheStandInsNumbersAreRead) {
  auto made = options();
  made.exophones = {{"08041234567", "http://my.exotel.in/acmeco1/exoml/start_voice/42"}, {"08041234568", {}}};
  const auto page = exotel::parse_exophones(send(exotel::make_exophones_request(account(), 0), made));
  ASSERT_TRUE(page) << page.error().detail;
  ASSERT_EQ(page->phones.size(), 2U);
  EXPECT_EQ(page->phones[0].number, "08041234567");
  EXPECT_EQ(page->phones[0].voice_url, "http://my.exotel.in/acmeco1/exoml/start_voice/42");
}

}  // namespace
}  // namespace exo::simulator
