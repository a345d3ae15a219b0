#include <atomic>
#include <mutex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "simulator/stand_in_fixture.h"

namespace exo::simulator {
namespace {

using namespace test;

constexpr const char* kConnect = "/v1/Accounts/acmeco1/Calls/connect.json";

/// A bot at /ws; what else is asked of its server is kept.
class StandInFlowTest : public StandInTest {
 protected:
  StandInOptions to_bot() const {
    auto made = options(bot_.at("ws", "/ws"));
    made.call.talk_time = milliseconds(100);
    return made;
  }
  std::string body_with_callback() const {
    return kBody + "&StatusCallback=" + percent_encode(bot_.at("http", "/status?key=1"));
  }
  /// Requests to `path`.
  std::vector<Request> asked(const std::string& path) const {
    auto requests = bot_.requests();
    std::erase_if(requests, [&](const auto& one) { return !std::string(one.target()).starts_with(path); });
    return requests;
  }
  Json outcome_of(const std::string& sid) const { return parse_json(wait_for_file(sid + ".json")).value_or(Json()); }
  Json call_of(const std::string& sid) const {
    return parse_json(get("/v1/Accounts/acmeco1/Calls/" + sid + ".json?details=true").body()).value_or(Json())["Call"];
  }

  BotServer bot_{{.http = [](const Request& request, int) -> std::optional<PlainAnswer> {
    if (request.target().starts_with("/ws")) return std::nullopt;
    return PlainAnswer{};
  }}};
};

TEST_F(StandInFlowTest, ADialsCallbackIsCalledWhenItsCallIsOver) {
  start(to_bot());
  const auto sid = sid_of(dial(kConnect, body_with_callback()));
  const auto outcome = outcome_of(sid);
  EXPECT_EQ(outcome["ended_by"], "caller");
  ASSERT_EQ(outcome["deliveries"].size(), 1U) << outcome;
  EXPECT_EQ(outcome["deliveries"][0]["what"], "terminal");
  const auto requests = asked("/status");
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].target(), "/status?key=1");
  EXPECT_NE(requests[0].body().find("\r\n\r\n" + sid + "\r\n"), std::string::npos);
  EXPECT_NE(requests[0].body().find("--\r\n\r\n"), std::string::npos) << "the epilogue";
}

TEST_F(StandInFlowTest, TheDialChoosesJson) {
  start(to_bot());
  const auto sid = sid_of(dial(kConnect, body_with_callback() + "&StatusCallbackContentType=application%2Fjson"));
  static_cast<void>(outcome_of(sid));
  ASSERT_EQ(asked("/status").size(), 1U);
  EXPECT_EQ((*parse_json(asked("/status")[0].body()))["CallSid"], sid);
}

TEST_F(StandInFlowTest, PassthruAndStatusCallbackFollowWithoutBeingAskedFor) {
  auto made = to_bot();
  made.call.passthru.url = bot_.at("http", "/passthru");
  made.call.callback.url = bot_.at("http", "/status");
  start(made);
  const auto outcome = outcome_of(sid_of(dial(kConnect)));
  EXPECT_EQ(outcome["passthru_branch"], "A");
  EXPECT_EQ(asked("/passthru").size(), 1U);
  EXPECT_EQ(asked("/status").size(), 1U);
}

TEST_F(StandInFlowTest, TheRestApiKnowsTheStateOfACall) {
  auto made = to_bot();
  made.call.talk_time = std::chrono::minutes(30);
  start(made);
  const auto sid = sid_of(dial(kConnect));
  const auto streams = [&] { return get("/v1/Accounts/acmeco1/ActiveStreams").body(); };
  while (streams().find("<ActiveStreamCount>1<") == std::string::npos) std::this_thread::yield();
  EXPECT_EQ(call_of(sid)["Status"], "in-progress");
  EXPECT_TRUE(call_of(sid)["EndTime"].is_null());
}

TEST_F(StandInFlowTest, AnEndedCallHasItsFinalValuesEvenIfTheCallbackIsLost) {
  auto made = to_bot();
  made.call.callback.copies = 0;
  start(made);
  const auto sid = sid_of(dial(kConnect, body_with_callback()));
  EXPECT_TRUE(outcome_of(sid)["deliveries"].empty());
  EXPECT_TRUE(asked("/status").empty());
  const auto call = call_of(sid);
  EXPECT_EQ(call["Status"], "completed");
  EXPECT_FALSE(call["EndTime"].is_null());
  EXPECT_EQ(call["Duration"], "0");
  EXPECT_NE(get("/v1/Accounts/acmeco1/ActiveStreams").body().find("<ActiveStreamCount>0<"), std::string::npos);
}

struct CalleeCase {
  Callee callee;
  const char* status;
};

class CalleeTest : public StandInFlowTest, public ::testing::WithParamInterface<CalleeCase> {};

TEST_P(CalleeTest, NoAnswerMeansNoFlow) {
  auto made = to_bot();
  made.callee = GetParam().callee;
  made.call.passthru.url = bot_.at("http", "/passthru");
  start(made);
  const auto sid = sid_of(dial(kConnect, body_with_callback()));
  const auto outcome = outcome_of(sid);
  EXPECT_EQ(outcome["connected"], false);
  EXPECT_TRUE(asked("/ws").empty());
  EXPECT_TRUE(asked("/passthru").empty());
  ASSERT_EQ(asked("/status").size(), 1U);
  EXPECT_NE(asked("/status")[0].body().find("\r\n\r\n" + std::string(GetParam().status) + "\r\n"), std::string::npos);
  EXPECT_EQ(call_of(sid)["Status"], GetParam().status);
}

INSTANTIATE_TEST_SUITE_P(All, CalleeTest,
                         ::testing::Values(CalleeCase{Callee::busy, "busy"}, CalleeCase{Callee::no_answer, "no-answer"},
                                           CalleeCase{Callee::failed, "failed"}));

TEST_F(StandInFlowTest, AStreamAboveTheLimitIsThrottled) {
  auto made = to_bot();
  made.throttle_limit = 1;
  made.call.talk_time = std::chrono::minutes(30);
  made.call.passthru.url = bot_.at("http", "/passthru");
  start(made);
  static_cast<void>(dial(kConnect));
  while (asked("/ws").empty()) std::this_thread::yield();
  const auto outcome = outcome_of(sid_of(dial(kConnect)));
  EXPECT_EQ(outcome["connected"], false);
  EXPECT_EQ(outcome["stream_status"], "failed");
  ASSERT_EQ(asked("/passthru").size(), 1U);
  EXPECT_NE(std::string(asked("/passthru")[0].target()).find("Streaming_call_throttled"), std::string::npos);
  EXPECT_EQ(asked("/ws").size(), 1U);
}

TEST_F(StandInFlowTest, ASlowApiPlacesTheCallAllTheSame) {
  auto made = to_bot();
  made.answer_delay = milliseconds(400);
  start(made);
  const auto begin = std::chrono::steady_clock::now();
  const auto sid = sid_of(dial(kConnect));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(400));
  EXPECT_EQ(outcome_of(sid)["connected"], true);
}

TEST_F(StandInFlowTest, DelayedCallbacksDoNotHoldUpTheEnd) {
  auto made = to_bot();
  made.call.callback.delay = std::chrono::minutes(30);
  start(made);
  const auto sid = sid_of(dial(kConnect, body_with_callback()));
  while (call_of(sid)["Status"] == "in-progress") std::this_thread::yield();
  EXPECT_TRUE(asked("/status").empty());
  stand_in_.reset();
  EXPECT_EQ(asked("/status").size(), 1U) << "what is due later comes at the end";
}

TEST_F(StandInFlowTest, RefusesOptionsThatMakeNoSense) {
  auto made = to_bot();
  made.answer_delay = std::chrono::seconds(61);
  EXPECT_FALSE(ExotelStandIn::start(made));
  made = to_bot();
  made.call.passthru.url = "ws://x/";
  EXPECT_FALSE(ExotelStandIn::start(made));
  made = to_bot();
  made.call.callback.copies = 11;
  EXPECT_FALSE(ExotelStandIn::start(made));
}

}  // namespace
}  // namespace exo::simulator
