#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "net/https_client.h"
#include "support/loopback_server.h"

namespace exo::test {

inline constexpr std::string_view kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/// What a LoopbackServer does that answers one request.
inline void say_hello(Peer& peer) {
  peer.read_request();
  peer.write(kHello);
}

inline HttpRequest get(std::string url) {
  HttpRequest request;
  request.url = std::move(url);
  return request;
}

inline void expect_error(const Result<HttpReply>& reply, Errc code, std::string_view words) {
  ASSERT_FALSE(reply) << "HTTP " << reply->status;
  EXPECT_EQ(reply.error().code, code) << reply.error().detail;
  EXPECT_NE(reply.error().detail.find(words), std::string::npos) << reply.error().detail;
}

}  // namespace exo::test
