#include "admin/admin_plane.h"

#include <tuple>
#include <utility>

#include "admin/audit_trail.h"
#include "admin/front_door.h"
#include "admin/http_server.h"
#include "admin/route.h"
#include "admin/services.h"
#include "admin/static_files.h"
#include "admin/web_files.h"
#include "base/process_facts.h"

namespace exo::admin {

class AdminPlane::Impl {
 public:
  Impl(AdminPlaneOptions options, AdminPlaneParts parts) : services_{std::move(options), std::move(parts)} {}

  ~Impl() {
    if (server_) stop();
  }

  Result<void> start() {
    auto metrics_from = net::CidrList::parse(services_.options.metrics_from);
    if (!metrics_from) return fail(Errc::bad_configuration, "admin.metrics_from: " + metrics_from.error().detail);
    std::ignore = process_facts();  // its clock begins now
    services_.metrics_from = *std::move(metrics_from);
    for (const auto& published : {services_.publish_bots(), services_.publish_dids()}) {
      if (!published) return std::unexpected(published.error());
    }
    auto server =
        HttpServer::start(services_.options.listen, services_.options.tls, routes(), security_headers(),
                          {.serve = [this](const IncomingRequest& request) { return door_.serve(request); },
                           .reads_body = [this](std::string_view method,
                                                std::string_view path) { return door_.reads_body(method, path); }});
    if (!server) return std::unexpected(server.error());
    server_ = std::move(*server);
    services_.news.start();
    services_.poller.start();
    return {};
  }

  HttpServer& server() noexcept { return *server_; }

  Result<std::function<void()>> prepare(const AdminPlaneOptions& changed) {
    LoadedPair pair;
    if (changed.tls.enabled()) {
      auto loaded = load_pair(changed.tls);
      if (!loaded) return std::unexpected(loaded.error());
      pair = *std::move(loaded);
    }
    return [this, changed, pair = std::move(pair)] {
      services_.adopt(changed);
      if (pair) server_->use_certificate(pair);
    };
  }

  void stop() {
    services_.stopping = true;
    services_.events.close();
    server_->stop();
    services_.poller.stop();
    services_.news.stop();
    record_all_refusals(services_);
  }

 private:
  Services services_;
  StaticFiles page_{embedded::web_files()};
  FrontDoor door_{routes(), services_, page_};
  std::unique_ptr<HttpServer> server_;  ///< last: its threads use all of the above
};

Result<std::unique_ptr<AdminPlane>> AdminPlane::start(AdminPlaneOptions options, AdminPlaneParts parts) {
  auto impl = std::make_unique<Impl>(std::move(options), std::move(parts));
  const auto started = impl->start();
  if (!started) return std::unexpected(started.error());
  return std::unique_ptr<AdminPlane>(new AdminPlane(std::move(impl)));
}

AdminPlane::AdminPlane(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AdminPlane::~AdminPlane() = default;
std::uint16_t AdminPlane::port() const noexcept {
  return impl_->server().port();
}
Result<std::function<void()>> AdminPlane::prepare(const AdminPlaneOptions& changed) {
  return impl_->prepare(changed);
}
void AdminPlane::stop() {
  impl_->stop();
}

}  // namespace exo::admin
