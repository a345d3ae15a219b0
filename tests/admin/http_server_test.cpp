#include "admin/http_server.h"

#include <latch>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "admin/tls_server.h"
#include "base/file.h"
#include "self_signed.h"
#include "support/temp_folder.h"

namespace exo::admin {
namespace {

Result<Reply> unused(Services&, const Request&) {
  return Reply{};
}

constexpr Route kTable[] = {{Method::post, "/echo/{id}", Access::open, BodyKind::json, "", unused},
                            {Method::del, "/thing", Access::open, BodyKind::none, "", unused}};

Reply serve(const IncomingRequest& request) {
  if (request.path.starts_with("/echo/")) {
    const auto body = request.read_body(request.path == "/echo/large" ? kMaxRecordingBytes : kMaxBodyBytes);
    return body ? Reply{.body = *body, .content_type = "text/plain"} : error_reply(body.error());
  }
  nlohmann::json seen{{"method", request.method},
                      {"path", request.path},
                      {"peer", request.peer_address},
                      {"tls", request.transport == Transport::tls}};
  for (const auto& [name, value] : request.query) seen["query"][name] = value;
  return Reply{.body = seen.dump(), .headers = {{"X-Own", "yes"}}};
}

std::unique_ptr<HttpServer> start(const net::TlsFiles& tls = {}) {
  auto server = HttpServer::start("127.0.0.1:0", tls, kTable, {{"X-Always", "there"}},
                                  {.serve = serve, .reads_body = [](std::string_view method, std::string_view path) {
                                     return method == "POST" && path.starts_with("/echo/");
                                   }});
  EXPECT_TRUE(server) << server.error().detail;
  return std::move(*server);
}

/// Sends bytes as they are and returns whatever comes back until the server closes.
std::string raw(std::uint16_t port, std::string_view bytes) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string text;
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    (void)!::write(fd, bytes.data(), bytes.size());
    ::shutdown(fd, SHUT_WR);
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(fd, buffer, sizeof buffer)) > 0;)
      text.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(fd);
  return text;
}

TEST(HttpServer, HandsOverTheRequestUndecodedWithItsQueryDecoded) {
  const auto server = start();
  httplib::Client client("127.0.0.1", server->port());
  client.set_path_encode(false);
  const auto answer = client.Get("/a%2Fb/?q=x%20y&p=1+2");
  ASSERT_TRUE(answer);
  const auto seen = nlohmann::json::parse(answer->body);
  EXPECT_EQ(seen["path"], "/a%2Fb/");
  EXPECT_EQ(seen["query"]["q"], "x y");
  EXPECT_EQ(seen["query"]["p"], "1 2");
  EXPECT_EQ(seen["peer"], "127.0.0.1");
  EXPECT_EQ(seen["tls"], false);
}

TEST(HttpServer, PutsItsHeadersOnEverything) {
  const auto server = start();
  httplib::Client client("127.0.0.1", server->port());
  const auto answer = client.Get("/");
  EXPECT_EQ(answer->get_header_value("X-Always"), "there");
  EXPECT_EQ(answer->get_header_value("X-Own"), "yes");
  EXPECT_FALSE(answer->has_header("Server"));
  const auto broken = raw(server->port(), "nonsense\r\n\r\n");
  EXPECT_NE(broken.find("X-Always: there"), std::string::npos) << broken;
  EXPECT_NE(broken.find("{\"detail\":"), std::string::npos) << broken;
}

TEST(HttpServer, HeadHasHeadersAndNoBody) {
  const auto server = start();
  httplib::Client client("127.0.0.1", server->port());
  const auto head = client.Head("/");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->body, "");
  EXPECT_GT(std::stoi("0" + head->get_header_value("Content-Length")), 0);
}

TEST(HttpServer, ReadsBodiesPlainAndChunkedUpToTheLimit) {
  const auto server = start();
  httplib::Client client("127.0.0.1", server->port());
  const std::string most(kMaxBodyBytes, 'x');
  EXPECT_EQ(client.Post("/echo/1", most, "text/plain")->body, most);
  for (const std::size_t size : {kMaxBodyBytes + 1, std::size_t{1000 * 1000}}) {
    const auto refused = client.Post("/echo/1", std::string(size, 'x'), "text/plain");
    ASSERT_TRUE(refused) << size;
    EXPECT_EQ(refused->status, 413) << size;
  }
  const auto chunked = [&](std::size_t size) {
    return client.Post(
        "/echo/1/",
        [size](std::size_t, httplib::DataSink& sink) {
          const std::string text(size, 'y');
          sink.write(text.data(), text.size());
          sink.done();
          return true;
        },
        "text/plain");
  };
  EXPECT_EQ(chunked(10)->body, "yyyyyyyyyy");
  EXPECT_EQ(chunked(kMaxBodyBytes + 1)->status, 413);
}

TEST(HttpServer, TheHandlerSaysHowMuchItReads) {
  const auto server = start();
  httplib::Client client("127.0.0.1", server->port());
  const auto length = [&](std::size_t size) {
    const auto answer = client.Post("/echo/large", std::string(size, 'x'), "audio/wav");
    return answer && answer->status == 200 ? answer->body.size() : 0;
  };
  EXPECT_EQ(length(kMaxRecordingBytes), kMaxRecordingBytes);
  const auto refused = client.Post("/echo/large", std::string(kMaxRecordingBytes + 1, 'x'), "audio/wav");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 413);
}

TEST(HttpServer, ADeleteWithoutLengthDoesNotSwallowTheNextRequest) {
  const auto server = start();
  const auto text = raw(server->port(),
                        "DELETE /thing HTTP/1.1\r\nHost: h\r\n\r\n"
                        "GET /next HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const bool next_answered = text.find("/next") != std::string::npos;
  const bool said_close = text.find("Connection: close") != std::string::npos;
  EXPECT_TRUE(next_answered || said_close) << text;
  EXPECT_TRUE(text.starts_with("HTTP/1.1 200")) << text;
}

TEST(HttpServer, SurvivesHostileBytes) {
  const auto server = start();
  const std::string requests[] = {
      "GET / HTTP/1.1\r\n" + std::string("X: y\r\n") + std::string(20000, 'z') + "\r\n\r\n",
      "GET /" + std::string(20000, 'a') + " HTTP/1.1\r\n\r\n",
      "FOO / HTTP/1.1\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "POST /echo/1 HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /echo/1 HTTP/1.1\r\nContent-Length: abc\r\n\r\n",
      "POST /echo/1 HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nx",
      "POST /echo/1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "POST /echo/1 HTTP/1.1\r\nContent-Length: 10\r\n\r\nshort",
      std::string("\0\0\0\0\r\n\r\n", 8),
      "",
  };
  for (const auto& request : requests) {
    const auto text = raw(server->port(), request);
    EXPECT_TRUE(text.empty() || text.starts_with("HTTP/1.1 4")) << request.substr(0, 60) << " → " << text.substr(0, 60);
  }
  std::string many = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 200; ++i) many += "X-" + std::to_string(i) + ": v\r\n";
  EXPECT_TRUE(raw(server->port(), many + "\r\n").starts_with("HTTP/1.1 4"));
  httplib::Client client("127.0.0.1", server->port());
  EXPECT_EQ(client.Get("/")->status, 200);
}

/// Holds each request until so many are there.
class Rendezvous {
 public:
  explicit Rendezvous(int expected) : missing_(expected) {}
  bool meet() {
    std::unique_lock lock(mutex_);
    if (--missing_ == 0) all_there_.notify_all();
    return all_there_.wait_for(lock, std::chrono::seconds(30), [this] { return missing_ <= 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable all_there_;
  int missing_;
};

TEST(HttpServer, ServesABurstOfConnectionsAtOnce) {
  constexpr int kConnections = 60;
  Rendezvous all(kConnections);
  auto server = HttpServer::start(
      "127.0.0.1:0", {}, kTable, {},
      {.serve = [&](const IncomingRequest&) { return all.meet() ? Reply{.body = "{}"} : Reply{.status = 503}; },
       .reads_body = [](std::string_view, std::string_view) { return false; }});
  ASSERT_TRUE(server);
  std::vector<std::jthread> clients;
  for (int i = 0; i < kConnections; ++i) {
    clients.emplace_back([&] {
      httplib::Client client("127.0.0.1", (*server)->port());
      client.set_read_timeout(60);
      const auto answer = client.Get("/");
      EXPECT_TRUE(answer && answer->status == 200);
    });
  }
}

TEST(HttpServer, SpeaksTls) {
  const exo::test::TempFolder folder;
  const auto server = start(test::write_self_signed(folder.path(), "own"));
  httplib::SSLClient client("127.0.0.1", server->port());
  client.enable_server_certificate_verification(false);
  const auto answer = client.Get("/");
  ASSERT_TRUE(answer) << httplib::to_string(answer.error());
  EXPECT_EQ(nlohmann::json::parse(answer->body)["tls"], true);
  httplib::Client plain("127.0.0.1", server->port());
  EXPECT_FALSE(plain.Get("/"));
}

class BadCertificate : public testing::Test {
 protected:
  std::string why(const net::TlsFiles& files) {
    const auto server = load_pair(files);
    if (server) return "it was accepted";
    EXPECT_EQ(server.error().code, Errc::bad_configuration);
    EXPECT_EQ(server.error().detail.find('\n'), std::string::npos);
    return server.error().detail;
  }
  exo::test::TempFolder folder;
  net::TlsFiles good = test::write_self_signed(folder.path(), "good");
};

TEST_F(BadCertificate, IsExplainedInOneSentence) {
  const auto other = test::write_self_signed(folder.path(), "other");
  const auto junk = folder / "junk.pem";
  ASSERT_TRUE(write_file(junk, "no PEM at all", FileAccess::owner_only));
  EXPECT_NE(why({folder / "absent.crt", good.key}).find("absent.crt"), std::string::npos);
  EXPECT_NE(why({good.certificate, {}}).find("key is missing"), std::string::npos);
  EXPECT_NE(why({good.certificate, folder / "absent.key"}).find("absent.key"), std::string::npos);
  EXPECT_NE(why({junk, good.key}).find("no certificate"), std::string::npos);
  EXPECT_NE(why({good.certificate, junk}).find("no private key"), std::string::npos);
  EXPECT_NE(why({good.certificate, other.key}).find("does not belong"), std::string::npos);
  EXPECT_EQ(why(good), "it was accepted");
}

}  // namespace
}  // namespace exo::admin
