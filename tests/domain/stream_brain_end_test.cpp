#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "domain/brain_fixture.h"
#include "domain/phone_number.h"
#include "domain/stream_brain.h"

namespace exo::domain {
namespace {

TEST_F(StreamBrainTest, StopEndsAtOnceAndNothingFollows) {
  open();
  start();
  event(StreamStop{"stream-a", "canceled or call ended"});
  const auto sent = frames.size();
  ASSERT_EQ(closes, std::vector<std::uint16_t>{1000});
  run(milliseconds(2000));
  event(StreamStop{"stream-a", "stopped"});
  brain->on_closed(SocketLoss::lost, "gone", now(), actions);
  brain->on_shutdown(now(), actions);
  collect();
  EXPECT_EQ(frames.size(), sent);
  EXPECT_TRUE(marks.empty());
  EXPECT_EQ(closes.size(), 1U);
  EXPECT_EQ(record().end_reason, EndReason::caller_hangup);
  EXPECT_EQ(record().end_detail, "canceled or call ended");
  EXPECT_EQ(record().voice, "builtin") << "the report is kept of a greeting cut short";
}

TEST_F(StreamBrainTest, StopReasonsAreMapped) {
  const std::pair<const char*, EndReason> cases[] = {{"canceled or call ended", EndReason::caller_hangup},
                                                     {"callended", EndReason::caller_hangup},
                                                     {"CallEnded", EndReason::caller_hangup},
                                                     {"cancelled", EndReason::caller_hangup},
                                                     {"stopped", EndReason::applet_ended},
                                                     {"", EndReason::stop_unknown},
                                                     {"something new", EndReason::stop_unknown}};
  for (const auto& [words, reason] : cases) {
    open();
    start();
    event(StreamStop{"", words});
    EXPECT_EQ(record().end_reason, reason) << words;
  }
}

TEST_F(StreamBrainTest, StopBeforeStartEndsTheCallToo) {
  open();
  event(StreamStop{"", "stopped"});
  EXPECT_EQ(record().end_reason, EndReason::applet_ended);
  EXPECT_EQ(closes, std::vector<std::uint16_t>{1000});
}

TEST_F(StreamBrainTest, AStreamOfOneCallTakesTheStartOfNoOther) {
  desk.hits["call-a"] = {.from = "09812345678", .record_id = "record-of-call-a"};
  open({.record_id = "record-1",
        .path = "/exotel/sales",
        .bot_id = "sales",
        .call_id = "browser-1",
        .sample_rate = {},
        .only_call_sid = "browser-1"});
  start();
  EXPECT_EQ(record().end_reason, EndReason::protocol_error);
  EXPECT_EQ(closes, std::vector<std::uint16_t>{1008});
  EXPECT_EQ(record().id, "record-1") << "the other call's record waits on";
  EXPECT_EQ(record().call_sid, "");
  EXPECT_TRUE(frames.empty());
  for (const auto* named : {"", "browser-1"}) {
    open({.record_id = "record-2",
          .path = "/exotel/sales",
          .bot_id = "sales",
          .call_id = "browser-1",
          .sample_rate = {},
          .only_call_sid = "browser-1"});
    auto own = full_start();
    own.call_sid = named;
    event(own);
    EXPECT_FALSE(brain->ended()) << named;
  }
}

TEST_F(StreamBrainTest, NoStartInTime) {
  open();
  run(milliseconds(11'980));
  EXPECT_FALSE(brain->ended());
  run(milliseconds(20));
  EXPECT_EQ(record().end_reason, EndReason::no_start);
  EXPECT_EQ(closes, std::vector<std::uint16_t>{1008});
  EXPECT_TRUE(frames.empty());
}

TEST_F(StreamBrainTest, SilenceOfThePeerIsADeadPeer) {
  open();
  start();
  run(milliseconds(1000));
  for (int i = 0; i < 599; ++i) {
    pass(milliseconds(20));
    tick();
  }
  EXPECT_FALSE(brain->ended());
  pass(milliseconds(20));
  tick();
  EXPECT_EQ(record().end_reason, EndReason::media_timeout);
  EXPECT_EQ(closes, std::vector<std::uint16_t>{1008});
}

TEST_F(StreamBrainTest, AnyMessageIsASignOfLife) {
  open();
  start();
  for (int i = 0; i < 4; ++i) {
    pass(milliseconds(11'000));
    if (i == 0) event(StreamDtmf{"", "1"});
    if (i == 1) event(StreamUnknown{"news"});
    if (i == 2) event(StreamMalformed{"not JSON"});
    if (i == 3) brain->on_noise(now(), actions);
    tick();
  }
  EXPECT_FALSE(brain->ended());
}

TEST_F(StreamBrainTest, MaxDurationEndsNormally) {
  limits.max_duration = milliseconds(30'000);
  open();
  start();
  run(milliseconds(29'980));
  EXPECT_FALSE(brain->ended());
  run(milliseconds(20));
  EXPECT_EQ(record().end_reason, EndReason::max_duration);
  EXPECT_EQ(closes, std::vector<std::uint16_t>{1000});
}

TEST_F(StreamBrainTest, OneHundredMalformedMessagesAreTooMany) {
  open();
  start();
  for (int i = 0; i < 99; ++i) event(StreamMalformed{"not JSON"});
  EXPECT_FALSE(brain->ended());
  EXPECT_EQ(record().ignored, 99U);
  event(StreamMalformed{"not JSON"});
  EXPECT_EQ(record().end_reason, EndReason::protocol_error);
  EXPECT_EQ(closes, std::vector<std::uint16_t>{1008});
  EXPECT_NE(record().end_detail.find("not JSON"), std::string::npos);
}

TEST_F(StreamBrainTest, BinaryFramesAreCountedAndNeverEndACall) {
  open();
  start();
  for (int i = 0; i < 1000; ++i) brain->on_noise(now(), actions);
  EXPECT_EQ(record().ignored, 1000U);
  EXPECT_FALSE(brain->ended());
}

TEST_F(StreamBrainTest, ASocketThatGoesAwayEndsTheCallWithoutACloseFrame) {
  const std::pair<SocketLoss, EndReason> cases[] = {{SocketLoss::closed, EndReason::connection_lost},
                                                    {SocketLoss::lost, EndReason::connection_lost},
                                                    {SocketLoss::stalled, EndReason::connection_lost},
                                                    {SocketLoss::violated, EndReason::protocol_error}};
  for (const auto& [loss, reason] : cases) {
    open();
    start();
    brain->on_closed(loss, "why\n", now(), actions);
    collect();
    EXPECT_EQ(record().end_reason, reason);
    EXPECT_EQ(record().end_detail, "why");
    EXPECT_EQ(record().ended_at, WallTime(clock));
    EXPECT_TRUE(closes.empty());
  }
}

TEST_F(StreamBrainTest, ShutdownSaysGoingAway) {
  open();
  start();
  brain->on_shutdown(now(), actions);
  collect();
  EXPECT_EQ(record().end_reason, EndReason::shutdown);
  EXPECT_EQ(closes, std::vector<std::uint16_t>{1001});
}

}  // namespace
}  // namespace exo::domain
