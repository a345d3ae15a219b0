#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/secret.h"
#include "domain/call_record.h"
#include "domain/greeting_source.h"
#include "domain/switchboard.h"
#include "net/tls_files.h"

namespace exo::calls {

/// Limits are defaults for the internet; each can be set in the configuration file.
struct CallPlaneOptions {
  std::string listen = "0.0.0.0:8081";
  net::TlsFiles tls;
  unsigned loops = 0;                                     ///< event loops, one thread each; 0: one per core
  std::vector<std::string> trusted_proxies;               ///< CIDRs whose X-Forwarded-* is believed
  Secret webhook_key;                                     ///< when set, the webhook wants ?key=…
  std::chrono::milliseconds upgrade_timeout{5'000};       ///< to a complete request or handshake
  std::chrono::milliseconds start_timeout{12'000};        ///< from upgrade to `start`
  std::chrono::milliseconds media_timeout{12'000};        ///< without any message: a dead peer
  std::chrono::milliseconds send_timeout{5'000};          ///< a write that does not finish: a dead peer
  std::chrono::seconds max_duration{600};                 ///< of a call
  std::chrono::milliseconds first_audio_deadline{4'000};  ///< from `start`; then the last resort is played
  std::chrono::milliseconds lead{600};                    ///< audio sent ahead of real time
  std::size_t max_message = 256UL * 1024;                 ///< bytes
  std::size_t max_streams = 2'000;                        ///< beyond: 503 at the upgrade
};

struct CallPlaneParts {
  domain::Switchboard& switchboard;
  domain::GreetingSource& greetings;
  domain::CallLog& log;
  std::function<std::string()> speech_trouble;  ///< for /health; "" when all is well
};

/// What Exotel connects to: the dynamic-URL webhook, /health, and the media WebSockets WS_PATH and /exotel/{bot_id}.
/// Event loops with one thread each; nothing here blocks on disk or vendor.
class CallPlane {
 public:
  /// Listens and serves on threads of its own. `bad_configuration` with one sentence when it cannot listen or the
  /// certificate cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<CallPlane>> start(CallPlaneOptions options, CallPlaneParts parts);
  CallPlane(const CallPlane&) = delete;
  CallPlane& operator=(const CallPlane&) = delete;
  ~CallPlane();  ///< stop(0)

  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] std::size_t active_streams() const noexcept;
  /// Takes no more calls, lets live ones go on for at most `grace`, ends the rest politely (`shutdown`), joins.
  void stop(std::chrono::milliseconds grace);

 private:
  class Impl;
  explicit CallPlane(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace exo::calls
