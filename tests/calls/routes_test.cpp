#include "calls/routes.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "calls/site_fixture.h"

namespace exo::calls {
namespace {

using Wish = WebRequest::Wish;

class RoutesTest : public SiteFixture {};

TEST_F(RoutesTest, TheSpecificationsCurlLine) {
  const auto words = get("/api/v1/exotel/voice/connect?CallSid=test123&CallFrom=+919324606985&CallTo=07948516111");
  EXPECT_EQ(words.status, 200U);
  EXPECT_EQ(words.body, R"({"url":"wss://gw.example.com/voice-stream?call_id=test123"})");
}

TEST_F(RoutesTest, TheWebhookRemembersTheCallAndWarmsItsGreeting) {
  std::ignore =
      get("/api/v1/exotel/voice/"
          "connect?CallSid=c1&CallFrom=+919812345678&CallTo=%2B918041234567&To=0951&Direction=incoming&CustomField=cxb-"
          "test:d");
  const auto hit = site().webhook_hit("c1");
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->from, "+919812345678");
  EXPECT_EQ(hit->call_to, "+918041234567");
  EXPECT_EQ(hit->to, "0951");
  EXPECT_EQ(hit->direction, "incoming");
  EXPECT_EQ(hit->custom_field, "cxb-test:d");
  ASSERT_EQ(greetings.asked().size(), 1U);
  EXPECT_EQ(greetings.asked()[0].script.text, "Welcome to sales");
  EXPECT_EQ(greetings.asked()[0].script.language, "hi");
}

TEST_F(RoutesTest, TheNumberOfARoutingToWarmsToo) {
  std::ignore = get("/api/v1/exotel/voice/connect?CallSid=c1&CallTo=09513886363&To=08041234567");
  EXPECT_EQ(greetings.asked().at(0).script.text, "Welcome to sales");
  std::ignore = get("/api/v1/exotel/voice/connect?CallSid=c1");
  EXPECT_EQ(greetings.asked().at(1).script.text, "") << "nobody's number: the default greeting";
}

TEST_F(RoutesTest, AnUnnamedCallGetsAnIdThatIsRemembered) {
  const auto url = url_of(get("/api/v1/exotel/voice/connect?CallFrom=09812345678"));
  const auto id = url.substr(url.find("call_id=") + 8);
  EXPECT_TRUE(id.starts_with("call_"));
  EXPECT_EQ(site().webhook_hit(id)->from, "09812345678");
}

TEST_F(RoutesTest, MethodsAndTrailingSlashes) {
  for (const std::string_view method : {"GET", "POST", "HEAD"}) {
    EXPECT_EQ(answer({.method = method, .target = "/api/v1/exotel/voice/connect/"}).status, 200U) << method;
  }
  for (const std::string_view method : {"PUT", "DELETE", "OPTIONS", "PATCH", "BREW"}) {
    const auto words = answer({.method = method, .target = "/api/v1/exotel/voice/connect"});
    EXPECT_EQ(words.status, 405U) << method;
    EXPECT_EQ(words.allow, "GET, HEAD, POST");
  }
  EXPECT_EQ(answer({.method = "POST", .target = "/health"}).allow, "GET, HEAD");
  EXPECT_EQ(get("/health/").status, 200U);
  EXPECT_EQ(nlohmann::json::parse(get("/health").body)["status"], "ok");
}

TEST_F(RoutesTest, UnknownPathsAre404EvenAsAnUpgrade) {
  for (const std::string_view target :
       {"/", "", "/voice", "/voice-stream/x", "/exotel", "/exotel/", "/exotel/a/b", "/exotel/a%2Fb", "/exotel/%00",
        "/api", "/../voice-stream", "voice-stream", "*"}) {
    EXPECT_EQ(get(target).status, 404U) << target;
    EXPECT_FALSE(upgrade(target)) << target;
  }
  const auto endless = "/exotel/" + std::string(129, 'a');
  EXPECT_EQ(get(endless).status, 404U);
  EXPECT_EQ(nlohmann::json::parse(get("/nowhere").body), (nlohmann::json{{"detail", "not found"}}));
}

TEST_F(RoutesTest, SocketPathsWithoutAnUpgrade) {
  EXPECT_EQ(get("/voice-stream").status, 426U);
  EXPECT_EQ(get("/exotel/sales").status, 426U);
  EXPECT_EQ(answer({.method = "POST", .target = "/voice-stream"}).status, 405U);
  EXPECT_EQ(answer({.method = "POST", .target = "/voice-stream", .wish = Wish::upgrade}).allow, "GET");
}

TEST_F(RoutesTest, UpgradesCarryWhatThePathAndTheQuerySay) {
  auto pass = upgrade("/voice-stream/?Call_ID=a%20b&sample-rate=16000");
  ASSERT_TRUE(pass);
  EXPECT_EQ(pass->path, "/voice-stream");
  EXPECT_EQ(pass->bot_id, "");
  EXPECT_EQ(pass->call_id, "a b");
  EXPECT_EQ(pass->sample_rate, domain::SampleRate::hz16000);
  pass = upgrade("/exotel/sales%2D1?x=1&sample-rate=44100");
  ASSERT_TRUE(pass);
  EXPECT_EQ(pass->bot_id, "sales-1");
  EXPECT_EQ(pass->call_id, "");
  EXPECT_FALSE(pass->sample_rate);
}

TEST_F(RoutesTest, TheSocketPathIsConfigured) {
  board.publish_address({.webhook_base_url = "https://gw.example.com", .ws_path = "/media/in"});
  EXPECT_TRUE(upgrade("/media/in"));
  EXPECT_FALSE(upgrade("/voice-stream"));
  EXPECT_EQ(url_of(get("/api/v1/exotel/voice/connect?CallSid=c")), "wss://gw.example.com/media/in?call_id=c");
}

TEST_F(RoutesTest, StreamsAreLimitedAndGivenBack) {
  auto first = upgrade("/voice-stream");
  const auto second = upgrade("/voice-stream");
  EXPECT_EQ(second->slot.seat(), StreamSlot::Seat::regular);
  const auto third = upgrade("/voice-stream");
  ASSERT_TRUE(third);
  EXPECT_EQ(third->slot.seat(), StreamSlot::Seat::reserve) << "the caller hears the sorry message";
  EXPECT_EQ(site().active_streams(), 3U);
  EXPECT_EQ(answer({.method = "GET", .target = "/voice-stream", .wish = Wish::upgrade}).status, 503U);
  EXPECT_EQ(site().counters().of(Count::full_refused), 1U);
  first.reset();
  EXPECT_TRUE(upgrade("/voice-stream"));
}

TEST_F(RoutesTest, ADrainingSiteTakesNoCalls) {
  site().drain();
  EXPECT_EQ(get("/api/v1/exotel/voice/connect?CallSid=c").status, 503U);
  EXPECT_EQ(answer({.method = "GET", .target = "/voice-stream", .wish = Wish::upgrade}).status, 503U);
  EXPECT_EQ(get("/health").status, 200U);
}

TEST_F(RoutesTest, TheWebhookKey) {
  options.webhook_key = Secret("s3cret+key");
  EXPECT_EQ(get("/api/v1/exotel/voice/connect?CallSid=c").status, 403U);
  EXPECT_EQ(get("/api/v1/exotel/voice/connect?CallSid=c&key=").status, 403U);
  EXPECT_EQ(get("/api/v1/exotel/voice/connect?CallSid=c&key=s3cret+kez").status, 403U);
  const auto granted = get("/api/v1/exotel/voice/connect?CallSid=c&key=s3cret%2Bkey");
  EXPECT_EQ(granted.status, 200U);
  EXPECT_EQ(granted.body.find("s3cret"), std::string::npos);
  EXPECT_EQ(get("/health").status, 200U);
}

TEST_F(RoutesTest, ForwardedHeadersCountFromListedProxiesOnly) {
  options.trusted_proxies = {"10.0.0.0/8"};
  board.publish_address({});
  WebRequest request{.method = "GET",
                     .target = "/api/v1/exotel/voice/connect?CallSid=c",
                     .host = "inner:8081",
                     .forwarded_proto = "https",
                     .forwarded_host = "gw.example.com",
                     .peer = "10.1.2.3"};
  EXPECT_EQ(url_of(answer(request)), "wss://gw.example.com/voice-stream?call_id=c");
  request.peer = "192.168.1.1";
  EXPECT_EQ(url_of(answer(request)), "ws://inner:8081/voice-stream?call_id=c");
}

}  // namespace
}  // namespace exo::calls
