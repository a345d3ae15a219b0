#include <nlohmann/json.hpp>

#include "admin/handlers.h"
#include "admin/metrics_page.h"
#include "admin/services.h"
#include "base/metrics_text.h"

namespace exo::admin {
namespace {

struct Part {
  std::string_view name;
  std::string trouble;  ///< for anybody: no paths, no texts of the database
};

Part database_part(Services& services) {
  // One row: it shows that a connection answers, and costs nothing.
  const bool reads = services.parts.test_calls.newest(1).has_value();
  if (!reads) return {"database", "the database does not answer"};
  if (services.parts.calls.trouble()) return {"database", "call records cannot be written"};
  return {"database", ""};
}

Part call_plane_part(Services& services) {
  const bool accepting = !services.parts.call_plane || services.parts.call_plane().accepting;
  return {"calls", accepting ? "" : "the call plane takes no more calls: the gateway is stopping"};
}

}  // namespace

Result<Reply> get_metrics(Services& services, const Request&) {
  return Reply{.body = metrics_page(services), .content_type = std::string(MetricsText::kContentType)};
}

Result<Reply> get_livez(Services&, const Request&) {
  return json_reply({{"status", "ok"}});
}

Result<Reply> get_readyz(Services& services, const Request&) {
  std::string detail;
  Json parts = Json::object();
  for (const auto& part : {database_part(services), call_plane_part(services)}) {
    parts[part.name] = part.trouble.empty() ? "ok" : part.trouble;
    if (part.trouble.empty()) continue;
    if (!detail.empty()) detail += "; ";
    detail += part.trouble;
  }
  if (detail.empty()) return json_reply({{"status", "ok"}, {"parts", std::move(parts)}});
  return json_reply({{"detail", detail}, {"parts", std::move(parts)}}, 503);
}

}  // namespace exo::admin
