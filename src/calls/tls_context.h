#pragma once

#include <memory>

#include <boost/asio/ssl/context.hpp>

#include "base/error.h"
#include "net/tls_files.h"

namespace exo::calls {

/// TLS 1.2 and newer with the given chain and key; null when none are given. `bad_configuration` with one sentence that
/// names the file when it cannot be used.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> make_tls_context(const net::TlsFiles& files);

}  // namespace exo::calls
