#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin/http_exchange.h"
#include "admin/settings.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/http_message.h"
#include "base/secret.h"
#include "domain/greeting_source.h"
#include "domain/switchboard.h"
#include "net/tls_files.h"
#include "store/accounts.h"
#include "store/audit_log.h"
#include "store/bot_store.h"
#include "store/call_store.h"
#include "store/integration_store.h"
#include "store/test_call_store.h"

namespace exo::admin {

struct AdminPlaneOptions {
  std::string listen = "127.0.0.1:8080";
  net::TlsFiles tls{};
  std::vector<std::string> allowed_api_hosts{};  ///< exotel.allowed_api_hosts
  /// calls.webhook_key: goes with the StatusCallback of a test call, to Exotel only; the page reminds of ?key=.
  Secret webhook_key{};
  bool status_callbacks = false;            ///< test calls ask Exotel for a StatusCallback
  bool strict_ws_path = false;              ///< calls.strict_ws_path: the page says so
  std::vector<std::string> metrics_from{};  ///< admin.metrics_from: CIDRs that read /metrics without signing in
  std::string exotel_app_id{};              ///< EXOTEL_APP_ID: prefills a field of the page
};

/// Of an uploaded WAV that can be played.
struct RecordingFacts {
  double seconds = 0;
  std::uint32_t rate = 0;  ///< Hz, as uploaded
  std::uint32_t channels = 0;
};

/// A greeting as a caller would hear it.
struct GreetingPreview {
  std::string wav{};       ///< 8 kHz, mono
  std::string voice{};     ///< domain::GreetingReport::voice
  std::string fallback{};  ///< domain::GreetingReport::fallback
};

/// What /metrics, /readyz and /system ask of the call plane.
struct CallPlaneState {
  bool accepting = true;                                        ///< false: it drains or has stopped
  std::size_t max_calls = 0;                                    ///< the limit of live calls; one more hears sorry
  std::vector<std::pair<std::string, std::uint64_t>> counts{};  ///< since the start, by stable names
};

/// Where a browser that reached the admin plane finds the call plane on the same host.
struct CallPlaneDoor {
  std::uint16_t port = 0;  ///< 0: there is none
  Transport transport = Transport::plain;
};

/// One call with a bot that a browser may open (calls::BrowserInvitation).
struct BrowserCallPass {
  std::string call_id;
  std::string path;  ///< of the call plane; opens the call once, so for the one who asked only
  WallTime expires_at{};
};

struct AdminPlaneParts {
  store::Accounts& accounts;
  store::IntegrationStore& integration;
  store::BotStore& bots;
  store::CallStore& calls;
  store::TestCallStore& test_calls;
  domain::Switchboard& switchboard;  ///< told of every change of bots and DIDs
  HttpTransport exotel;              ///< to Exotel's REST API
  /// Can these bytes be a greeting? `unprocessable` with a sentence when not. On threads of the pool.
  std::function<Result<RecordingFacts>(std::string_view wav)> check_recording;
  /// After a bot's greeting may have changed and is stored: has it made. Must not wait for it. May be empty.
  std::function<void(const domain::Bot&)> bot_saved;
  std::function<std::size_t()> active_streams;
  std::function<std::string()> speech_trouble;
  /// Speaks a greeting through the chain of voices; blocks for at most some 20 s. `upstream_timeout` when that was not
  /// enough. May be empty.
  std::function<Result<GreetingPreview>(const domain::GreetingScript&)> preview_greeting{};
  /// May be empty.
  std::function<CallPlaneState()> call_plane{};
  std::filesystem::path database_file{};  ///< its size is told by /metrics and /system; may be empty
  /// For GET /api/v1/settings. On threads of the pool. May be empty: then there is no such page.
  std::function<SettingsReport()> settings{};
  CallPlaneDoor calls_door{};
  /// Lets a browser call this bot. May be empty: then nothing does.
  std::function<BrowserCallPass(std::string_view bot_id)> invite_browser{};
  store::AuditLog& audit;  ///< told of every change and every sign-in
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
  /// Reads a changed certificate; what is returned then lets it and the other options count, for new requests and
  /// handshakes. `bad_configuration` when the certificate cannot be used; nothing has changed then. Where to listen and
  /// whether TLS is spoken at all cannot change. The commit may be called once, before this object goes.
  [[nodiscard]] Result<std::function<void()>> prepare(const AdminPlaneOptions& changed);
  void stop();

 private:
  class Impl;
  explicit AdminPlane(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace exo::admin
