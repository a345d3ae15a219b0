// Raw HTTP against the real call plane.
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "calls/call_fixture.h"
#include "calls/raw_client.h"
#include "calls/site.h"
#include "domain/stream_login.h"
#include "support/test_authority.h"

namespace exo::test {
namespace {

using std::chrono::milliseconds;

class ConnectionTest : public CallPlaneFixture {
 protected:
  std::string ask(const std::string& text) {
    RawClient client(plane->port());
    client.send(text);
    return client.read_answer();
  }
};

TEST_F(ConnectionTest, TheSpecificationsWebhook) {
  start();
  const auto answer =
      ask(request("GET /api/v1/exotel/voice/connect?CallSid=test123&CallFrom=+919324606985&CallTo=07948516111"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_NE(answer.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_NE(answer.find("Cache-Control: no-store\r\n"), std::string::npos);
  EXPECT_EQ(body_of(answer), R"({"url":"wss://gw.example.com/voice-stream?call_id=test123"})");
}

TEST_F(ConnectionTest, PostedFormsJsonAndMultipart) {
  start();
  const std::string expected = R"({"url":"wss://gw.example.com/voice-stream?call_id=abc"})";
  const std::string path = "POST /api/v1/exotel/voice/connect?CallSid=query";
  EXPECT_EQ(body_of(ask(request(path, "Content-Type: application/x-www-form-urlencoded\r\n", "CallSid=abc"))),
            expected);
  EXPECT_EQ(body_of(ask(request(path, "Content-Type: application/json\r\n", R"({"CallSid":"abc"})"))), expected);
  const std::string multipart = "--b\r\nContent-Disposition: form-data; name=\"CallSid\"\r\n\r\nabc\r\n--b--\r\n";
  EXPECT_EQ(body_of(ask(request(path, "Content-Type: multipart/form-data; boundary=b\r\n", multipart))), expected);
  EXPECT_EQ(body_of(ask(request(path, "Transfer-Encoding: chunked\r\n") + "b\r\nCallSid=abc\r\n0\r\n\r\n")), expected);
}

TEST_F(ConnectionTest, HeadHasTheSameHeadersAndNoBody) {
  start();
  RawClient client(plane->port());
  const std::string target = " /api/v1/exotel/voice/connect?CallSid=test123";
  client.send(request("HEAD" + target));
  const auto head = client.read_answer(false);
  client.send(request("GET" + target));
  const auto get = client.read_answer();
  EXPECT_EQ(head, get.substr(0, get.find("\r\n\r\n") + 4));
}

TEST_F(ConnectionTest, KeepsTheConnectionAliveAndPipelines) {
  start();
  RawClient client(plane->port());
  client.send(request("GET /health") + request("GET /nowhere") + request("GET /health", "Connection: close\r\n"));
  const auto health = client.read_answer();
  const auto body = nlohmann::json::parse(body_of(health));
  EXPECT_EQ(body["status"], "ok");
  EXPECT_EQ(body["active_streams"], 0);
  EXPECT_NE(health.find("tts is slow"), std::string::npos);
  EXPECT_TRUE(client.read_answer().starts_with("HTTP/1.1 404 "));
  EXPECT_TRUE(client.read_answer().starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(client.ended());
}

TEST_F(ConnectionTest, ErrorsAreJson) {
  start();
  const auto unknown = ask(request("GET /nowhere"));
  EXPECT_TRUE(unknown.starts_with("HTTP/1.1 404 "));
  EXPECT_EQ(body_of(unknown), R"({"detail":"not found"})");
  const auto method = ask(request("DELETE /api/v1/exotel/voice/connect"));
  EXPECT_TRUE(method.starts_with("HTTP/1.1 405 "));
  EXPECT_NE(method.find("Allow: GET, HEAD, POST\r\n"), std::string::npos);
  const auto socket = ask(request("GET /voice-stream"));
  EXPECT_TRUE(socket.starts_with("HTTP/1.1 426 "));
  EXPECT_NE(socket.find("Upgrade: websocket\r\n"), std::string::npos);
  EXPECT_NE(socket.find("WebSocket"), std::string::npos);
}

TEST_F(ConnectionTest, NonsenseIsAnsweredAndTheConnectionEnds) {
  start();
  for (const std::string text : {"\x16\x03\x01\x02\x01 TLS hello\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
                                 "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"}) {
    RawClient client(plane->port());
    client.send(text);
    EXPECT_TRUE(client.read_answer().starts_with("HTTP/1.1 400 ")) << text;
  }
  RawClient large(plane->port());
  large.send(request("GET /health", "X-Large: " + std::string(9000, 'x') + "\r\n"));
  EXPECT_TRUE(large.read_answer().starts_with("HTTP/1.1 431 "));
}

TEST_F(ConnectionTest, AWebhookWithAnAbsurdBodyIsStillAnswered) {
  start();
  RawClient client(plane->port());
  client.send(request("POST /api/v1/exotel/voice/connect?CallSid=c", "", std::string(100'000, 'x')));
  EXPECT_EQ(body_of(client.read_answer()), R"({"url":"wss://gw.example.com/voice-stream?call_id=c"})");
  EXPECT_TRUE(client.ended());
}

TEST_F(ConnectionTest, AnUpgradeThatIsNoneIsRefusedByName) {
  start();
  const auto answer = ask(request("GET /voice-stream", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ") || answer.starts_with("HTTP/1.1 426 ")) << answer;
  EXPECT_TRUE(log.all().empty()) << "no call without a handshake";
}

TEST_F(ConnectionTest, FramesBeforeTheHandshakeAreRefused) {
  start();
  const auto answer = ask(request("GET /voice-stream", kUpgradeHeaders) + "\x81\x80");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 426 ")) << answer;
}

TEST_F(ConnectionTest, ASlowClientIsCutOff) {
  options.upgrade_timeout = milliseconds(200);
  start();
  RawClient silent(plane->port());
  RawClient slow(plane->port());
  slow.send("GET /health HTTP/1.1\r\nHost:");
  EXPECT_TRUE(silent.ended());
  EXPECT_TRUE(slow.ended());
}

TEST_F(ConnectionTest, ConnectionsWithoutARequestAreLimitedPerAddress) {
  options.max_unfinished_per_address = 1;
  start();
  RawClient kept(plane->port());
  kept.send(request("GET /health"));
  EXPECT_TRUE(kept.read_answer().starts_with("HTTP/1.1 200 ")) << "it counts no longer, though it stays open";
  RawClient silent(plane->port());
  RawClient refused(plane->port());
  EXPECT_TRUE(refused.ended());
  kept.send(request("GET /health"));
  EXPECT_TRUE(kept.read_answer().starts_with("HTTP/1.1 200 "));
  silent.send(request("GET /health"));
  EXPECT_TRUE(silent.read_answer().starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(plane->counts()[static_cast<std::size_t>(calls::Count::unfinished_refused)], 1U);
  EXPECT_EQ(plane->counts()[static_cast<std::size_t>(calls::Count::connections)], 2U);
}

TEST_F(ConnectionTest, TheSizeOfTheHeadersIsAnOption) {
  options.max_header_bytes = 256;
  start();
  EXPECT_TRUE(ask(request("GET /health")).starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(ask(request("GET /health", "X-Large: " + std::string(300, 'x') + "\r\n")).starts_with("HTTP/1.1 431 "));
  EXPECT_EQ(plane->counts()[static_cast<std::size_t>(calls::Count::bad_requests)], 1U);
}

TEST_F(ConnectionTest, AMissingLoginIsAskedForByName) {
  domain::Bot bot{.id = "vip", .name = "VIP"};
  const auto password = domain::new_stream_password();
  bot.login = domain::rotated({}, password, wall_now());
  board.publish_bots({bot});
  start();
  const auto refused = ask(request("GET /exotel/vip", kUpgradeHeaders));
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 401 ")) << refused;
  EXPECT_NE(refused.find("WWW-Authenticate: Basic realm="), std::string::npos);
  const auto login = base64_encode(as_bytes("vip:" + password.reveal()));
  const auto granted =
      ask(request("GET /exotel/vip", std::string(kUpgradeHeaders) + "Authorization: Basic " + login + "\r\n"));
  EXPECT_TRUE(granted.starts_with("HTTP/1.1 101 ")) << granted;
}

TEST_F(ConnectionTest, AnOriginThatIsNotListedIsRefused) {
  start();
  const auto answer =
      ask(request("GET /voice-stream", std::string(kUpgradeHeaders) + "Origin: https://evil.example\r\n"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 403 ")) << answer;
}

TEST_F(ConnectionTest, SeveralForwardedForFieldsAreOneList) {
  options.trusted_proxies = {"127.0.0.1"};
  options.allow_from = {"203.0.113.2"};
  start();
  const std::string line = "GET /api/v1/exotel/voice/connect?CallSid=c";
  EXPECT_TRUE(ask(request(line, "X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-For: 203.0.113.2\r\n"))
                  .starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(ask(request(line, "X-Forwarded-For: 203.0.113.2\r\nX-Forwarded-For: 203.0.113.1\r\n"))
                  .starts_with("HTTP/1.1 403 "));
  EXPECT_TRUE(ask(request(line)).starts_with("HTTP/1.1 403 "));
}

TEST_F(ConnectionTest, TheWebhookKeyIsAsked) {
  options.webhook_key = Secret("s3cret");
  start();
  const auto refused = ask(request("GET /api/v1/exotel/voice/connect?CallSid=c&key=wrong"));
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 403 "));
  EXPECT_EQ(body_of(refused), R"({"detail":"missing or wrong key"})");
  EXPECT_TRUE(ask(request("GET /api/v1/exotel/voice/connect?CallSid=c&key=s3cret")).starts_with("HTTP/1.1 200 "));
}

TEST_F(ConnectionTest, TheHostHeaderIsTheLastResortForTheAddress) {
  board.publish_address({});
  start();
  EXPECT_EQ(body_of(ask(request("GET /api/v1/exotel/voice/connect?CallSid=c"))),
            R"({"url":"ws://gw.example.com/voice-stream?call_id=c"})");
}

TEST_F(ConnectionTest, AListedProxyMaySayWhereItStands) {
  board.publish_address({});
  options.trusted_proxies = {"127.0.0.1"};
  start();
  EXPECT_EQ(body_of(ask(request("GET /api/v1/exotel/voice/connect?CallSid=c",
                                "X-Forwarded-Proto: https\r\nX-Forwarded-Host: voice.example.com\r\n"))),
            R"({"url":"wss://voice.example.com/voice-stream?call_id=c"})");
}

TEST_F(ConnectionTest, IdleConnectionsOfOneAddressAreBounded) {
  start();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (std::size_t i = 0; i < calls::kMostIdlePerAddress + 1; ++i) {
    clients.push_back(std::make_unique<RawClient>(plane->port()));
    clients.back()->send(request("GET /health"));
    const bool closes = clients.back()->read_answer().find("Connection: close") != std::string::npos;
    EXPECT_EQ(closes, i == calls::kMostIdlePerAddress) << i;
  }
  clients.front()->send(request("GET /health"));
  EXPECT_TRUE(clients.front()->read_answer().starts_with("HTTP/1.1 200")) << "who was there first goes on";
}

TEST_F(ConnectionTest, AfterStopNobodyListens) {
  start();
  const auto port = plane->port();
  plane->stop(milliseconds(0));
  plane->stop(milliseconds(0));
  EXPECT_FALSE(RawClient(port).connected());
}

}  // namespace
}  // namespace exo::test
