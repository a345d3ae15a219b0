#include "net/http_exchange.h"

#include <future>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "net/https_client.h"
#include "plain_exchange.h"
#include "support/loopback_server.h"

// One exchange on one connection, through the client that everybody uses.
namespace exo::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using test::expect_error;
using test::LoopbackServer;
using test::Peer;

HttpsClient client_for(const LoopbackServer& server) {
  return HttpsClient({.allowed_hosts = {fmt::format("http://127.0.0.1:{}", server.port())}});
}

HttpRequest request_to(const LoopbackServer& server, std::string_view target = "/") {
  HttpRequest request;
  request.url = fmt::format("http://127.0.0.1:{}{}", server.port(), target);
  return request;
}

/// A server that reads the request and answers `text`, whatever was asked.
LoopbackServer::Script answer(std::string text) {
  return [text = std::move(text)](Peer& peer) {
    peer.read_request();
    peer.write(text);
  };
}

// ---------------------------------------------------------------------------------------------------- what is sent

TEST(HttpExchange, SendsWhatWasAsked) {
  std::promise<std::string> seen;
  const LoopbackServer server([&](Peer& peer) {
    seen.set_value(peer.read_request());
    peer.write("HTTP/1.1 201 Created\r\nX-One: 1\r\nContent-Length: 3\r\n\r\nyes");
  });
  auto request = request_to(server, "/v1/Accounts/a%20b%2Fc/Calls/connect?output_format=pcm_8000");
  request.method = "POST";
  request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/x-www-form-urlencoded"}};
  request.secret_headers.emplace_back("Authorization", Secret("Basic c2VjcmV0"));
  request.body = "From=%2B91" + std::string(5000, '7');
  const auto reply = client_for(server).send(request);
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(reply->status, 201);
  EXPECT_EQ(reply->header("x-one"), "1");
  EXPECT_EQ(reply->body, "yes");

  const auto text = seen.get_future().get();
  EXPECT_TRUE(text.starts_with("POST /v1/Accounts/a%20b%2Fc/Calls/connect?output_format=pcm_8000 HTTP/1.1\r\n"))
      << text.substr(0, 200);
  for (const std::string& line :
       {fmt::format("\r\nHost: 127.0.0.1:{}\r\n", server.port()), std::string("\r\nAccept: application/json\r\n"),
        std::string("\r\nContent-Type: application/x-www-form-urlencoded\r\n"),
        std::string("\r\nAuthorization: Basic c2VjcmV0\r\n"), std::string("\r\nContent-Length: 5010\r\n"),
        std::string("\r\nUser-Agent: exogate/")}) {
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
  EXPECT_EQ(text.find("Expect"), std::string::npos) << "waiting for 100 Continue would cost a second";
  EXPECT_TRUE(text.ends_with("\r\n\r\n" + request.body));
}

TEST(HttpExchange, RefusesHeadersThatWouldSplitTheRequest) {
  const LoopbackServer server(answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  const auto client = client_for(server);
  for (const std::string& value :
       {std::string("a\r\nX-Evil: 1"), std::string("a\nb"), std::string("a\0b", 3), std::string("\x7F")}) {
    auto request = request_to(server);
    request.headers = {{"X-Plain", value}};
    expect_error(client.send(request), Errc::internal, "header");
    request = request_to(server);
    request.secret_headers.emplace_back("X-Key", Secret("s3cret" + value));
    const auto reply = client.send(request);
    expect_error(reply, Errc::internal, "header");
    EXPECT_EQ(reply.error().detail.find("s3cret"), std::string::npos);
  }
  auto request = request_to(server);
  request.headers = {{"Bad Name", "x"}};
  expect_error(client.send(request), Errc::internal, "header");
  EXPECT_EQ(server.connections(), 0);
}

// ------------------------------------------------------------------------------------------------- what comes back

TEST(HttpExchange, DoesNotFollowRedirects) {
  const LoopbackServer server(answer("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 4\r\n\r\nmove"));
  const auto reply = client_for(server).send(request_to(server));
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(reply->status, 302);
  EXPECT_EQ(reply->header("Location"), "/elsewhere");
  EXPECT_EQ(reply->body, "move");
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpExchange, ReadsBodiesOfEveryFraming) {
  struct Row {
    const char* text;
    int status;
    const char* body;
  };
  for (const auto& [text, status, body] : {
           Row{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello"},
           Row{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", 200, "hello"},
           Row{"HTTP/1.1 200 OK\r\n\r\nhello", 200, "hello"},
           Row{"HTTP/1.0 200 OK\r\n\r\nhello", 200, "hello"},
           Row{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok"},
           Row{"HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
           Row{"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=x\r\nContent-Length: 2\r\n\r\nno", 401,
               "no"},
           Row{"HTTP/1.1 503\r\nContent-Length: 0\r\n\r\n", 503, ""},
       }) {
    const LoopbackServer server(answer(text));
    const auto reply = client_for(server).send(request_to(server));
    ASSERT_TRUE(reply) << text << reply.error().detail;
    EXPECT_EQ(reply->status, status) << text;
    EXPECT_EQ(reply->body, body) << text;
    EXPECT_EQ(server.connections(), 1) << text;
  }
}

TEST(HttpExchange, CapsTheBody) {
  auto with_limit = [](const LoopbackServer& server, std::size_t limit) {
    auto request = request_to(server);
    request.max_body = limit;
    return client_for(server).send(request);
  };
  const LoopbackServer sized(answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x')));
  ASSERT_TRUE(with_limit(sized, 100));
  expect_error(with_limit(sized, 99), Errc::upstream_failed, "larger than 99 bytes");

  const LoopbackServer huge_claim(
      answer("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n" + std::string(2000, 'x')));
  expect_error(with_limit(huge_claim, 1000), Errc::upstream_failed, "larger than 1000 bytes");

  const LoopbackServer endless([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (peer.write("400\r\n" + std::string(1024, 'x') + "\r\n")) continue;
  });
  expect_error(with_limit(endless, 1 << 20), Errc::upstream_failed, "larger than");
}

TEST(HttpExchange, FailsOnAnswersThatAreBroken) {
  std::string many_headers = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 200; ++i) many_headers += fmt::format("X-{}: y\r\n", i);
  for (const std::string& text :
       {std::string(), std::string("\r\n\r\n"), std::string("SSH-2.0-OpenSSH_9.2\r\n"), std::string("HTTP/1.1 "),
        std::string("HTTP/1.1 abc OK\r\n\r\n"), std::string("HTTP/2 200\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Le"), std::string("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhel"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n0123456789"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"),
        "HTTP/1.1 200 OK\r\nX: " + std::string(100000, 'y') + "\r\n\r\n", many_headers + "\r\n",
        std::string(100000, 'y'), "HTTP/1.1 200 " + std::string(100000, 'y') + "\r\n\r\n"}) {
    const LoopbackServer server(answer(text));
    const auto reply = client_for(server).send(request_to(server));
    expect_error(reply, Errc::upstream_failed, fmt::format("127.0.0.1:{}", server.port()));
    EXPECT_EQ(server.connections(), 1) << "sent again after: " << printable(text, 60);
  }
}

TEST(HttpExchange, SurvivesTheLongestStatusLine) {
  // cpp-httplib matches it with std::regex, which recurses once a character.
  const LoopbackServer server(answer("HTTP/1.1 200 " + std::string(32700, 'y') + "\r\nContent-Length: 2\r\n\r\nok"));
  const auto reply = client_for(server).send(request_to(server));
  if (reply) EXPECT_EQ(reply->body, "ok");
}

TEST(HttpExchange, SaysThatNobodyListens) {
  std::string url;
  HttpRequest request;
  OutboundPolicy policy;
  {
    const LoopbackServer gone(answer(""));
    request = request_to(gone);
    policy.allowed_hosts = {fmt::format("http://127.0.0.1:{}", gone.port())};
  }
  expect_error(HttpsClient(policy).send(request), Errc::upstream_failed, "127.0.0.1");
}

// -------------------------------------------------------------------------------------------------------- deadlines

TEST(HttpExchange, EndsAtTheTotalTimeoutWhateverTheServerDoes) {
  const auto stalls_after = [](std::string text) {
    return [text = std::move(text)](Peer& peer) {
      peer.read_request();
      peer.write(text);
      peer.wait_for_close();
    };
  };
  const auto drips = [](std::string text, std::string drop) {
    return [text = std::move(text), drop = std::move(drop)](Peer& peer) {
      peer.read_request();
      peer.write(text);
      while (peer.still_open_after(milliseconds(20)) && peer.write(drop)) continue;
    };
  };
  for (const auto& script :
       {LoopbackServer::Script(stalls_after("")), LoopbackServer::Script(stalls_after("HTTP/1.1 2")),
        LoopbackServer::Script(stalls_after("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")),
        LoopbackServer::Script(drips("HTTP/1.1 200 OK\r\n", "X")),
        LoopbackServer::Script(drips("", "HTTP/1.1 100 Continue\r\n\r\n")),
        LoopbackServer::Script(drips("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", "x")),
        LoopbackServer::Script(drips("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"))}) {
    const LoopbackServer server(script);
    auto request = request_to(server);
    request.total_timeout = milliseconds(400);
    const auto start = steady_clock::now();
    expect_error(client_for(server).send(request), Errc::upstream_timeout, "did not answer within 1 s");
    EXPECT_LT(steady_clock::now() - start, seconds(10));
    EXPECT_EQ(server.connections(), 1);
  }
}

TEST(HttpExchange, EndsAServerThatNeverReadsALargeBody) {
  const LoopbackServer server([](Peer& peer) {
    while (peer.still_open_after(milliseconds(50))) continue;
  });
  auto request = request_to(server);
  request.method = "POST";
  request.body.assign(32 << 20, 'x');
  request.total_timeout = milliseconds(400);
  expect_error(client_for(server).send(request), Errc::upstream_timeout, "did not answer");
}

// -------------------------------------------------------------------------------------------------------- streaming

TEST(HttpExchangeStream, HandsPiecesOverAsTheyArrive) {
  std::promise<void> first_piece_seen;
  const LoopbackServer server([&](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
    first_piece_seen.get_future().wait();  // a client that collects the body first would never get further
    peer.write("3\r\ntwo\r\n0\r\n\r\n");
  });
  std::string heard;
  const auto reply = client_for(server).stream(request_to(server), [&](Bytes piece) {
    if (heard.empty()) first_piece_seen.set_value();
    heard.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    return true;
  });
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(heard, "onetwo");
  EXPECT_TRUE(reply->body.empty());
}

TEST(HttpExchangeStream, CollectsABodyThatIsNoSuccess) {
  const LoopbackServer server(answer("HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\nlater"));
  bool called = false;
  const auto reply = client_for(server).stream(request_to(server), [&](Bytes) { return called = true; });
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(reply->status, 429);
  EXPECT_EQ(reply->header("retry-after"), "7");
  EXPECT_EQ(reply->body, "later");
  EXPECT_FALSE(called);
}

TEST(HttpExchangeStream, EndsWhenTheSinkHasEnough) {
  const LoopbackServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nX-Id: 7\r\n\r\n");
    while (peer.write(std::string(4096, 'x'))) continue;
  });
  int pieces = 0;
  const auto reply = client_for(server).stream(request_to(server), [&](Bytes) { return ++pieces < 3; });
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->header("X-Id"), "7");
  EXPECT_EQ(pieces, 3);
}

TEST(HttpExchangeStream, EndsAStallInTheMiddleAtTheTotalTimeout) {
  const LoopbackServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    peer.wait_for_close();
  });
  auto request = request_to(server);
  request.total_timeout = milliseconds(400);
  std::string heard;
  const auto reply = client_for(server).stream(request, [&](Bytes piece) {
    heard.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    return true;
  });
  expect_error(reply, Errc::upstream_timeout, "did not answer");
  EXPECT_EQ(heard, "half");
}

TEST(HttpExchangeStream, CapsTheStreamToo) {
  const LoopbackServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\n\r\n");
    while (peer.write(std::string(4096, 'x'))) continue;
  });
  auto request = request_to(server);
  request.max_body = 10000;
  std::size_t heard = 0;
  expect_error(client_for(server).stream(request, [&](Bytes piece) { return (heard += piece.size()) > 0; }),
               Errc::upstream_failed, "larger than 10000 bytes");
  EXPECT_LE(heard, 10000U);
}

TEST(HttpExchangeStream, TurnsAnExceptionOfTheSinkIntoAnError) {
  const LoopbackServer server(answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  const auto reply = client_for(server).stream(request_to(server),
                                               [](Bytes) -> bool { throw std::runtime_error("the disk is full"); });
  expect_error(reply, Errc::internal, "the disk is full");
}

}  // namespace
}  // namespace exo::net
