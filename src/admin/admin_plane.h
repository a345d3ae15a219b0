#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/http_message.h"
#include "domain/switchboard.h"
#include "net/tls_files.h"
#include "store/accounts.h"
#include "store/bot_store.h"
#include "store/call_store.h"
#include "store/integration_store.h"

namespace exo::admin {

struct AdminPlaneOptions {
  std::string listen = "127.0.0.1:8080";
  net::TlsFiles tls{};
  std::vector<std::string> allowed_api_hosts{};  ///< exotel.allowed_api_hosts
  bool webhook_key_required = false;             ///< calls.webhook_key is set: the page reminds of ?key=
  std::string exotel_app_id{};                   ///< EXOTEL_APP_ID: prefills a field of the page
};

struct AdminPlaneParts {
  store::Accounts& accounts;
  store::IntegrationStore& integration;
  store::BotStore& bots;
  store::CallStore& calls;
  domain::Switchboard& switchboard;  ///< told of every change of bots and DIDs
  HttpTransport exotel;              ///< to Exotel's REST API
  std::function<std::size_t()> active_streams;
  std::function<std::string()> speech_trouble;
};

/// What operators connect to: the REST API and the embedded page, on cpp-httplib's bounded thread pool.
class AdminPlane {
 public:
  /// Publishes bots and DIDs to the switchboard, then listens and serves on threads of its own. `bad_configuration`
  /// with one sentence when it cannot listen or the certificate cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<AdminPlane>> start(AdminPlaneOptions options, AdminPlaneParts parts);
  AdminPlane(const AdminPlane&) = delete;
  AdminPlane& operator=(const AdminPlane&) = delete;
  ~AdminPlane();  ///< stop()

  [[nodiscard]] std::uint16_t port() const noexcept;
  void stop();

 private:
  class Impl;
  explicit AdminPlane(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace exo::admin
