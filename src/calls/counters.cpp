#include "calls/counters.h"

namespace exo::calls {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Count::last)> kNames = {
    "connections",    "webhooks",     "callbacks",     "streams",       "unfinished_refused", "address_refused",
    "origin_refused", "key_refused",  "login_refused", "token_refused", "throttled",          "full_refused",
    "drain_refused",  "bad_requests", "bad_callbacks", "malformed",     "foreign_calls",      "late_ticks"};

}  // namespace

std::string_view to_string(Count what) noexcept {
  return what < Count::last ? kNames[static_cast<std::size_t>(what)] : std::string_view{};
}

Counts Counters::snapshot() const noexcept {
  Counts counts{};
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = of(static_cast<Count>(i));
  return counts;
}

}  // namespace exo::calls
