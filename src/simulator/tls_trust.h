#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include <boost/asio/ssl/context.hpp>

#include "base/error.h"
#include "net/trust_store.h"

namespace exo::simulator {

enum class PeerCheck : std::uint8_t { verify /* live */, accept_any };

/// Whom the simulated Exotel trusts over TLS. Loads its certificates once, at the first TLS connection; shared by any
/// number of calls. Thread-safe.
class TlsTrust {
 public:
  /// `ca_file`: PEM bundle to trust instead of the system's; empty: the system's.
  TlsTrust(std::string ca_file, PeerCheck check);
  TlsTrust(const TlsTrust&) = delete;
  TlsTrust& operator=(const TlsTrust&) = delete;

  /// `bad_configuration` when the bundle cannot be read. The context lives as long as this object.
  [[nodiscard]] Result<boost::asio::ssl::context*> context();
  [[nodiscard]] PeerCheck check() const noexcept { return check_; }

 private:
  net::TrustStore store_;
  const PeerCheck check_;
  std::mutex mutex_;
  std::optional<boost::asio::ssl::context> context_;
};

}  // namespace exo::simulator
