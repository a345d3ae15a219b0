#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "net/tls_files.h"

struct x509_st;

namespace exo::net {

/// What a server shows of itself. A value; copies share it.
class Certificate {
 public:
  /// The first certificate of the file, once the key has been found to belong to it. `bad_configuration` with a
  /// sentence that names the file and what is wrong with it. Never asks for a passphrase.
  [[nodiscard]] static Result<Certificate> read_pair(const TlsFiles& files);

  [[nodiscard]] WallTime expires_at() const;
  /// Whole days from `now`; negative when it has expired.
  [[nodiscard]] int days_left(WallTime now) const;
  /// SHA-256, as browsers and `openssl x509 -fingerprint` show it: "AB:CD:…".
  [[nodiscard]] std::string fingerprint() const;
  /// Is it for this host, a name or an address (without brackets)?
  [[nodiscard]] bool covers(const std::string& host) const;

 private:
  explicit Certificate(std::shared_ptr<x509_st> parsed) : parsed_(std::move(parsed)) {}
  std::shared_ptr<x509_st> parsed_;
};

/// Makes a key (ECDSA P-256) and a certificate for `hosts` (names and addresses) that nobody else has signed, valid
/// from `now` for a year and a month, and writes both 0600. What cannot be a host is left out. `internal` when it
/// cannot.
[[nodiscard]] Result<void> make_self_signed(const TlsFiles& files, std::span<const std::string> hosts, WallTime now);

}  // namespace exo::net
