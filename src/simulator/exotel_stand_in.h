#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/secret.h"
#include "simulator/voicebot_call.h"

namespace exo::simulator {

/// How the REST API answers `Calls/connect` (exotel.md §5.5, §5.6).
enum class RestStyle : std::uint8_t { xml, json };

/// What becomes of the customer's telephone. All but `answers` end the call without a stream.
enum class Callee : std::uint8_t { answers, busy, no_answer, failed };

/// A number of the account (exotel.md §5.10).
struct ExoPhone {
  std::string number;
  std::string voice_url;  ///< empty: a flow of this account
};

struct StandInOptions {
  std::string listen = "127.0.0.1:8090";
  std::string account_sid = "acmeco1";
  Secret api_key;
  Secret api_token;
  RestStyle style = RestStyle::xml;  ///< `.json` on the path always answers JSON
  /// When set every dial gets this answer: a RestException of status, code (0: none) and message, or a web page.
  struct Refusal {
    int status = 403;
    int code = 34009;
    std::string message;
    enum class Body : std::uint8_t { rest_exception, html } body = Body::rest_exception;
  };
  std::vector<Refusal> refusal;               ///< none or one
  std::chrono::milliseconds answer_delay{0};  ///< of every REST answer; up to 60 s have been seen (exotel.md §5.1)
  std::uint32_t dials_per_minute = 200;       ///< more are answered 429 (exotel.md §5.7)
  std::uint32_t throttle_limit = 100;         ///< streams at once; a call above fails as throttled (exotel.md §1.4)
  std::vector<ExoPhone> exophones{{"08041234567", {}}};
  std::optional<std::uint64_t> seed;  ///< CallSids (and the streams' SIDs) repeat with it
  Callee callee = Callee::answers;
  std::string applet_url;    ///< the Voicebot applet of every flow: where connected calls go; empty: nowhere
  VoicebotCallOptions call;  ///< template of the calls that a dial starts (from, to, custom_field are set per dial)
  std::chrono::milliseconds ring_time{200};  ///< from the accepted dial until the customer answers
  std::size_t max_calls = 64;                ///< ringing or talking; one more dial is answered 429
  std::filesystem::path folder;  ///< requests.jsonl (every REST request: method, path, headers without secrets,
                                 ///< raw body) and {CallSid}.wav / {CallSid}.json of every call; empty: nothing kept
};

/// Sets what `text` names: "kyc", "ndnc", "429", "html502", "slow:SECONDS" or "STATUS:CODE:MESSAGE". `bad_request` with
/// what is understood.
[[nodiscard]] Result<void> apply_refusal(std::string_view text, StandInOptions& options);

/// A stand-in for Exotel on loopback: its REST API and the flow behind it. Serves on threads of its own.
class ExotelStandIn {
 public:
  /// `bad_configuration` when it cannot listen or write to `folder`; `bad_request` when an option makes no sense.
  [[nodiscard]] static Result<std::unique_ptr<ExotelStandIn>> start(StandInOptions options);
  ~ExotelStandIn();  ///< ends live calls by caller hang-up
  ExotelStandIn(const ExotelStandIn&) = delete;
  ExotelStandIn& operator=(const ExotelStandIn&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;

 private:
  class Impl;
  explicit ExotelStandIn(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace exo::simulator
