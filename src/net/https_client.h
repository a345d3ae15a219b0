#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/http_message.h"
#include "net/address_guard.h"
#include "net/resolver.h"

namespace exo::net {

class TrustStore;

/// Whom we may talk to. By default: https only, to hosts whose every resolved address is global; no redirects.
struct OutboundPolicy {
  /// "scheme://host-or-CIDR:port" entries that lift the guard for exactly that (fleet-and-transport.md).
  std::vector<std::string> allowed_hosts{};
  std::string ca_file{};  ///< PEM bundle; empty: the first known system path that exists
  /// "address" or "address:port" of the name servers to ask; empty: those of /etc/resolv.conf.
  std::vector<std::string> dns_servers{};
};

/// What is wrong with the policy, if anything: `bad_configuration` naming the entry. For start-up; a client with a bad
/// policy exists, but answers every request with this error.
[[nodiscard]] Result<void> check_outbound_policy(const OutboundPolicy& policy);

/// Blocking HTTPS client with its own DNS (c-ares: no NSS module is ever loaded by the static executable), a deadline
/// for the whole exchange and a cap on the answer. Connects to the very address that was checked; SNI and certificate
/// verification keep the name. Thread-safe: holds no connection between requests. Copies share the CA bundle.
///
/// The first client of a process makes it ignore SIGPIPE, unless somebody set that signal before: OpenSSL writes to
/// sockets without MSG_NOSIGNAL. A query is sent with its percent-encoding normalised, a path exactly as given.
class HttpsClient {
 public:
  explicit HttpsClient(OutboundPolicy policy);

  /// See HttpTransport. `bad_configuration` when the policy is bad or no CA bundle can be read; `internal` when a
  /// header is malformed or the sink throws.
  [[nodiscard]] Result<HttpReply> send(const HttpRequest& request) const;
  /// See HttpStreamTransport. The sink runs on the calling thread; what it takes counts against the deadline and
  /// `max_body`.
  [[nodiscard]] Result<HttpReply> stream(const HttpRequest& request, const HttpBodySink& sink) const;

 private:
  [[nodiscard]] Result<HttpReply> run(const HttpRequest& request, const HttpBodySink* sink) const;
  [[nodiscard]] Result<std::vector<IpAddress>> find_addresses(const Url& url, SteadyTime deadline) const;

  OutboundPolicy policy_;
  Result<AddressGuard> guard_;
  Resolver resolver_;
  std::shared_ptr<TrustStore> trust_;
};

}  // namespace exo::net
