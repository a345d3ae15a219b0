#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "base/error.h"
#include "net/tls_files.h"

struct ssl_ctx_st;

namespace httplib {
class Server;
}

namespace exo::admin {

/// A certificate with its chain and key, ready for use.
using LoadedPair = std::shared_ptr<ssl_ctx_st>;

/// `bad_configuration` with one sentence that names the file and what is wrong with it. Never asks for a passphrase.
[[nodiscard]] Result<LoadedPair> load_pair(const net::TlsFiles& files);

/// What a server shows of itself: handshakes from now on use what was given last, connections go on. Any thread.
class TlsIdentity {
 public:
  explicit TlsIdentity(LoadedPair pair) : pair_(std::move(pair)) {}
  void replace(LoadedPair pair);
  [[nodiscard]] LoadedPair current() const;

 private:
  mutable std::mutex mutex_;
  LoadedPair pair_;
};

/// A cpp-httplib server that speaks TLS 1.2 and newer as `identity` says, which must outlive it.
[[nodiscard]] Result<std::unique_ptr<httplib::Server>> make_tls_server(TlsIdentity& identity);

}  // namespace exo::admin
