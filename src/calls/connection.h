#pragma once

#include <memory>

#include <boost/asio/ssl/context.hpp>

#include "calls/asio_types.h"
#include "calls/event_loop.h"

namespace exo::calls {

/// Serves one accepted connection: requests one after another, until it becomes a media stream or ends. Run on `loop`'s
/// thread. With `tls`, the TLS handshake comes first. `unfinished` goes with the first complete request.
[[nodiscard]] Awaitable<void> serve_connection(Socket socket, std::shared_ptr<asio::ssl::context> tls,
                                               Unfinished unfinished, EventLoop& loop);

}  // namespace exo::calls
