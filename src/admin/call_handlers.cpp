#include <nlohmann/json.hpp>

#include "admin/call_filter.h"
#include "admin/call_progress.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "admin/views.h"

namespace exo::admin {
namespace {

/// Reports are tied to a call by its SID, which a record may never have learnt.
Result<std::vector<domain::CallReport>> reports_of(Services& services, const domain::CallRecord& call) {
  if (call.call_sid.empty()) return {};
  return services.parts.calls.reports(call.call_sid);
}

}  // namespace

Result<Reply> list_calls(Services& services, const Request& request) {
  const auto search = call_search_from(request.query, Paging::pages);
  if (!search) return std::unexpected(search.error());
  const auto version = services.parts.calls.version();
  if (auto body = services.call_lists.find(request.query, version, std::chrono::steady_clock::now()))
    return Reply{.body = *std::move(body)};
  // One more tells whether there is another page.
  auto calls = services.parts.calls.find(search->filter, search->after, search->limit + 1);
  if (!calls) return std::unexpected(calls.error());
  Json next = nullptr;
  if (calls->size() > search->limit) {
    calls->pop_back();
    next = domain::cursor_of({calls->back().opened_at, calls->back().id});
  }
  auto views = Json::array();
  for (const auto& call : *calls) views.push_back(call_view(call));
  auto reply = json_reply({{"calls", std::move(views)}, {"next", std::move(next)}});
  services.call_lists.keep(request.query, version, reply.body, std::chrono::steady_clock::now());
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
