#include "simulator/flow_sequel.h"

#include <algorithm>
#include <mutex>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "exotel/multipart.h"
#include "simulator/bot_talk.h"

namespace exo::simulator {
namespace {

using namespace test;
namespace http = boost::beast::http;
using Fields = std::map<std::string, std::string>;

Fields query_of(const Request& request) {
  const std::string target(request.target());
  const auto fields = form_decode(target.substr(target.find('?') + 1));
  return {fields.begin(), fields.end()};
}

Fields form_of(const Request& request) {
  const auto fields = exotel::multipart_fields(request.body());
  return {fields.begin(), fields.end()};
}

/// A bot and the web server behind it: sockets at /ws, everything else is answered with `status`.
class FlowSequelTest : public ::testing::Test {
 protected:
  VoicebotCallOutcome call(const std::function<void(VoicebotCallOptions&)>& change) {
    auto options = call_to(server_.at("ws", "/ws"));
    options.callback.url = server_.at("http", "/status?key=s%2F1");
    options.callback.retry_pause = milliseconds(10);
    change(options);
    return play(options);
  }
  /// Requests to `path`.
  [[nodiscard]] std::vector<Request> asked(const std::string& path) const {
    auto requests = server_.requests();
    std::erase_if(requests, [&](const auto& one) { return !std::string(one.target()).starts_with(path); });
    return requests;
  }

  std::atomic<unsigned> status_{200};
  std::atomic<int> refuse_first_{0};
  std::mutex mutex_;
  std::vector<std::string> order_;  ///< what came when, "stop" of the socket included
  std::function<void(Bot&)> talk_ = [](Bot& bot) { bot.read_to_the_end(); };
  BotServer server_{{.http = [this](const Request& request, int) -> std::optional<PlainAnswer> {
                       if (request.target().starts_with("/ws")) return std::nullopt;
                       note(std::string(request.target().substr(0, request.target().find('?'))));
                       const bool refused = refuse_first_-- > 0;
                       return PlainAnswer{.status = refused ? 500U : status_.load(), .body = {}, .location = "/x"};
                     },
                     .talk =
                         [this](Bot& bot) {
                           talk_(bot);
                           if (bot.heard.back().text.find("\"stop\"") != std::string::npos) note("stop");
                         }}};

 private:
  void note(const std::string& what) {
    const std::scoped_lock lock(mutex_);
    order_.push_back(what);
  }
};

TEST_F(FlowSequelTest, PassthruTellsOfTheStreamInBothEncodings) {
  using Encoding = PassthruOptions::Encoding;
  for (const auto encoding : {Encoding::bracketed, Encoding::json}) {
    const auto outcome = call([&](auto& options) {
      options.passthru.url = server_.at("http", "/passthru?key=1");
      options.passthru.encoding = encoding;
      options.callback.url.clear();
      options.custom_field = "cxb-test:1";
    });
    EXPECT_EQ(outcome.stream_status, "cancelled");
    EXPECT_EQ(outcome.disconnected_by, "user");
    EXPECT_EQ(outcome.passthru_branch, "A");
    ASSERT_EQ(outcome.deliveries.size(), 1U);
    EXPECT_EQ(outcome.deliveries[0].what, "passthru");
    EXPECT_EQ(outcome.deliveries[0].status, 200U);
    const auto request = asked("/passthru").back();
    EXPECT_EQ(request.method(), http::verb::get);
    auto fields = query_of(request);
    EXPECT_EQ(fields["key"], "1");
    EXPECT_EQ(fields["CallSid"], outcome.call_sid);
    EXPECT_EQ(fields["CustomField"], "cxb-test:1");
    if (encoding == Encoding::bracketed) {
      EXPECT_EQ(fields["Stream[StreamSID]"], outcome.stream_sid);
      EXPECT_EQ(fields["Stream[Status]"], "cancelled");
    } else {
      EXPECT_NE(fields["Stream"].find(R"("Status":"cancelled")"), std::string::npos) << fields["Stream"];
    }
  }
}

TEST_F(FlowSequelTest, A302IsBranchBAndAnAsyncAnswerIsNone) {
  status_ = 302;
  const auto to_passthru = [&](auto& options) { options.passthru.url = server_.at("http", "/passthru"); };
  EXPECT_EQ(call(to_passthru).passthru_branch, "B");
  const auto async = call([&](auto& options) {
    to_passthru(options);
    options.passthru.mode = PassthruOptions::Mode::async;
  });
  EXPECT_EQ(async.passthru_branch, "");
  EXPECT_EQ(asked("/passthru").size(), 2U);
}

TEST_F(FlowSequelTest, ABotThatClosesCompletesTheStream) {
  talk_ = [](Bot& bot) {
    bot.wait_for("media");
    bot.close(1000);
  };
  const auto outcome = call([](auto&) {});
  EXPECT_EQ(outcome.stream_status, "completed");
  EXPECT_EQ(outcome.disconnected_by, "bot");
}

TEST_F(FlowSequelTest, AThrottledCallOpensNoSocket) {
  const auto outcome = call([&](auto& options) {
    options.throttled = true;
    options.passthru.url = server_.at("http", "/passthru");
  });
  EXPECT_FALSE(outcome.connected);
  EXPECT_TRUE(asked("/ws").empty());
  auto fields = query_of(asked("/passthru").at(0));
  EXPECT_EQ(fields["Stream[Status]"], "failed");
  EXPECT_EQ(fields["Stream[DisconnectedBy]"], "NA");
  EXPECT_EQ(fields["Stream[DetailedStatus]"], "Streaming_call_throttled");
  EXPECT_EQ(asked("/status").size(), 1U) << "the call itself was answered and has its end";
}

TEST_F(FlowSequelTest, AFailedHandshakeIsToldWithItsError) {
  const auto outcome = call([&](auto& options) {
    options.applet_url = "ws://127.0.0.1:1/";
    options.passthru.url = server_.at("http", "/passthru");
  });
  EXPECT_FALSE(outcome.connected);
  auto fields = query_of(asked("/passthru").at(0));
  EXPECT_EQ(fields["Stream[Status]"], "failed");
  EXPECT_TRUE(fields["Stream[Error]"].starts_with("3009 failed to establish ws conn")) << fields["Stream[Error]"];
}

TEST_F(FlowSequelTest, TheCallbackIsTheCapturedOne) {
  const auto outcome = call([](auto&) {});
  const auto requests = asked("/status");
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].method(), http::verb::post);
  EXPECT_EQ(requests[0].target(), "/status?key=s%2F1");
  EXPECT_TRUE(requests[0][http::field::content_type].starts_with("multipart/form-data; boundary=form-data-boundary-"));
  auto fields = form_of(requests[0]);
  EXPECT_EQ(fields.size(), 3U);
  EXPECT_EQ(fields["CallSid"], outcome.call_sid);
  EXPECT_EQ(fields["Status"], "completed");
  EXPECT_EQ(fields["DateUpdated"].size(), 19U);
  EXPECT_EQ(order_, (std::vector<std::string>{"stop", "/status"}));
}

TEST_F(FlowSequelTest, CallbacksAreDuplicatedOrLost) {
  EXPECT_EQ(call([](auto& options) { options.callback.copies = 2; }).deliveries.size(), 2U);
  const auto twice = asked("/status");
  ASSERT_EQ(twice.size(), 2U);
  EXPECT_EQ(twice[0].body(), twice[1].body());
  EXPECT_TRUE(call([](auto& options) { options.callback.copies = 0; }).deliveries.empty());
  EXPECT_EQ(asked("/status").size(), 2U);
}

TEST_F(FlowSequelTest, CallbacksAreRetriedUntilTheyAreTaken) {
  refuse_first_ = 2;
  const auto outcome = call([](auto& options) { options.callback.retries = 3; });
  ASSERT_EQ(outcome.deliveries.size(), 3U);
  EXPECT_EQ(outcome.deliveries[0].status, 500U);
  EXPECT_EQ(outcome.deliveries[2].status, 200U);
  EXPECT_EQ(outcome.deliveries[2].attempt, 3U);
}

TEST_F(FlowSequelTest, ARedirectIsAFailure) {
  status_ = 302;
  EXPECT_EQ(call([](auto& options) { options.callback.retries = 1; }).deliveries.size(), 2U);
}

TEST_F(FlowSequelTest, TheTerminalEventMayComeBeforeTheStop) {
  call([](auto& options) {
    options.callback.order = CallbackOptions::Order::before_stop;
    options.callback.fields = CallbackOptions::Fields::extended;
    options.callback.answered = true;
  });
  EXPECT_EQ(order_, (std::vector<std::string>{"/status", "stop", "/status"}));
  const auto requests = asked("/status");
  EXPECT_EQ(form_of(requests.at(0))["EventType"], "terminal");
  EXPECT_EQ(form_of(requests.at(1))["EventType"], "answered");
}

TEST_F(FlowSequelTest, AnsweredComesFirstWhenItIsInOrder) {
  call([](auto& options) {
    options.callback.fields = CallbackOptions::Fields::extended;
    options.callback.answered = true;
  });
  EXPECT_EQ(form_of(asked("/status").at(0))["Status"], "in-progress");
  EXPECT_EQ(form_of(asked("/status").at(1))["Status"], "completed");
}

TEST_F(FlowSequelTest, ADelayIsKept) {
  const auto begin = std::chrono::steady_clock::now();
  call([](auto& options) { options.callback.delay = milliseconds(300); });
  EXPECT_GE(std::chrono::steady_clock::now() - begin, kShort + milliseconds(300));
}

TEST_F(FlowSequelTest, ATargetThatIsGoneIsToldInWords) {
  const auto outcome = call([](auto& options) { options.callback.url = "http://127.0.0.1:1/"; });
  ASSERT_EQ(outcome.deliveries.size(), 1U);
  EXPECT_EQ(outcome.deliveries[0].status, 0U);
  EXPECT_NE(outcome.deliveries[0].failure.find("cannot connect"), std::string::npos);
  EXPECT_NE(outcome_text(outcome).find("The terminal callback was not answered"), std::string::npos);
  EXPECT_TRUE(outcome.connected);
}

}  // namespace
}  // namespace exo::simulator
