#include <charconv>

#include <nlohmann/json.hpp>

#include "admin/call_progress.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "admin/views.h"

namespace exo::admin {
namespace {

constexpr std::size_t kDefaultLimit = 50;
constexpr std::size_t kMaxLimit = 500;

Result<std::size_t> limit_of(const FormFields& query) {
  std::size_t limit = kDefaultLimit;
  for (const auto& [name, value] : query) {
    if (name != "limit") continue;
    const auto* const last = value.data() + value.size();
    const auto [end, error] = std::from_chars(value.data(), last, limit);
    if (error != std::errc{} || end != last || limit < 1 || limit > kMaxLimit) {
      return fail(Errc::unprocessable, "limit must be a whole number from 1 to 500");
    }
  }
  return limit;
}

/// Reports are tied to a call by its SID, which a record may never have learnt.
Result<std::vector<domain::CallReport>> reports_of(Services& services, const domain::CallRecord& call) {
  if (call.call_sid.empty()) return {};
  return services.parts.calls.reports(call.call_sid);
}

}  // namespace

Result<Reply> list_calls(Services& services, const Request& request) {
  const auto limit = limit_of(request.query);
  if (!limit) return std::unexpected(limit.error());
  const auto version = services.parts.calls.version();
  if (auto body = services.call_lists.find(request.query, version)) return Reply{.body = *std::move(body)};
  const auto calls = services.parts.calls.newest(*limit);
  if (!calls) return std::unexpected(calls.error());
  auto views = Json::array();
  for (const auto& call : *calls) views.push_back(call_view(call));
  auto reply = json_reply({{"calls", std::move(views)}});
  services.call_lists.keep(request.query, version, reply.body);
  return reply;
}

Result<Reply> get_call(Services& services, const Request& request) {
  const auto call = services.parts.calls.get(request.param("id"));
  if (!call) return std::unexpected(call.error());
  const auto reports = reports_of(services, *call);
  if (!reports) return std::unexpected(reports.error());
  auto view = call_detail_view(*call);
  view["exotel"] = reports_summary(*reports);
  auto& told = view["reports"] = Json::array();
  for (const auto& report : *reports) told.push_back(report_view(report));
  return json_reply(view);
}

}  // namespace exo::admin
