#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "admin/http_exchange.h"
#include "admin/route.h"
#include "admin/tls_server.h"
#include "base/error.h"
#include "net/tls_files.h"

namespace exo::admin {

/// HTTP/1.1 on a bounded pool of threads, plain or over TLS: turns bytes into IncomingRequest and Reply into bytes. The
/// one place that knows cpp-httplib.
class HttpServer {
 public:
  struct Callbacks {
    /// From any of the pool's threads, also at the same time. Must not throw.
    std::function<Reply(const IncomingRequest&)> serve;
    /// Will `serve` call read_body for this method and path? Others' bodies are read and thrown away.
    std::function<bool(std::string_view method, std::string_view path)> reads_body;
  };

  /// `bad_configuration` with one sentence when it cannot listen there or the certificate cannot be used. `headers` go
  /// on every answer that does not say them itself.
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> start(std::string_view listen, const net::TlsFiles& tls,
                                                                 std::span<const Route> routes, const Headers& headers,
                                                                 Callbacks callbacks);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();  ///< stop()

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// From load_pair(): for handshakes from now on. Without TLS it does nothing.
  void use_certificate(LoadedPair pair);
  /// Accepts nothing more, lets running requests finish, and returns. May be called again.
  void stop();

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace exo::admin
