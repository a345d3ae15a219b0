#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "calls/call_fixture.h"
#include "calls/routes.h"

namespace exo::calls {

/// A site without sockets, with a bot "sales" on 08041234567.
class SiteFixture : public testing::Test {
 protected:
  SiteFixture() {
    options.max_streams = 2;
    options.reserve_streams = 1;
    board.publish_bots({domain::Bot{"sales", "Sales", "Welcome to sales", "hi", {}}});
    board.publish_dids({domain::Did{"did-1", "08041234567", "", "sales", ""}});
    board.publish_address({.webhook_base_url = "https://gw.example.com/"});
  }
  Site& site() {
    if (!site_) {
      auto addresses = Site::parse_addresses(options);
      site_ = std::make_unique<Site>(options, CallPlaneParts{board, greetings, log, {}}, *std::move(addresses));
    }
    return *site_;
  }
  WebAnswer answer(const WebRequest& request) {
    auto routed = route(request, site());
    auto* words = std::get_if<WebAnswer>(&routed);
    if (words == nullptr) {
      ADD_FAILURE() << "a stream was granted to " << request.target;
      return {};
    }
    return *words;
  }
  WebAnswer get(std::string_view target) { return answer({.method = "GET", .target = target}); }
  std::optional<StreamPass> upgrade(std::string_view target) {
    auto routed = route({.method = "GET", .target = target, .wish = WebRequest::Wish::upgrade}, site());
    if (auto* pass = std::get_if<StreamPass>(&routed)) return std::move(*pass);
    return std::nullopt;
  }
  /// The status of a refused upgrade; 101 when it is granted.
  unsigned try_upgrade(const WebRequest& request) {
    auto routed = route(request, site());
    const auto* words = std::get_if<WebAnswer>(&routed);
    return words == nullptr ? 101 : words->status;
  }
  static std::string url_of(const WebAnswer& words) { return nlohmann::json::parse(words.body).value("url", ""); }

  CallPlaneOptions options;
  domain::Switchboard board;
  test::FakeGreetings greetings;
  test::FakeCallLog log;

 private:
  std::unique_ptr<Site> site_;
};

}  // namespace exo::calls
