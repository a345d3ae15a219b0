#include "domain/call_summary.h"

#include <algorithm>
#include <utility>

namespace exo::domain {
namespace {

/// Whole seconds, rounded up, so that no more than the wanted number come out.
std::chrono::seconds bucket_length(const SummaryPeriod& period) {
  const auto buckets = static_cast<std::int64_t>(std::max<std::size_t>(period.buckets, 1));
  const auto all = (period.until - period.since).count();
  const auto part = std::chrono::milliseconds((all + buckets - 1) / buckets);
  return std::max(std::chrono::seconds(1), std::chrono::ceil<std::chrono::seconds>(part));
}

/// Of a call that nobody saw end, only the beginning is known.
WallTime end_of(const CallRecord& call, WallTime now) {
  const auto unknown = call.end_reason == EndReason::live ? now : call.opened_at;
  const WallTime latest = call.opened_at + kLongestStream;  // so that it counts the same from wherever is summed up
  return std::clamp(call.ended_at.value_or(unknown), call.opened_at, latest);
}

}  // namespace

void FirstAudioTimes::add(std::int64_t ms) {
  const auto index = static_cast<std::size_t>(std::clamp(ms, std::int64_t{0}, kMost));
  ++counts_[index];
  ++all_;
  highest_ = std::max(highest_, index);
}

void FirstAudioTimes::clear() {
  std::fill_n(counts_.begin(), highest_ + 1, 0U);
  all_ = 0;
  highest_ = 0;
}

std::optional<std::int64_t> FirstAudioTimes::percentile(unsigned percent) const {
  if (all_ == 0) return std::nullopt;
  const auto wanted = (all_ * percent + 99) / 100;
  std::uint64_t seen = 0;
  for (std::size_t ms = 0; ms <= highest_; ++ms) {
    seen += counts_[ms];
    if (seen >= wanted) return static_cast<std::int64_t>(ms);
  }
  return static_cast<std::int64_t>(highest_);
}

CallSumming::CallSumming(const SummaryPeriod& period, WallTime now) : now_(now) {
  summary_.since = period.since;
  summary_.until = period.until;
  summary_.bucket_length = bucket_length(period);
  for (auto at = period.since; at < period.until; at += summary_.bucket_length) summary_.buckets.push_back({.at = at});
}

void CallSumming::add(const CallRecord& call) {
  if (call.opened_at >= summary_.until || summary_.buckets.empty()) return;
  if (call.opened_at < summary_.since) return open_stream(call);
  go_to(static_cast<std::size_t>((call.opened_at - summary_.since) / summary_.bucket_length));
  open_stream(call);
  auto& bucket = summary_.buckets[*bucket_];
  ++bucket.calls;
  bucket.most_at_once = std::max<std::uint64_t>(bucket.most_at_once, open_.size());
  ++summary_.calls;
  ++summary_.ends[static_cast<std::size_t>(call.end_reason)];
  ++summary_.verdicts[static_cast<std::size_t>(verdict_of(call))];
  if (call.greeting == GreetingOutcome::heard) ++summary_.heard;
  if (is_test(call)) ++summary_.test_calls;
  if (!call.first_audio_ms) return;
  in_bucket_.add(*call.first_audio_ms);
  in_all_.add(*call.first_audio_ms);
}

CallSummary CallSumming::finish() {
  if (!summary_.buckets.empty()) {
    go_to(summary_.buckets.size() - 1);
    close_bucket();
  }
  for (const auto& bucket : summary_.buckets) {
    summary_.most_at_once = std::max(summary_.most_at_once, bucket.most_at_once);
  }
  summary_.first_audio_p50_ms = in_all_.percentile(50);
  summary_.first_audio_p95_ms = in_all_.percentile(95);
  return std::move(summary_);
}

/// Closes what lies before; each bucket begins with the streams that are still open then.
void CallSumming::go_to(std::size_t bucket) {
  while (!bucket_ || *bucket_ < bucket) {
    if (bucket_) close_bucket();
    bucket_ = bucket_ ? *bucket_ + 1 : 0;
    drop_ended(summary_.buckets[*bucket_].at);
    summary_.buckets[*bucket_].most_at_once = open_.size();
  }
}

void CallSumming::close_bucket() {
  auto& bucket = summary_.buckets[*bucket_];
  bucket.first_audio_p50_ms = in_bucket_.percentile(50);
  bucket.first_audio_p95_ms = in_bucket_.percentile(95);
  in_bucket_.clear();
}

void CallSumming::drop_ended(WallTime before) {
  while (!open_.empty() && open_.top() < before) open_.pop();
}

void CallSumming::open_stream(const CallRecord& call) {
  drop_ended(call.opened_at);
  if (call.started_at) open_.push(end_of(call, now_));
}

}  // namespace exo::domain
