// Raw HTTP against the real call plane.
#include <string>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "calls/call_fixture.h"
#include "support/test_authority.h"

namespace exo::test {
namespace {

using std::chrono::milliseconds;

/// A TCP connection that speaks whatever it is told; blocking.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { ::close(fd_); }

  void send(std::string_view text) {
    while (!text.empty()) {
      const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  /// One answer with a Content-Length, or whatever came before the end.
  std::string read_answer(bool with_body = true) {
    std::string text;
    char byte = 0;
    while (!text.ends_with("\r\n\r\n") && ::recv(fd_, &byte, 1, 0) == 1) text += byte;
    const auto at = to_lower(text).find("content-length: ");
    if (at == std::string::npos || !with_body) return text;
    for (auto left = std::stoul(text.substr(at + 16)); left > 0 && ::recv(fd_, &byte, 1, 0) == 1; --left) text += byte;
    return text;
  }
  [[nodiscard]] bool ended() {
    char byte = 0;
    return ::recv(fd_, &byte, 1, 0) <= 0;
  }
  [[nodiscard]] bool connected() const { return connected_; }

 private:
  int fd_;
  bool connected_ = false;
};

std::string request(const std::string& line, const std::string& headers = "", const std::string& body = "") {
  std::string text = line + " HTTP/1.1\r\nHost: gw.example.com\r\n" + headers;
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

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
  const auto answer = ask(request("GET /voice-stream",
                                  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n") +
                          "\x81\x80");
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

TEST_F(ConnectionTest, AfterStopNobodyListens) {
  start();
  const auto port = plane->port();
  plane->stop(milliseconds(0));
  plane->stop(milliseconds(0));
  EXPECT_FALSE(RawClient(port).connected());
}

// --- start-up ---

class StartTest : public CallPlaneFixture {
 protected:
  std::string refusal() {
    const auto started = calls::CallPlane::start(options, {board, greetings, log, {}});
    if (started) return "";
    EXPECT_EQ(started.error().code, Errc::bad_configuration);
    return started.error().detail;
  }
};

TEST_F(StartTest, AnAddressInUse) {
  start();
  options.listen = "127.0.0.1:" + std::to_string(plane->port());
  EXPECT_NE(refusal().find("cannot listen on " + options.listen), std::string::npos);
}

TEST_F(StartTest, AddressesThatAreNone) {
  for (const std::string address : {"", "localhost", "127.0.0.1:x", "1.2.3.4:80:80"}) {
    options.listen = address;
    EXPECT_NE(refusal(), "") << address;
  }
}

TEST_F(StartTest, ProxiesThatAreNone) {
  options.trusted_proxies = {"10.0.0.0/8", "my-proxy"};
  EXPECT_NE(refusal().find("my-proxy"), std::string::npos);
}

TEST_F(StartTest, CertificatesThatCannotBeUsed) {
  TestAuthority authority;
  const auto one = authority.issue("IP:127.0.0.1");
  const auto other = authority.issue("IP:127.0.0.1");
  options.tls = {one.certificate_file, ""};
  EXPECT_EQ(refusal(), "TLS needs both a certificate file and a key file");
  options.tls = {"/nonexistent/cert.pem", one.key_file};
  EXPECT_NE(refusal().find("/nonexistent/cert.pem"), std::string::npos);
  options.tls = {one.key_file, one.key_file};
  EXPECT_NE(refusal().find("certificate"), std::string::npos);
  options.tls = {one.certificate_file, other.key_file};
  EXPECT_NE(refusal().find("key"), std::string::npos);
  options.tls = {one.certificate_file, one.key_file};
  EXPECT_EQ(refusal(), "");
}

}  // namespace
}  // namespace exo::test
