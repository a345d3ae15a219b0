#include "store/call_store.h"

#include <atomic>
#include <limits>
#include <set>
#include <thread>

#include "call_store_fixture.h"

namespace exo::store::test {
namespace {

using domain::CallRecord;
using domain::EndReason;
using domain::GreetingOutcome;

class CallStoreTest : public CallStoreFixture {};

CallRecord full_record() {
  return {.id = "id",
          .call_id = "call id",
          .call_sid = "call sid",
          .stream_sid = "stream sid",
          .from = "+919876543210",
          .to = "08047112233",
          .direction = "incoming",
          .did_id = "did",
          .bot_id = "bot",
          .unknown_bot = true,
          .test_call_did_id = "test did",
          .path = "/voice-stream",
          .sample_rate = 24000,
          .opened_at = at(1'700'000'000'001),
          .started_at = at(1'700'000'000'002),
          .first_audio_ms = 3,
          .greeting = GreetingOutcome::heard,
          .voice = "elevenlabs",
          .fallback_reason = "elevenlabs: 401",
          .ended_at = at(1'700'000'000'004),
          .end_reason = EndReason::bot_hangup,
          .end_detail = "गया",
          .media_in = 5,
          .media_out = 6,
          .ignored = std::numeric_limits<std::uint64_t>::max(),
          .dtmf = "1*#",
          .peer = "2001:db8::1",
          .webhook_at = at(1'700'000'000'000),
          .interruptions = 7,
          .heard_ms = 1234,
          .timeline = {{.at_ms = -1, .kind = domain::StepKind::webhook, .detail = ""},
                       {.at_ms = 2, .kind = domain::StepKind::stopped, .detail = "\"गया\"\n"}}};
}

TEST_F(CallStoreTest, EveryFieldSurvivesARoundTrip) {
  CallStore store(*database);
  const auto saved = full_record();
  store.save(saved);
  ASSERT_TRUE(store.flush());
  const auto loaded = store.get("id");
  ASSERT_TRUE(loaded.has_value());
  for (const auto field :
       {&CallRecord::id, &CallRecord::call_id, &CallRecord::call_sid, &CallRecord::stream_sid, &CallRecord::from,
        &CallRecord::to, &CallRecord::direction, &CallRecord::did_id, &CallRecord::bot_id,
        &CallRecord::test_call_did_id, &CallRecord::path, &CallRecord::voice, &CallRecord::fallback_reason,
        &CallRecord::end_detail, &CallRecord::dtmf, &CallRecord::peer}) {
    EXPECT_EQ((*loaded).*field, saved.*field);
  }
  EXPECT_TRUE(loaded->unknown_bot);
  EXPECT_EQ(loaded->sample_rate, saved.sample_rate);
  EXPECT_EQ(loaded->opened_at, saved.opened_at);
  EXPECT_EQ(loaded->started_at, saved.started_at);
  EXPECT_EQ(loaded->first_audio_ms, saved.first_audio_ms);
  EXPECT_EQ(loaded->greeting, saved.greeting);
  EXPECT_EQ(loaded->ended_at, saved.ended_at);
  EXPECT_EQ(loaded->end_reason, saved.end_reason);
  EXPECT_EQ(loaded->media_in, 5U);
  EXPECT_EQ(loaded->media_out, 6U);
  EXPECT_EQ(loaded->ignored, static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  EXPECT_EQ(loaded->webhook_at, saved.webhook_at);
  EXPECT_EQ(loaded->interruptions, saved.interruptions);
  EXPECT_EQ(loaded->heard_ms, saved.heard_ms);
  EXPECT_EQ(loaded->timeline, saved.timeline);
}

TEST_F(CallStoreTest, WhatIsAbsentStaysAbsent) {
  CallStore store(*database);
  store.save(record("id"));
  ASSERT_TRUE(store.flush());
  const auto loaded = store.get("id").value();
  EXPECT_FALSE(loaded.started_at.has_value());
  EXPECT_FALSE(loaded.first_audio_ms.has_value());
  EXPECT_FALSE(loaded.ended_at.has_value());
  EXPECT_FALSE(loaded.unknown_bot);
  EXPECT_FALSE(loaded.webhook_at.has_value());
  EXPECT_FALSE(loaded.heard_ms.has_value());
  EXPECT_TRUE(loaded.timeline.empty());
  EXPECT_EQ(loaded.greeting, GreetingOutcome::none);
}

TEST_F(CallStoreTest, EveryEndReasonAndGreetingOutcomeSurvives) {
  CallStore store(*database);
  for (int reason = 0; reason <= static_cast<int>(EndReason::no_stream); ++reason) {
    store.save(record("r" + std::to_string(reason), 0, static_cast<EndReason>(reason)));
  }
  for (int outcome = 0; outcome <= static_cast<int>(GreetingOutcome::cut); ++outcome) {
    auto next = record("g" + std::to_string(outcome));
    next.greeting = static_cast<GreetingOutcome>(outcome);
    store.save(next);
  }
  ASSERT_TRUE(store.flush());
  for (int reason = 0; reason <= static_cast<int>(EndReason::no_stream); ++reason) {
    EXPECT_EQ(store.get("r" + std::to_string(reason))->end_reason, static_cast<EndReason>(reason));
  }
  for (int outcome = 0; outcome <= static_cast<int>(GreetingOutcome::cut); ++outcome) {
    EXPECT_EQ(store.get("g" + std::to_string(outcome))->greeting, static_cast<GreetingOutcome>(outcome));
  }
}

TEST_F(CallStoreTest, TextOfStrangersIsOnlyText) {
  CallStore store(*database);
  auto hostile = record("'; DROP TABLE calls; --");
  hostile.from = std::string("\xFF\xC0\0\"'", 5);
  hostile.end_detail = std::string(100'000, 'x');
  store.save(hostile);
  ASSERT_TRUE(store.flush());
  const auto loaded = store.get(hostile.id);
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->from, hostile.from);
  EXPECT_EQ(loaded->end_detail, hostile.end_detail);
}

TEST_F(CallStoreTest, TheNewestStateWins) {
  CallStore store(*database);
  store.save(record("id", 1, EndReason::live));
  ASSERT_TRUE(store.flush());
  EXPECT_EQ(store.get("id")->end_reason, EndReason::live);
  auto later = record("id", 1, EndReason::live);
  later.media_in = 50;
  store.save(later);
  later.end_reason = EndReason::max_duration;
  later.media_in = 100;
  store.save(later);
  ASSERT_TRUE(store.flush());
  EXPECT_EQ(store.get("id")->end_reason, EndReason::max_duration);
  EXPECT_EQ(store.get("id")->media_in, 100U);
  EXPECT_EQ(store.find({}, {}, 10)->size(), 1U);
}

TEST_F(CallStoreTest, NewestComeFirstUpToTheLimit) {
  CallStore store(*database);
  for (const auto& [id, opened] : {std::pair{"b", 20}, {"a", 10}, {"d", 30}, {"c", 20}}) store.save(record(id, opened));
  ASSERT_TRUE(store.flush());
  const auto ids = [&](std::size_t limit) {
    std::string text;
    for (const auto& next : store.find({}, {}, limit).value()) text += next.id;
    return text;
  };
  EXPECT_EQ(ids(100), "dcba");
  EXPECT_EQ(ids(2), "dc");
}

TEST_F(CallStoreTest, AnUnknownCallIsNotFound) {
  CallStore store(*database);
  const auto missing = store.get("nobody");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, Errc::not_found);
  EXPECT_EQ(missing.error().detail, "Call not found");
}

TEST_F(CallStoreTest, WritesByItselfWithoutAFlush) {
  CallStore store(*database);
  store.save(record("id"));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!store.get("id") && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_TRUE(store.get("id"));
}

TEST_F(CallStoreTest, WritesWhatIsLeftWhenItGoes) {
  {
    CallStore store(*database);
    for (int i = 0; i < 500; ++i) store.save(record(std::to_string(i)));
  }
  EXPECT_EQ(peek("SELECT count(*) FROM calls"), "500");
}

TEST_F(CallStoreTest, TheLongestTimelineSurvives) {
  CallStore store(*database);
  auto busy = record("busy");
  for (std::size_t i = 0; i < domain::kMaxSteps; ++i) {
    busy.timeline.push_back(
        {.at_ms = static_cast<std::int64_t>(i), .kind = domain::StepKind::stopped, .detail = std::string(128, '\x01')});
  }
  store.save(busy);
  ASSERT_TRUE(store.flush());
  EXPECT_EQ(store.get("busy")->timeline, busy.timeline);
  tamper(
      R"(UPDATE calls SET timeline = '[{"at_ms":1,"kind":"beamed up"},{"kind":"dtmf"},{"at_ms":2,"kind":"closed"}]')");
  ASSERT_EQ(store.get("busy")->timeline.size(), 1U) << "steps of a newer release are left out";
}

TEST_F(CallStoreTest, ByCallSidIsTheNewest) {
  CallStore store(*database);
  for (const auto& [id, opened] : {std::pair{"old", 10}, {"new", 30}, {"mid", 20}}) {
    auto next = record(id, opened);
    next.call_sid = "sid";
    store.save(next);
  }
  store.save(record("without", 40));
  ASSERT_TRUE(store.flush());
  EXPECT_EQ(store.by_call_sid("sid")->id, "new");
  for (const auto* sid : {"", "SID", "other"}) {
    const auto missing = store.by_call_sid(sid);
    ASSERT_FALSE(missing.has_value()) << sid;
    EXPECT_EQ(missing.error().code, Errc::not_found);
    EXPECT_EQ(missing.error().detail, "Call not found");
  }
}

TEST_F(CallStoreTest, FlushSaysWhyNothingIsWrittenAndTheRecordsAreTriedAgain) {
  CallStore store(*database);
  tamper("ALTER TABLE calls RENAME TO hidden");
  store.save(record("old", 1, EndReason::live));
  const auto failed = store.flush();
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, Errc::internal);
  store.save(record("old", 1, EndReason::shutdown));
  store.save(record("new", 2));
  EXPECT_FALSE(store.flush());
  tamper("ALTER TABLE hidden RENAME TO calls");
  // The retry of a failed transaction may still be under way.
  for (int i = 0; i < 10 && !store.flush(); ++i) continue;
  EXPECT_EQ(store.get("old")->end_reason, EndReason::shutdown);
  EXPECT_TRUE(store.get("new"));
}

TEST_F(CallStoreTest, FlushOfNothingReturnsAtOnce) {
  CallStore store(*database);
  EXPECT_TRUE(store.flush());
}

TEST_F(CallStoreTest, ManyThreadsLoseNothing) {
  constexpr int kThreads = 8;
  constexpr int kCalls = 250;
  {
    CallStore store(*database);
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kCalls; ++i) {
          const auto id = std::to_string(t) + "-" + std::to_string(i);
          store.save(record(id, i, EndReason::live));
          store.save(record(id, i, EndReason::caller_hangup));
          if (i % 100 == 0) EXPECT_TRUE(store.flush());
        }
      });
    }
  }
  EXPECT_EQ(peek("SELECT count(*) FROM calls WHERE end_reason = 'caller_hangup'"), std::to_string(kThreads * kCalls));
}

}  // namespace
}  // namespace exo::store::test
