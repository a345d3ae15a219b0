#include <chrono>
#include <mutex>
#include <string>

#include <nlohmann/json.hpp>

#include "admin/call_filter.h"
#include "admin/call_summary_view.h"
#include "admin/handlers.h"
#include "admin/services.h"

namespace exo::admin {
namespace {

/// A period that ends now or later moves on also while nothing is written: what is kept of it is of this minute.
FormFields key_of(const Request& request, const CallSummarySearch& search, WallTime now) {
  auto key = request.query;
  if (search.filter.until && *search.filter.until <= now) return key;
  const auto minute = std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
  key.emplace_back("", std::to_string(minute));
  return key;
}

Error busy(std::string detail) {
  Error error{Errc::unavailable, std::move(detail)};
  error.retry_after = std::chrono::seconds(1);
  return error;
}

/// One after the other: each reads many rows.
Result<Reply> make_summary(Services& services, const CallSummarySearch& search, const FormFields& key, WallTime now) {
  const std::lock_guard lock(services.summing);
  auto& kept = services.call_summaries;
  const auto version = services.parts.calls.version();
  // Made while this one waited.
  if (auto body = kept.find(key, version, std::chrono::steady_clock::now())) return Reply{.body = *std::move(body)};
  const auto summary = services.parts.calls.summarise(search.filter, search.period, now,
                                                      [&services] { return services.stopping.load(); });
  if (!summary) return std::unexpected(summary.error());
  auto reply = json_reply(call_summary_view(*summary));
  kept.keep(key, version, reply.body, std::chrono::steady_clock::now());
  return reply;
}

}  // namespace

Result<Reply> get_call_summary(Services& services, const Request& request) {
  const auto now = wall_now();
  const auto search = call_summary_search_from(request.query, now);
  if (!search) return std::unexpected(search.error());
  const auto key = key_of(request, *search, now);
  auto& kept = services.call_summaries;
  const auto version = services.parts.calls.version();
  if (auto body = kept.find(key, version, std::chrono::steady_clock::now())) return Reply{.body = *std::move(body)};

  const auto of_user = services.summaries_of_one.take(request.user->id);
  if (!of_user) return std::unexpected(busy("two summaries are being made for you already: try again in a second"));
  const auto slot = services.summaries.take();
  if (!slot) return std::unexpected(busy("many summaries are being made already: try again in a second"));
  return make_summary(services, *search, key, now);
}

}  // namespace exo::admin
