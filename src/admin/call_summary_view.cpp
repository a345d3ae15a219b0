#include "admin/call_summary_view.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

namespace exo::admin {
namespace {

Json maybe(const std::optional<std::int64_t>& ms) {
  return ms ? Json(*ms) : Json(nullptr);
}

/// Values of an enumeration that were counted at all, the most frequent first.
template <class Enum, std::size_t N>
std::vector<Enum> by_frequency(const std::array<std::uint64_t, N>& counts) {
  std::vector<Enum> values;
  for (std::size_t i = 0; i < N; ++i) {
    if (counts[i] > 0) values.push_back(static_cast<Enum>(i));
  }
  const auto calls_of = [&](Enum value) { return counts[static_cast<std::size_t>(value)]; };
  std::ranges::sort(values,
                    [&](Enum a, Enum b) { return calls_of(a) != calls_of(b) ? calls_of(a) > calls_of(b) : a < b; });
  return values;
}

Json bucket_view(const domain::CallSummary::Bucket& bucket) {
  return {{"at", iso8601(bucket.at)},
          {"calls", bucket.calls},
          {"most_at_once", bucket.most_at_once},
          {"first_audio_p50_ms", maybe(bucket.first_audio_p50_ms)},
          {"first_audio_p95_ms", maybe(bucket.first_audio_p95_ms)}};
}

}  // namespace

Json call_summary_view(const domain::CallSummary& summary) {
  auto buckets = Json::array();
  for (const auto& bucket : summary.buckets) buckets.push_back(bucket_view(bucket));
  auto ends = Json::array();
  for (const auto reason : by_frequency<domain::EndReason>(summary.ends)) {
    ends.push_back({{"end_reason", to_string(reason)}, {"calls", summary.ends[static_cast<std::size_t>(reason)]}});
  }
  auto verdicts = Json::array();
  for (const auto code : by_frequency<domain::VerdictCode>(summary.verdicts)) {
    verdicts.push_back({{"turn", to_string(turn_of(code))},
                        {"code", to_string(code)},
                        {"calls", summary.verdicts[static_cast<std::size_t>(code)]}});
  }
  return {{"since", iso8601(summary.since)},
          {"until", iso8601(summary.until)},
          {"bucket_seconds", summary.bucket_length.count()},
          {"buckets", std::move(buckets)},
          {"ends", std::move(ends)},
          {"verdicts", std::move(verdicts)},
          {"totals",
           {{"calls", summary.calls},
            {"heard", summary.heard},
            {"test_calls", summary.test_calls},
            {"most_at_once", summary.most_at_once},
            {"first_audio_p50_ms", maybe(summary.first_audio_p50_ms)},
            {"first_audio_p95_ms", maybe(summary.first_audio_p95_ms)}}}};
}

}  // namespace exo::admin
