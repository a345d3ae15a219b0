#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/secret.h"
#include "calls/counters.h"
#include "domain/call_record.h"
#include "domain/greeting_source.h"
#include "domain/switchboard.h"
#include "net/tls_files.h"

namespace exo::calls {

/// Limits are defaults for the internet; each can be set in the configuration file.
struct CallPlaneOptions {
  std::string listen = "0.0.0.0:8081";
  net::TlsFiles tls;
  unsigned loops = 0;       ///< event loops, one thread each; 0: one per core
  std::size_t crowd = 512;  ///< connections of one loop, from which on it reads its calls by tick (SettledSocket)

  // Who may connect.
  std::vector<std::string> trusted_proxies;  ///< CIDRs whose X-Forwarded-* is believed
  std::vector<std::string> allow_from;       ///< CIDRs that are answered anything but /health; empty: everybody
  std::vector<std::string> allowed_origins;  ///< "https://host"; a request with another Origin is refused
  Secret webhook_key;                        ///< when set, webhook and callbacks want ?key=…
  enum class WsPath : std::uint8_t {
    open,    ///< WS_PATH takes every stream
    strict,  ///< only WS_PATH/{token}, as the webhook answered it for that one call
  };
  WsPath ws_path = WsPath::open;

  // Of a connection.
  std::chrono::milliseconds upgrade_timeout{5'000};  ///< to a complete request or handshake
  std::size_t max_header_bytes = 8UL * 1024;
  std::size_t max_unfinished_per_address = 16;        ///< connections without a request and streams without `start`
  std::size_t max_unfinished = 4'096;                 ///< the same, of all addresses
  std::chrono::milliseconds webhook_memory{600'000};  ///< for the stream to come; then the call ends as no_stream

  // Of a stream.
  std::chrono::milliseconds start_timeout{12'000};        ///< from upgrade to `start`
  std::chrono::milliseconds media_timeout{12'000};        ///< without any message: a dead peer
  std::chrono::milliseconds send_timeout{5'000};          ///< a write that does not finish: a dead peer
  std::chrono::milliseconds ping_after{5'000};            ///< without anything received
  std::chrono::seconds max_duration{3'600};               ///< of a call; a bot's own may be shorter
  std::chrono::milliseconds first_audio_deadline{4'000};  ///< from `start`; then the last resort is played
  std::chrono::milliseconds lead{600};                    ///< audio sent ahead of real time
  std::chrono::milliseconds max_queued_audio{2'000};      ///< handed over but not sent; beyond, the bot waits
  std::chrono::milliseconds barge_in_speech{400};         ///< so much sustained speech interrupts
  std::chrono::milliseconds barge_in_grace{1'000};        ///< from the first audio; speech does not interrupt before
  std::size_t max_message = 256UL * 1024;                 ///< bytes
  std::uint32_t max_messages_per_second = 200;            ///< on average; live Exotel sends 50

  // Of the site.
  std::size_t max_streams = 2'000;         ///< beyond, the caller hears the sorry message
  std::size_t reserve_streams = 50;        ///< for that; beyond it: 503 at the upgrade
  std::uint32_t max_calls_per_bot = 0;     ///< live at once, for bots without a limit of their own; 0: none
  std::uint32_t max_calls_per_number = 0;  ///< live at once; 0: none
};

struct CallPlaneParts {
  domain::Switchboard& switchboard;
  domain::GreetingSource& greetings;
  domain::CallLog& log;
  std::function<std::string()> speech_trouble;  ///< for /health; "" when all is well
};

/// One call that a browser may open, once.
struct BrowserInvitation {
  std::string call_id;    ///< "browser-…", of the record that it will have
  std::string path;       ///< "/exotel/{bot_id}/{token}"; a secret as long as it is good
  WallTime expires_at{};  ///< to open it; the call may last
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
  [[nodiscard]] Counts counts() const noexcept;
  /// A path that opens one call with this bot whatever allow_from, allowed_origins and the bot's login say, within
  /// 60 s. Any thread.
  [[nodiscard]] BrowserInvitation invite_browser(std::string_view bot_id);
  /// Checks a changed configuration and reads its certificate; what is returned then lets it count, for new calls and
  /// handshakes. `bad_configuration` as of start(); nothing has changed then. Where to listen, the loops, what is sized
  /// once and whether TLS is spoken at all cannot change. The commit may be called once, before stop() returns.
  [[nodiscard]] Result<std::function<void()>> prepare(const CallPlaneOptions& changed);
  /// Takes no more calls, lets live ones go on for at most `grace`, ends the rest politely (`shutdown`), joins. Any
  /// thread; called again meanwhile, the shorter grace counts for both, and both return when all has ended.
  void stop(std::chrono::milliseconds grace);

 private:
  class Impl;
  explicit CallPlane(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace exo::calls
