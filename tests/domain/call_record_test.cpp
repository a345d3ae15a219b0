#include "domain/call_record.h"

#include <set>

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

// Stored names: a change here is a change of the data on disk.
TEST(EndReason, NamesAreStableAndRoundTrip) {
  constexpr std::string_view kNames[] = {
      "live",     "caller_hangup", "applet_ended",    "stop_unknown",   "bot_hangup", "max_duration",
      "no_start", "media_timeout", "connection_lost", "protocol_error", "shutdown",   "interrupted"};
  int value = 0;
  for (const auto name : kNames) {
    const auto reason = static_cast<EndReason>(value++);
    EXPECT_EQ(to_string(reason), name);
    EXPECT_EQ(end_reason_from(name), reason);
  }
  ASSERT_EQ(static_cast<int>(EndReason::interrupted) + 1, value) << "a reason has no row here";
}

TEST(GreetingOutcome, NamesAreStableAndRoundTrip) {
  constexpr std::string_view kNames[] = {"none", "playing", "sent", "heard"};
  int value = 0;
  for (const auto name : kNames) {
    const auto outcome = static_cast<GreetingOutcome>(value++);
    EXPECT_EQ(to_string(outcome), name);
    EXPECT_EQ(greeting_outcome_from(name), outcome);
  }
  ASSERT_EQ(static_cast<int>(GreetingOutcome::heard) + 1, value) << "an outcome has no row here";
}

TEST(CallRecordNames, OthersAreNone) {
  for (const std::string_view name : {"", "Live", "unknown", "live "}) {
    EXPECT_FALSE(end_reason_from(name)) << name;
    EXPECT_FALSE(greeting_outcome_from(name)) << name;
  }
  EXPECT_EQ(to_string(static_cast<EndReason>(200)), "unknown");
}

}  // namespace
}  // namespace exo::domain
