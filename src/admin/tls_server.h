#pragma once

#include <memory>

#include "base/error.h"
#include "net/tls_files.h"

namespace httplib {
class Server;
}

namespace exo::admin {

/// A cpp-httplib server that speaks TLS 1.2 and newer with this certificate. `bad_configuration` with one sentence that
/// names the file and what is wrong with it. Never asks for a passphrase.
[[nodiscard]] Result<std::unique_ptr<httplib::Server>> make_tls_server(const net::TlsFiles& files);

}  // namespace exo::admin
