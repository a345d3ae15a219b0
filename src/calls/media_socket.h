#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "calls/asio_types.h"
#include "calls/event_loop.h"
#include "calls/routes.h"
#include "calls/settled_socket.h"

namespace exo::calls {

namespace beast = boost::beast;
namespace http = boost::beast::http;

using TlsSocket = beast::ssl_stream<SettledSocket>;
using HttpRequestMessage = http::request<http::string_body>;

// Finish the handshake of an upgrade that was granted and carry the call to its end. Run on `loop`'s thread.
[[nodiscard]] Awaitable<void> carry_call(Socket socket, HttpRequestMessage request, StreamPass pass, EventLoop& loop);
[[nodiscard]] Awaitable<void> carry_call(TlsSocket socket, HttpRequestMessage request, StreamPass pass,
                                         EventLoop& loop);

}  // namespace exo::calls
