#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/file.h"
#include "base/json.h"
#include "simulator/bot_server.h"
#include "simulator/exotel_stand_in.h"
#include "support/temp_folder.h"

namespace exo::simulator::test {

using std::chrono::milliseconds;

inline const std::string kBody =
    "From=%2B919812345678&CallerId=08041234567&Url=http%3A%2F%2Fmy.exotel.com%2Facmeco1%2Fexoml%2Fstart_voice%2F42"
    "&CallType=trans&CustomField=cxb-test%3Ad1";

class StandInTest : public ::testing::Test {
 protected:
  StandInOptions options(const std::string& applet_url = {}) const {
    StandInOptions made;
    made.listen = "127.0.0.1:0";
    made.api_key = Secret("key");
    made.api_token = Secret("token");
    made.applet_url = applet_url;
    made.folder = folder_.path();
    made.ring_time = milliseconds(10);
    made.call.talk_time = milliseconds(200);
    return made;
  }
  void start(StandInOptions made) {
    auto started = ExotelStandIn::start(std::move(made));
    ASSERT_TRUE(started) << started.error().detail;
    stand_in_ = std::move(*started);
  }

  http::response<http::string_body> dial(const std::string& path, const std::string& body = kBody) const {
    return ask(http::verb::post, path, body);
  }
  http::response<http::string_body> get(const std::string& path) const { return ask(http::verb::get, path, {}); }

  http::response<http::string_body> ask(http::verb method, const std::string& path, const std::string& body) const {
    asio::io_context io;
    tcp::socket socket(io);
    socket.connect({asio::ip::address_v4::loopback(), stand_in_->port()});
    http::request<http::string_body> request(method, path, 11);
    request.set(http::field::host, "127.0.0.1");
    request.set(http::field::authorization, "Basic " + base64_encode(as_bytes("key:token")));
    request.set(http::field::content_type, "application/x-www-form-urlencoded");
    request.set("X-Seen", "yes");
    request.body() = body;
    request.prepare_payload();
    http::write(socket, request);
    beast::flat_buffer buffer;
    http::response<http::string_body> response;
    http::read(socket, buffer, response);
    return response;
  }

  /// Waits for a file to be there, at most ten seconds.
  std::string wait_for_file(const std::string& name) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < deadline) {
      if (auto text = read_file(folder_ / name)) return *text;
      std::this_thread::sleep_for(milliseconds(5));
    }
    return {};
  }

  exo::test::TempFolder folder_;
  std::unique_ptr<ExotelStandIn> stand_in_;
};

inline std::string sid_of(const http::response<http::string_body>& reply) {
  const auto body = parse_json(reply.body());
  return body ? (*body)["Call"]["Sid"].get<std::string>() : std::string{};
}

}  // namespace exo::simulator::test
