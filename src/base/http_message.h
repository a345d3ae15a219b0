#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/error.h"
#include "base/secret.h"

namespace exo {

/// One outbound HTTPS request. `net` sends it; `exotel` and `speech` only describe it.
struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;    ///< may be logged
  std::vector<std::pair<std::string, Secret>> secret_headers;  ///< never logged (Authorization, xi-api-key)
  std::string body;
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds total_timeout{35000};  ///< from the first byte to the last, DNS included
  std::size_t max_body = 1 << 20;                  ///< of the answer, bytes
};

struct HttpReply {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  /// The first header of that name, compared without case; empty when absent.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

/// Sends a request and waits for the answer; blocks, so never call it on an event loop. Never follows redirects and
/// never repeats a request. `upstream_failed`: not connected, TLS refused, or more than max_body. `upstream_timeout`:
/// no full answer within the time. `forbidden`: the address guard refused the destination.
using HttpTransport = std::function<Result<HttpReply>(const HttpRequest&)>;

/// Receives a 2xx body piece by piece, as it arrives; returning false ends the transfer.
using HttpBodySink = std::function<bool(Bytes)>;

/// Like HttpTransport, but a 2xx body goes to the sink (and `HttpReply::body` stays empty); any other body is
/// collected. When the sink ended the transfer the reply is returned as if it had been complete.
using HttpStreamTransport = std::function<Result<HttpReply>(const HttpRequest&, const HttpBodySink&)>;

}  // namespace exo
