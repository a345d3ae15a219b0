#include "domain/stream_brain.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "domain/phone_number.h"
#include "support/fake_greetings.h"

namespace exo::domain {
namespace {

using std::chrono::milliseconds;
using test::FakeGreetings;

class FakeDesk final : public StreamDesk {
 public:
  FakeGreetings speech;
  Switchboard board;
  std::map<std::string, WebhookHit, std::less<>> hits;

  std::optional<WebhookHit> webhook_hit(std::string_view call_id) override {
    const auto found = hits.find(call_id);
    return found == hits.end() ? std::nullopt : std::optional(found->second);
  }
  std::shared_ptr<const Directory> directory() override { return board.directory(); }
  GreetingSource& greetings() override { return speech; }
};

/// A stream in virtual time: what happens is written down with the moment at which it did.
class StreamBrainTest : public testing::Test {
 protected:
  StreamBrainTest() {
    desk.board.publish_bots(
        {Bot{"sales", "Sales", "Welcome to sales", "en", {}}, Bot{"hindi", "Hindi", "नमस्ते", "hi", {}}});
    desk.board.publish_dids({Did{"did-1", "08041234567", "", "sales", ""}, Did{"did-2", "+918049999999", "", "", ""},
                             Did{"did-3", "07948516111", "", "elsewhere", ""}});
  }

  void open(StreamOpening opening = {"record-1", "/voice-stream", "", "", {}}) {
    opened_at = clock;
    brain.emplace(std::move(opening), limits, desk, now());
  }
  Moment now() const { return {SteadyTime(clock), WallTime(clock)}; }
  void pass(milliseconds time) { clock += time; }
  void event(const StreamEvent& what) {
    brain->on_event(what, now(), actions);
    collect();
  }
  void tick(Outlet outlet = Outlet::open) {
    brain->on_tick(now(), outlet, actions);
    collect();
  }
  /// Ticks for so long; a media frame with every tick keeps the stream alive.
  void run(milliseconds time) {
    for (const auto until = clock + time; clock < until;) {
      pass(milliseconds(20));
      event(StreamMedia{"", "AAAA", 1, 20});
      tick();
    }
  }
  void start() { event(full_start()); }
  static StreamStart full_start() {
    StreamStart start;
    start.stream_sid = "stream-a";
    start.call_sid = "call-a";
    start.from = "09812345678";
    start.to = "08041234567";
    start.sample_rate = SampleRate::hz8000;
    return start;
  }
  void collect() {
    for (const auto& action : actions) {
      if (const auto* media = std::get_if<SendMedia>(&action)) frames.push_back({clock, *media});
      if (const auto* mark = std::get_if<SendMark>(&action)) marks.emplace_back(mark->name, mark->sequence);
      if (const auto* close = std::get_if<CloseStream>(&action)) closes.push_back(close->code);
      if (std::holds_alternative<SaveRecord>(action)) ++saves;
    }
    actions.clear();
  }
  const CallRecord& record() const { return brain->record(); }

  struct Frame {
    milliseconds at;
    SendMedia media;
  };
  FakeDesk desk;
  StreamLimits limits;
  std::optional<StreamBrain> brain;
  milliseconds clock{3'600'000};
  milliseconds opened_at{};
  StreamActions actions;
  std::vector<Frame> frames;
  std::vector<std::pair<std::string, std::uint64_t>> marks;
  std::vector<std::uint16_t> closes;
  int saves = 0;
};

TEST_F(StreamBrainTest, GreetsAtStartPacedAndMarksTheEnd) {
  open();
  event(StreamConnected{});
  EXPECT_TRUE(frames.empty());
  pass(milliseconds(150));
  start();
  ASSERT_EQ(frames.size(), 3U) << "600 ms of lead in frames of 200 ms";
  EXPECT_EQ(record().first_audio_ms, 0);
  EXPECT_EQ(record().greeting, GreetingOutcome::playing);
  run(milliseconds(3000));
  ASSERT_EQ(frames.size(), 10U);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    EXPECT_EQ(frames[i].media.index, i);
    EXPECT_EQ(frames[i].media.sequence, i + 1);
    EXPECT_EQ(frames[i].media.chunk, i + 1);
    EXPECT_EQ(frames[i].media.timestamp_ms, i * 200);
  }
  EXPECT_EQ(frames[9].at - frames[0].at, milliseconds(1400));
  ASSERT_EQ(marks.size(), 1U);
  EXPECT_EQ(marks[0], (std::pair<std::string, std::uint64_t>("greeting_done", 11)));
  EXPECT_EQ(record().greeting, GreetingOutcome::sent);
  event(StreamMark{"stream-a", "greeting_done"});
  EXPECT_EQ(record().greeting, GreetingOutcome::heard);
  EXPECT_EQ(record().voice, "builtin");
  EXPECT_EQ(record().media_out, 10U);
  EXPECT_TRUE(closes.empty()) << "the call stays up until the caller leaves";
  EXPECT_FALSE(brain->ended());
}

TEST_F(StreamBrainTest, KeepsARecordOfWhoAndWhat) {
  desk.hits["call-a"] = {"09812345678", "08041234567", "09513886363", "incoming", "cxb-test:did-1"};
  open();
  start();
  EXPECT_EQ(record().id, "record-1");
  EXPECT_EQ(record().call_id, "call-a");
  EXPECT_EQ(record().call_sid, "call-a");
  EXPECT_EQ(record().stream_sid, "stream-a");
  EXPECT_EQ(record().from, "09812345678");
  EXPECT_EQ(record().to, "08041234567");
  EXPECT_EQ(record().direction, "incoming");
  EXPECT_EQ(record().did_id, "did-1");
  EXPECT_EQ(record().bot_id, "sales");
  EXPECT_FALSE(record().unknown_bot);
  EXPECT_EQ(record().test_call_did_id, "did-1");
  EXPECT_EQ(record().path, "/voice-stream");
  EXPECT_EQ(record().sample_rate, 8000U);
  EXPECT_EQ(record().opened_at, WallTime(opened_at));
  EXPECT_EQ(record().started_at, WallTime(clock));
  EXPECT_EQ(record().end_reason, EndReason::live);
}

TEST_F(StreamBrainTest, CallIdComesFromUrlThenParametersThenCallSid) {
  const std::array<StreamParameter, 2> parameters = {{{"other", "x"}, {"Call_Id", "from-parameters"}}};
  auto both = full_start();
  both.parameters = parameters;
  open({"r", "/voice-stream", "", "from-url", {}});
  event(both);
  EXPECT_EQ(record().call_id, "from-url");
  open();
  event(both);
  EXPECT_EQ(record().call_id, "from-parameters");
  open();
  start();
  EXPECT_EQ(record().call_id, "call-a");
}

struct DidCase {
  const char* name;
  std::string start_to;
  WebhookHit hit;
  std::string did;
  std::string bot;
};

class WhichBot : public StreamBrainTest, public testing::WithParamInterface<DidCase> {};

TEST_P(WhichBot, IsFoundByTheNumber) {
  const auto& given = GetParam();
  desk.hits["call-a"] = given.hit;
  open();
  auto said = full_start();
  said.to = given.start_to;
  event(said);
  EXPECT_EQ(record().did_id, given.did);
  EXPECT_EQ(record().bot_id, given.bot);
  ASSERT_FALSE(desk.speech.asked().empty());
  EXPECT_EQ(desk.speech.asked().back().script.text, given.bot == "sales" ? "Welcome to sales" : "");
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, WhichBot,
    testing::Values(DidCase{"national", "08041234567", {}, "did-1", "sales"},
                    DidCase{"international", "+918041234567", {}, "did-1", "sales"},
                    DidCase{"without_plus", "918041234567", {}, "did-1", "sales"},
                    DidCase{"double_zero", "00918041234567", {}, "did-1", "sales"},
                    DidCase{"webhook_call_to", "", {"", "08041234567", "09513886363", "", ""}, "did-1", "sales"},
                    DidCase{"webhook_to", "09513886363", {"", "", "+918041234567", "", ""}, "did-1", "sales"},
                    DidCase{"start_wins", "08041234567", {"", "07948516111", "", "", ""}, "did-1", "sales"},
                    DidCase{"without_bot", "08049999999", {}, "did-2", ""},
                    DidCase{"bot_elsewhere", "07948516111", {}, "did-3", "elsewhere"},
                    DidCase{"stranger", "01112345678", {}, "", ""}),
    [](const auto& info) { return info.param.name; });

TEST_F(StreamBrainTest, ABotThatNobodyKnowsIsRecordedAndTheDefaultIsSpoken) {
  open();
  auto said = full_start();
  said.to = "07948516111";
  event(said);
  EXPECT_TRUE(record().unknown_bot);
  EXPECT_FALSE(frames.empty());
}

TEST_F(StreamBrainTest, ThePathNamesTheBotBeforeTheNumber) {
  open({"r", "/exotel/hindi", "hindi", "", {}});
  ASSERT_EQ(desk.speech.asked().size(), 1U) << "made ready before start";
  start();
  EXPECT_EQ(record().bot_id, "hindi");
  EXPECT_EQ(record().did_id, "did-1") << "the number is still recorded";
  EXPECT_EQ(desk.speech.asked().back().script.text, "नमस्ते");
  EXPECT_EQ(desk.speech.asked().back().script.language, "hi");
}

TEST_F(StreamBrainTest, ANumberOfOursInFromIsTheExoPhone) {
  open();
  auto said = full_start();
  said.from = "+918041234567";
  said.to = "09812345678";
  event(said);
  EXPECT_EQ(record().did_id, "did-1");
  EXPECT_EQ(record().to, "+918041234567");
  EXPECT_EQ(record().from, "09812345678");
}

TEST_F(StreamBrainTest, SampleRateIsTheOneOfStartThenOfTheUrlThen8000) {
  open({"r", "/p", "", "", SampleRate::hz24000});
  auto said = full_start();
  said.sample_rate = SampleRate::hz16000;
  event(said);
  EXPECT_EQ(record().sample_rate, 16000U);
  EXPECT_EQ(desk.speech.asked().back().rate, SampleRate::hz16000);
  said.sample_rate.reset();
  open({"r", "/p", "", "", SampleRate::hz24000});
  event(said);
  EXPECT_EQ(record().sample_rate, 24000U);
  open();
  event(said);
  EXPECT_EQ(record().sample_rate, 8000U);
}

TEST_F(StreamBrainTest, NothingIsSentBeforeAStreamIdIsKnown) {
  open();
  auto said = full_start();
  said.stream_sid = "";
  event(said);
  pass(milliseconds(500));
  tick();
  event(StreamMedia{"", "AAAA", 1, 20});
  tick();
  EXPECT_TRUE(frames.empty());
  event(StreamMedia{"stream-late", "AAAA", 2, 40});
  EXPECT_EQ(record().stream_sid, "stream-late");
  EXPECT_EQ(frames.size(), 3U);
}

TEST_F(StreamBrainTest, AnAbsurdStreamIdIsNoStreamId) {
  open();
  auto said = full_start();
  const std::string absurd(129, 'x');
  said.stream_sid = absurd;
  event(said);
  event(StreamMedia{"with space", "AAAA", 1, 20});
  event(StreamMedia{"with\nline", "AAAA", 1, 20});
  EXPECT_TRUE(frames.empty());
  EXPECT_EQ(record().stream_sid, "");
}

TEST_F(StreamBrainTest, ASecondStartIsIgnored) {
  open();
  start();
  run(milliseconds(3000));
  const auto sent = frames.size();
  auto again = full_start();
  again.stream_sid = "stream-b";
  event(again);
  run(milliseconds(3000));
  EXPECT_EQ(frames.size(), sent);
  EXPECT_EQ(marks.size(), 1U);
  EXPECT_EQ(record().stream_sid, "stream-a");
  EXPECT_EQ(record().ignored, 1U);
}

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
    if (i == 3) brain->on_noise(now());
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
  for (int i = 0; i < 1000; ++i) brain->on_noise(now());
  EXPECT_EQ(record().ignored, 1000U);
  EXPECT_FALSE(brain->ended());
}

TEST_F(StreamBrainTest, LateAudioIsReplacedByTheLastResort) {
  desk.speech.next = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  open({"r", "/exotel/hindi", "hindi", "", {}});
  start();
  run(milliseconds(3980));
  EXPECT_TRUE(frames.empty());
  run(milliseconds(20));
  ASSERT_FALSE(frames.empty());
  EXPECT_EQ(desk.speech.last_resorts(), std::vector<std::string>{"hi"});
  run(milliseconds(1000));
  EXPECT_EQ(frames.size(), 2U);
  EXPECT_EQ(marks.size(), 1U);
  EXPECT_EQ(record().voice, "embedded");
  EXPECT_EQ(record().fallback_reason, "no audio within 4000 ms");
  EXPECT_EQ(record().first_audio_ms, 4000);
  desk.speech.next->append(test::counting_pcm(SampleRate::hz8000, 5));
  run(milliseconds(1000));
  EXPECT_EQ(frames.size(), 2U) << "what comes too late is not spoken on top";
}

TEST_F(StreamBrainTest, AudioWithoutASampleIsReplacedAtOnce) {
  desk.speech.next = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  desk.speech.next->finish();
  open();
  start();
  EXPECT_EQ(frames.size(), 2U);
  EXPECT_EQ(record().fallback_reason, "the greeting has no audio");
}

TEST_F(StreamBrainTest, WithNothingToPlayTheCallStaysUp) {
  desk.speech.none = true;
  desk.speech.no_last_resort = true;
  open();
  start();
  run(milliseconds(10'000));
  EXPECT_TRUE(frames.empty());
  EXPECT_TRUE(marks.empty());
  EXPECT_FALSE(brain->ended());
  EXPECT_EQ(record().fallback_reason, "the greeting has no audio");
  EXPECT_EQ(record().greeting, GreetingOutcome::none);
}

TEST_F(StreamBrainTest, WithoutALastResortLateAudioIsStillWelcome) {
  desk.speech.next = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  desk.speech.no_last_resort = true;
  open();
  start();
  run(milliseconds(5000));
  desk.speech.next->append(test::counting_pcm(SampleRate::hz8000, 2));
  desk.speech.next->finish();
  run(milliseconds(1000));
  EXPECT_EQ(frames.size(), 2U);
  EXPECT_EQ(marks.size(), 1U);
}

TEST_F(StreamBrainTest, AudioThatPausesHalfWayGoesOnWithoutABurst) {
  desk.speech.next = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  desk.speech.next->append(test::counting_pcm(SampleRate::hz8000, 4));
  open();
  start();
  run(milliseconds(6000));
  EXPECT_EQ(frames.size(), 4U);
  EXPECT_TRUE(marks.empty());
  EXPECT_TRUE(desk.speech.last_resorts().empty()) << "only the first audio has a deadline";
  desk.speech.next->append(test::counting_pcm(SampleRate::hz8000, 6));
  desk.speech.next->set_report({"last-good", "elevenlabs: 500"});
  desk.speech.next->finish();
  run(milliseconds(20));
  EXPECT_EQ(frames.size(), 7U);
  run(milliseconds(2000));
  EXPECT_EQ(frames.size(), 10U);
  EXPECT_EQ(marks.size(), 1U);
  EXPECT_EQ(record().voice, "last-good");
  EXPECT_EQ(record().fallback_reason, "elevenlabs: 500");
}

TEST_F(StreamBrainTest, AFullOutletHoldsTheAudioBack) {
  open();
  start();
  const auto sent = frames.size();
  for (int i = 0; i < 20; ++i) {
    pass(milliseconds(20));
    tick(Outlet::full);
  }
  EXPECT_EQ(frames.size(), sent);
  tick();
  EXPECT_GT(frames.size(), sent);
}

TEST_F(StreamBrainTest, OnlyTheGreetingsOwnMarkMeansHeard) {
  open();
  start();
  event(StreamMark{"", "greeting_done"});
  EXPECT_EQ(record().greeting, GreetingOutcome::playing) << "an echo of what was never sent";
  run(milliseconds(3000));
  event(StreamMark{"", "something else"});
  EXPECT_EQ(record().greeting, GreetingOutcome::sent);
  event(StreamMark{"", "greeting_done"});
  const auto saved = saves;
  event(StreamMark{"", "greeting_done"});
  EXPECT_EQ(record().greeting, GreetingOutcome::heard);
  EXPECT_EQ(saves, saved);
}

TEST_F(StreamBrainTest, DigitsAreKept) {
  open();
  start();
  for (const auto* digit : {"1", "#", "*", "D", "", "12", "x", "\xE0"}) event(StreamDtmf{"", digit});
  EXPECT_EQ(record().dtmf, "1#*D");
  EXPECT_EQ(record().ignored, 4U);
  for (int i = 0; i < 100; ++i) event(StreamDtmf{"", "7"});
  EXPECT_EQ(record().dtmf.size(), 64U);
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
    EXPECT_EQ(record().end_detail, "why ");
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

TEST_F(StreamBrainTest, SavesAtTurningPointsAndNotPerFrame) {
  open();
  start();
  run(milliseconds(20'000));
  event(StreamMark{"", "greeting_done"});
  event(StreamStop{"", "stopped"});
  EXPECT_EQ(saves, 5) << "start, first audio, greeting sent, heard, end";
}

TEST_F(StreamBrainTest, HostileTextIsCutAndCleaned) {
  open();
  auto said = full_start();
  const std::string endless(100'000, '9');
  said.from = endless;
  said.to =
      "080\x01"
      "41234567\n";
  said.call_sid = endless;
  event(said);
  EXPECT_LE(record().from.size(), 256U);
  EXPECT_LE(record().call_sid.size(), 256U);
  EXPECT_EQ(record().to.find('\x01'), std::string::npos);
}

/// Any order of events, ticks and pauses: whatever happens, these hold.
class RandomCalls : public StreamBrainTest, public testing::WithParamInterface<unsigned> {
 protected:
  StreamEvent any_event(std::mt19937& dice) {
    switch (dice() % 16) {
      case 0:
        return full_start();
      case 1: {
        auto bare = StreamStart{};
        bare.to = "08041234567";
        return bare;
      }
      case 2:
        return StreamMark{"", dice() % 2 == 0 ? "greeting_done" : "other"};
      case 3:
        return StreamDtmf{"", "5"};
      case 4:
        return StreamMalformed{"bad"};
      case 5:
        return StreamUnknown{"clear"};
      case 6:
        if (dice() % 20 == 0) return StreamStop{"", "callended"};
        return StreamConnected{};
      default:
        return StreamMedia{dice() % 8 == 0 ? "stream-m" : "", "AAAA", 1, 2};
    }
  }
  void any_step(std::mt19937& dice) {
    pass(milliseconds(dice() % 5 == 0 ? dice() % 700 : dice() % 40));
    const auto what = dice() % 100;
    if (what < 60) return event(any_event(dice));
    if (what < 95) return tick(dice() % 10 == 0 ? Outlet::full : Outlet::open);
    if (what < 97 && desk.speech.next) return grow(dice);
    if (what == 98 && dice() % 20 == 0) brain->on_closed(SocketLoss::lost, "", now(), actions);
    if (what == 99 && dice() % 40 == 0) brain->on_shutdown(now(), actions);
    collect();
  }
  void grow(std::mt19937& dice) {
    if (desk.speech.next->complete()) return;
    desk.speech.next->append(test::counting_pcm(SampleRate::hz8000, dice() % 3));
    if (dice() % 4 == 0) desk.speech.next->finish();
  }
  void check() {
    EXPECT_LE(marks.size(), 1U);
    EXPECT_LE(closes.size(), 1U);
    std::uint64_t sequence = 0;
    milliseconds played{0};
    const GreetingAudio* audio = nullptr;
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const auto& media = frames[i].media;
      EXPECT_EQ(media.sequence, ++sequence);
      EXPECT_EQ(media.index, i) << "each frame once and in order: one greeting";
      if (audio == nullptr) audio = media.audio.get();
      EXPECT_EQ(media.audio.get(), audio) << "one voice";
      // Never more than the lead ahead of the moment at which the far end will have played it all.
      played = std::max(played, frames[i].at) + milliseconds(200);
      EXPECT_LE(played - frames[i].at, limits.lead);
    }
    if (!marks.empty()) EXPECT_EQ(marks[0].second, sequence + 1) << "the mark comes last";
  }
};

TEST_P(RandomCalls, KeepTheInvariants) {
  std::mt19937 dice(GetParam());
  if (dice() % 2 == 0) desk.speech.next = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  limits.max_duration = milliseconds(60'000);
  open();
  std::size_t sent_at_end = 0;
  std::optional<CallRecord> final_record;
  for (int step = 0; step < 2000; ++step) {
    any_step(dice);
    if (record().stream_sid.empty()) EXPECT_TRUE(frames.empty());
    if (!brain->ended()) continue;
    if (!final_record) {
      final_record = record();
      sent_at_end = frames.size() + marks.size();
    }
    EXPECT_EQ(frames.size() + marks.size(), sent_at_end) << "nothing is sent after the end";
    EXPECT_EQ(record().end_reason, final_record->end_reason) << "it ends once";
    EXPECT_EQ(record().ended_at, final_record->ended_at);
    EXPECT_EQ(record().media_in, final_record->media_in);
  }
  ASSERT_TRUE(final_record) << "every call ends";
  EXPECT_NE(final_record->end_reason, EndReason::live);
  check();
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomCalls, testing::Range(1U, 301U));

}  // namespace
}  // namespace exo::domain
