#include <chrono>
#include <string>

#include <nlohmann/json.hpp>

#include "admin/call_filter.h"
#include "admin/call_summary_view.h"
#include "admin/handlers.h"
#include "admin/services.h"

namespace exo::admin {
namespace {

/// A period that ends now moves on also while nothing is written: what is kept of it is of this minute.
FormFields key_of(const Request& request, const CallSummarySearch& search, WallTime now) {
  auto key = request.query;
  if (search.filter.until) return key;
  const auto minute = std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
  key.emplace_back("", std::to_string(minute));
  return key;
}

}  // namespace

Result<Reply> get_call_summary(Services& services, const Request& request) {
  const auto now = wall_now();
  const auto search = call_summary_search_from(request.query, now);
  if (!search) return std::unexpected(search.error());
  const auto key = key_of(request, *search, now);
  auto& kept = services.call_summaries;
  if (auto body = kept.find(key, services.parts.calls.version())) return Reply{.body = *std::move(body)};

  const auto slot = services.summaries.take();
  if (!slot) {
    Error busy{Errc::unavailable, "many summaries are being made already: try again in a second"};
    busy.retry_after = std::chrono::seconds(1);
    return std::unexpected(std::move(busy));
  }
  const std::lock_guard lock(services.summing);
  const auto version = services.parts.calls.version();
  if (auto body = kept.find(key, version)) return Reply{.body = *std::move(body)};  // made while this one waited
  const auto summary = services.parts.calls.summarise(search->filter, search->period, now);
  if (!summary) return std::unexpected(summary.error());
  auto reply = json_reply(call_summary_view(*summary));
  kept.keep(key, version, reply.body);
  return reply;
}

}  // namespace exo::admin
