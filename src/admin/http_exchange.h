#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"

namespace exo::admin {

enum class Transport : std::uint8_t { plain, tls };

/// One request as it came in, before anybody asked who sent it. Lives as long as the exchange.
struct IncomingRequest {
  std::string method;                              ///< "GET"; in capitals, as sent
  std::string path;                                ///< as sent: still percent-encoded, without the query
  FormFields query;                                ///< decoded
  std::function<std::string(const char*)> header;  ///< the first of that name, "" when absent
  std::string peer_address;                        ///< without port
  Transport transport = Transport::plain;
  /// At most once. `too_large` above `max_bytes`, `bad_request` when the connection or the framing broke.
  std::function<Result<std::string>(std::size_t max_bytes)> read_body;
};

/// decisions.md §6: of every body but a recording.
inline constexpr std::size_t kMaxBodyBytes = 64 * 1024;
/// Ten minutes of 8 kHz mono, a minute of CD quality.
inline constexpr std::size_t kMaxRecordingBytes = 10 * 1024 * 1024;

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Takes the next part of a body; false: nobody reads any more.
using BodySink = std::function<bool(std::string_view)>;

enum class StreamStep : std::uint8_t {
  more,    ///< call again
  done,    ///< the body is complete
  broken,  ///< it will never be: the connection is closed so that the reader notices
};

struct Reply {
  int status = 200;
  std::string body{};
  std::string content_type = "application/json";
  Headers headers{};
  /// Instead of `body`: makes a body of any length, in parts, on the connection's thread. Called again and again; each
  /// call should return within a second or so, as only between calls a stop or a closed connection is noticed. What it
  /// captures is freed when the body ends for any reason; it holds a thread of the pool until then (StreamSlots).
  std::function<StreamStep(const BodySink&)> stream{};
};

[[nodiscard]] Reply json_reply(const Json& body, int status = 200);

/// {"detail": …} with the status that stands for the error; 401 carries WWW-Authenticate, a known wait Retry-After.
/// The one place where an Error becomes HTTP.
[[nodiscard]] Reply error_reply(const Error& error);

/// 403 with "code": "password_needed": the same request works once the password was entered again (step_up.h).
[[nodiscard]] Reply password_needed_reply();

/// {"detail": …, "request_id": …} for what goes wrong below the routes (a broken request line, too many headers, …).
[[nodiscard]] std::string status_body(int status, std::string_view request_id);

inline constexpr const char* kRequestIdHeader = "X-Request-Id";
/// 16 hexadecimal digits, random: what a person quotes and the log and the audit name.
[[nodiscard]] std::string new_request_id();
/// Puts the id into the header, and into the body of an error that is a JSON object.
void stamp(Reply& reply, std::string_view request_id);

}  // namespace exo::admin
