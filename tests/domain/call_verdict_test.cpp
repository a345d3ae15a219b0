#include "domain/call_verdict.h"

#include <set>

#include <gtest/gtest.h>

#include "support/verdict_examples.h"

namespace exo::domain {
namespace {

TEST(CallVerdict, EachRowOfTheTable) {
  for (const auto& [name, code, call] : test::verdict_examples()) {
    EXPECT_EQ(to_string(verdict_of(call)), to_string(code)) << name;
  }
}

TEST(CallVerdict, EveryCodeHasARow) {
  std::set<VerdictCode> seen;
  for (const auto& example : test::verdict_examples()) seen.insert(verdict_of(example.call));
  EXPECT_EQ(seen.size(), kVerdictCodes);
}

TEST(CallVerdict, NamesAreStable) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kVerdictCodes; ++i) {
    const auto code = static_cast<VerdictCode>(i);
    EXPECT_EQ(to_string(code).find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos);
    EXPECT_NE(to_string(code), "");
    names.insert(to_string(code));
  }
  EXPECT_EQ(names.size(), kVerdictCodes);
  EXPECT_EQ(to_string(turn_of(VerdictCode::heard)), "nobody");
  EXPECT_EQ(to_string(turn_of(VerdictCode::no_stream)), "you");
  EXPECT_EQ(to_string(turn_of(VerdictCode::no_start)), "exotel");
  EXPECT_EQ(to_string(turn_of(VerdictCode::voice_fallback)), "voice");
  EXPECT_EQ(to_string(turn_of(VerdictCode::bot_off)), "bot");
  EXPECT_EQ(to_string(turn_of(VerdictCode::caller_left_early)), "caller");
}

TEST(CallVerdict, TheTimelineDecidesNothing) {
  for (auto [name, code, call] : test::verdict_examples()) {
    call.timeline = {{0, StepKind::limit, "site"}, {1, StepKind::interrupted, "speech"}};
    EXPECT_EQ(verdict_of(call), code) << name;
  }
}

/// Whatever stands in a record: a row of another release, a clock that was set back.
TEST(CallVerdict, AnyRecordHasOne) {
  for (int reason = 0; reason <= static_cast<int>(EndReason::no_stream); ++reason) {
    for (int greeting = 0; greeting <= static_cast<int>(GreetingOutcome::cut); ++greeting) {
      auto call = test::good_call();
      call.end_reason = static_cast<EndReason>(reason);
      call.greeting = static_cast<GreetingOutcome>(greeting);
      call.sample_rate = 1;
      call.ended_at = *call.started_at - std::chrono::hours(1);
      call.first_audio_ms = -5;
      call.media_out = 1ULL << 62U;
      EXPECT_FALSE(to_string(verdict_of(call)).empty());
      CallRecord empty;
      empty.end_reason = call.end_reason;
      EXPECT_FALSE(to_string(verdict_of(empty)).empty());
    }
  }
}

}  // namespace
}  // namespace exo::domain
