#include "exotel/webhook.h"

#include <regex>
#include <string>

#include <gtest/gtest.h>

namespace exo::exotel {
namespace {

WebhookCall from_query(std::string_view query) {
  return read_webhook({query, "", ""});
}
WebhookCall from_body(std::string_view body, std::string_view type = "") {
  return read_webhook({"", type, body});
}

std::string answer_to(const WebhookCall& call,
                      const domain::PublicAddress& address = {.webhook_base_url = "https://HOST"}) {
  return webhook_answer(
      webhook_stream_url(webhook_wss_base(address, {}), address.ws_path, call.call_id, call.hit.custom_field));
}

TEST(Webhook, TheSpecificationsCurlLine) {
  const auto call = from_query("CallSid=test123&CallFrom=+919324606985&CallTo=07948516111");
  EXPECT_EQ(call.hit.from, "+919324606985") << "the bare plus is no space";
  EXPECT_EQ(call.hit.call_to, "07948516111");
  EXPECT_EQ(answer_to(call), R"({"url":"wss://HOST/voice-stream?call_id=test123"})");
}

TEST(Webhook, ReadsTheCapturedParameterSet) {
  const auto call = from_query(
      "CallSid=0f1e2d3c4b5a69788796a5b4c3d21a8p&CallFrom=09812345678&CallTo=08041234567&Direction=incoming&"
      "Created=Tue%2C+25+Aug+2026+12%3A07%3A08&DialWhomNumber=&HangupLatencyStartTime=&ServerCode=&From=09812345678&"
      "To=09513886363&CurrentTime=2026-08-25+12%3A07%3A09");
  EXPECT_EQ(call.call_id, "0f1e2d3c4b5a69788796a5b4c3d21a8p");
  EXPECT_EQ(call.hit.from, "09812345678");
  EXPECT_EQ(call.hit.call_to, "08041234567");
  EXPECT_EQ(call.hit.to, "09513886363");
  EXPECT_EQ(call.hit.direction, "incoming");
  EXPECT_EQ(call.hit.custom_field, "");
}

TEST(Webhook, EverySpellingOfEveryName) {
  for (const auto* name : {"CallSid", "callsid", "CALLSID", "call_sid", "Call_Sid", "call_id", "callId", "CallID"}) {
    EXPECT_EQ(from_query(std::string(name) + "=x").call_id, "x") << name;
  }
  EXPECT_EQ(from_query("call_sid=a&call_id=b").call_id, "a") << "the SID comes before an id";
  EXPECT_EQ(from_query("call_id=b&CallSid=a").call_id, "a");
  EXPECT_EQ(from_query("From=1234567").hit.from, "1234567");
  EXPECT_EQ(from_query("From=1&CallFrom=2").hit.from, "2");
  EXPECT_EQ(from_query("to=5&callto=6").hit.call_to, "6");
  EXPECT_EQ(from_query("to=5&callto=6").hit.to, "5");
  EXPECT_EQ(from_query("custom_field=c").hit.custom_field, "c");
}

TEST(Webhook, BodiesOfEveryKind) {
  EXPECT_EQ(from_body("CallSid=f&CallFrom=%2B9112", "application/x-www-form-urlencoded").hit.from, "+9112");
  EXPECT_EQ(from_body(R"({"CallSid":"j","CallTo":8041234567,"x":{"CallSid":"no"}})", "application/json").call_id, "j");
  EXPECT_EQ(from_body(R"({"CallTo":8041234567})").hit.call_to, "8041234567");
  EXPECT_EQ(from_body("--b\r\nContent-Disposition: form-data; name=\"CallSid\"\r\n\r\nm\r\n--b--\r\n",
                      "multipart/form-data; boundary=b")
                .call_id,
            "m");
  EXPECT_EQ(from_body(R"({"CallSid":"j"})", "text/plain").call_id, "j") << "the type of content is often wrong";
  EXPECT_EQ(from_body("CallSid=f", "application/json").call_id, "f");
}

TEST(Webhook, TheBodyWinsOverTheQueryUnlessItIsSilent) {
  const auto call = read_webhook({"CallSid=query&CallTo=1111111&Direction=incoming", "", "CallSid=body&CallTo="});
  EXPECT_EQ(call.call_id, "body");
  EXPECT_EQ(call.hit.call_to, "1111111");
  EXPECT_EQ(call.hit.direction, "incoming");
}

TEST(Webhook, TheWordNullGivesWayToTheNextName) {
  EXPECT_EQ(from_query("CallSid=null&call_id=x").call_id, "x");
  EXPECT_EQ(from_query("CallFrom=NULL&From=+9112345").hit.from, "+9112345");
}

TEST(Webhook, BodiesBeyondTheLimitSayNothing) {
  const auto padding = std::string(64UL << 10, 'x');
  EXPECT_EQ(read_webhook({"CallSid=q", "", "CallSid=b&x=" + padding}).call_id, "q");
}

TEST(Webhook, NoInputIsTooOdd) {
  const std::string inputs[] = {"",
                                "&&&==&",
                                "%",
                                "CallSid",
                                "CallSid=",
                                "CallSid=null",
                                "CallSid=NULL",
                                "=x",
                                "CallSid=%00",
                                "CallSid=++",
                                "{",
                                "{\"CallSid\":",
                                "[]",
                                "--",
                                "{\"CallSid\":{}}",
                                "{\"CallSid\":null}"};
  for (const auto& input : inputs) {
    EXPECT_EQ(from_query(input).hit.from, "") << input;
    EXPECT_TRUE(from_body(input).call_id.empty() || from_body(input).call_id == " ") << input;
  }
  std::ignore = from_body(std::string(60'000, '['));
  std::ignore = from_body(R"({"CallSid":)" + std::string(60'000, '['));
}

TEST(Webhook, LongAndOddIdsAreCappedAndEncoded) {
  EXPECT_EQ(from_query("CallSid=" + std::string(1000, 'a')).call_id, std::string(128, 'a'));
  EXPECT_EQ(from_query("CallFrom=" + std::string(1000, '9')).hit.from.size(), 256U);
  EXPECT_EQ(webhook_stream_url("wss://h", "/v", "a b&c=d/é", ""), "wss://h/v?call_id=a%20b%26c%3Dd%2F%C3%A9");
  const auto url = webhook_stream_url("wss://h", "/v", std::string(128, '&'), "");
  const auto query = url.substr(url.find('?') + 1);
  EXPECT_LE(query.size(), 256U);
  EXPECT_TRUE(query.ends_with("%26")) << "no half escape";
}

TEST(Webhook, CustomFieldTravelsOnlyWhenItFits) {
  EXPECT_EQ(webhook_stream_url("wss://h", "/v", "c", "cxb-test:did-1"),
            "wss://h/v?call_id=c&CustomField=cxb-test%3Adid-1");
  const auto fits = std::string(256 - std::string("call_id=c&CustomField=").size(), 'x');
  EXPECT_EQ(webhook_stream_url("wss://h", "/v", "c", fits), "wss://h/v?call_id=c&CustomField=" + fits);
  EXPECT_EQ(webhook_stream_url("wss://h", "/v", "c", fits + "x"), "wss://h/v?call_id=c");
}

TEST(Webhook, RandomIdsDiffer) {
  const auto id = random_call_id();
  EXPECT_TRUE(std::regex_match(id, std::regex("call_[0-9a-f]{32}"))) << id;
  EXPECT_NE(id, random_call_id());
}

struct BaseCase {
  const char* name;
  domain::PublicAddress address;
  WebhookOrigin origin;
  std::string base;
};

class WebhookBase : public testing::TestWithParam<BaseCase> {};

TEST_P(WebhookBase, Precedence) {
  EXPECT_EQ(webhook_wss_base(GetParam().address, GetParam().origin), GetParam().base);
}

constexpr auto kPlain = WebhookOrigin::Transport::plain;
constexpr auto kTls = WebhookOrigin::Transport::tls;

INSTANTIATE_TEST_SUITE_P(
    Table, WebhookBase,
    testing::Values(BaseCase{"webhook_base",
                             {.public_url = "https://p", .webhook_base_url = "https://w/"},
                             {kPlain, "h", "https", "f"},
                             "wss://w"},
                    BaseCase{
                        "public_url", {.public_url = "http://p:8081/x/"}, {kTls, "h", "https", "f"}, "ws://p:8081/x"},
                    BaseCase{"unusable_base",
                             {.public_url = "https://p", .webhook_base_url = "ftp://w"},
                             {kPlain, "h", "", ""},
                             "wss://p"},
                    BaseCase{"forwarded", {}, {kPlain, "h", "https", "f.example"}, "wss://f.example"},
                    BaseCase{"forwarded_list", {}, {kPlain, "h", "https, http", "f.example, inner"}, "wss://f.example"},
                    BaseCase{"forwarded_http_to_tls", {}, {kTls, "h", "http", ""}, "ws://h"},
                    BaseCase{"forwarded_proto_only", {}, {kPlain, "h:8443", "HTTPS", ""}, "wss://h:8443"},
                    BaseCase{"odd_proto", {}, {kTls, "h", "gopher", ""}, "wss://h"},
                    BaseCase{"host_plain", {}, {kPlain, "127.0.0.1:8081", "", ""}, "ws://127.0.0.1:8081"},
                    BaseCase{"host_tls", {}, {kTls, "h.example", "", ""}, "wss://h.example"},
                    BaseCase{"ipv6", {}, {kPlain, "[::1]:8081", "", ""}, "ws://[::1]:8081"},
                    BaseCase{"odd_forwarded_host", {}, {kPlain, "h", "https", "evil/path?x="}, "wss://h"},
                    BaseCase{"userinfo_host", {}, {kPlain, "user@h", "", ""}, "wss://localhost"},
                    BaseCase{"no_host", {}, {kPlain, "", "", ""}, "wss://localhost"},
                    BaseCase{"quoted_host", {}, {kPlain, "h\"},\"x\":\"", "", ""}, "wss://localhost"}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace exo::exotel
