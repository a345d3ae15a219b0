// Web servers that take their time: what they are told of goes on meanwhile.
#include <atomic>
#include <future>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "simulator/bot_talk.h"
#include "simulator/voicebot_task.h"

namespace exo::simulator {
namespace {

using namespace test;
namespace asio = boost::asio;

constexpr std::chrono::seconds kNever{5};

/// A bot at /ws; the first request to anything else is not answered before `awaited` has come, or kNever.
class SlowReceiverTest : public ::testing::Test {
 protected:
  void comes() {
    if (!come_.exchange(true)) awaited_.set_value();
  }

  std::promise<void> awaited_;
  std::atomic<bool> come_{false};
  std::atomic<bool> came_while_waiting_{false};
  std::atomic<bool> asked_{false};
  std::function<void()> on_socket_ = [] {};
  BotServer server_{{.http = [this](const Request& request, int) -> std::optional<PlainAnswer> {
                       if (request.target().starts_with("/ws")) return std::nullopt;
                       if (!asked_.exchange(true)) {
                         came_while_waiting_ = awaited_.get_future().wait_for(kNever) == std::future_status::ready;
                       }
                       return PlainAnswer{.status = 200, .body = {}, .location = {}};
                     },
                     .talk =
                         [this](Bot& bot) {
                           on_socket_();
                           bot.read_to_the_end();
                         }}};
};

TEST_F(SlowReceiverTest, RingingDoesNotDelayTheAnswer) {
  on_socket_ = [this] { comes(); };
  auto options = call_to(server_.at("ws", "/ws"));
  options.callback.url = server_.at("http", "/status");
  options.callback.ringing = true;
  options.callback.answered = true;
  const auto outcome = play(options);
  EXPECT_TRUE(outcome.connected);
  EXPECT_TRUE(came_while_waiting_) << "the bot was connected before the receiver had answered";
  ASSERT_GE(outcome.deliveries.size(), 2U);
  EXPECT_EQ(outcome.deliveries[0].what, "ringing");
  EXPECT_EQ(outcome.deliveries[1].what, "answered") << "one after the other";
}

TEST_F(SlowReceiverTest, APassthruBesideTheStreamDoesNotKeepItsPlace) {
  auto options = call_to(server_.at("ws", "/ws"));
  options.applet = Applet::stream;
  options.passthru.url = server_.at("http", "/passthru");
  auto assets = prepare_calls(options);
  ASSERT_TRUE(assets);
  int told = 0;
  asio::io_context loop(1);
  asio::co_spawn(loop, voicebot_call(options, *assets, {}, {}, [&] { ++told, comes(); }),
                 [](const std::exception_ptr& error, const PlayedCall& played) {
                   EXPECT_FALSE(error);
                   EXPECT_TRUE(played.outcome.connected);
                 });
  loop.run();
  EXPECT_TRUE(came_while_waiting_) << "the stream was over before Passthru had been answered";
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace exo::simulator
