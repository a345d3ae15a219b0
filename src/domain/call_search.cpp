#include "domain/call_search.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "base/encoding.h"

namespace exo::domain {
namespace {

constexpr std::array<std::string_view, 4> kGroups = {"live", "answered", "refused", "failed"};
constexpr std::size_t kMaxIdBytes = 64;
constexpr auto kMostMillis = std::int64_t{253'402'300'800'000};  // the year 10000

std::string_view group_of(EndReason reason) noexcept {
  switch (reason) {
    case EndReason::live:
      return "live";
    case EndReason::caller_hangup:
    case EndReason::applet_ended:
    case EndReason::stop_unknown:
    case EndReason::bot_hangup:
    case EndReason::max_duration:
      return "answered";
    case EndReason::busy:
      return "refused";
    case EndReason::no_start:
    case EndReason::media_timeout:
    case EndReason::connection_lost:
    case EndReason::protocol_error:
    case EndReason::shutdown:
    case EndReason::interrupted:
    case EndReason::no_stream:
      return "failed";
  }
  return "failed";
}

std::string standard_base64(std::string_view url_safe) {
  std::string text(url_safe);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  return text;
}

}  // namespace

std::vector<EndReason> outcome_from(std::string_view name) {
  if (const auto reason = end_reason_from(name)) return {*reason};
  std::vector<EndReason> reasons;
  // no_stream is the last of EndReason.
  for (int value = 0; value <= static_cast<int>(EndReason::no_stream); ++value) {
    const auto reason = static_cast<EndReason>(value);
    if (group_of(reason) == name) reasons.push_back(reason);
  }
  return reasons;
}

std::span<const std::string_view> outcome_groups() noexcept {
  return kGroups;
}

std::string cursor_of(const CallPlace& place) {
  return base64url_encode(as_bytes(fmt::format("{}.{}", place.opened_at.time_since_epoch().count(), place.id)));
}

std::optional<CallPlace> place_of(std::string_view cursor) {
  if (cursor.empty() || cursor.size() > 2 * kMaxIdBytes) return std::nullopt;
  const auto bytes = base64_decode(standard_base64(cursor));
  if (!bytes) return std::nullopt;
  const std::string text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  const auto* const end = text.data() + text.size();
  std::int64_t millis = 0;
  const auto [dot, error] = std::from_chars(text.data(), end, millis);
  if (error != std::errc{} || dot == end || *dot != '.' || millis < 0 || millis >= kMostMillis) return std::nullopt;
  CallPlace place{WallTime{std::chrono::milliseconds(millis)}, std::string(dot + 1, end)};
  const bool sound = !place.id.empty() && place.id.size() <= kMaxIdBytes && is_utf8(place.id);
  // One spelling only: padding or loose bits were not ours.
  return sound && cursor_of(place) == cursor ? std::optional(std::move(place)) : std::nullopt;
}

}  // namespace exo::domain
