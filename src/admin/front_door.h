#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "admin/browser_socket.h"
#include "admin/http_exchange.h"
#include "admin/route.h"
#include "admin/services.h"
#include "admin/static_files.h"

namespace exo::admin {

/// Every request's way in, in this order (decisions.md §6): route → who is it (401) → may they (403) → did their own
/// page send it (403) → body (415, 413, 422) → is their password fresh (403, step_up.h) → handler → audit. What is no
/// route may be a file of the page. Every answer carries X-Request-Id. Thread-safe.
class FrontDoor {
 public:
  /// `table`, `services` and `page` outlive it.
  FrontDoor(std::span<const Route> table, Services& services, const StaticFiles& page) noexcept
      : table_(table), services_(services), page_(page) {}

  /// Never throws: a handler's exception is logged and answered with 500.
  [[nodiscard]] Reply serve(const IncomingRequest& incoming) const noexcept;

  /// Will `serve` want to read this request's body?
  [[nodiscard]] bool reads_body(std::string_view method, std::string_view path) const;

 private:
  struct Visitor {
    std::optional<store::SignedIn> signed_in;
    std::string token;
    store::TokenKind kind = store::TokenKind::bearer;
  };

  [[nodiscard]] Reply answer_or_apologise(const IncomingRequest& incoming, std::string_view request_id) const noexcept;
  [[nodiscard]] Reply answer(const IncomingRequest& incoming, std::string_view request_id) const;
  [[nodiscard]] Reply answer_elsewhere(const IncomingRequest& incoming, std::string allow) const;
  [[nodiscard]] Reply with_page_policy(Reply reply, const IncomingRequest& incoming) const;
  [[nodiscard]] Result<Reply> answer_route(const RouteMatch& match, const IncomingRequest& incoming,
                                           std::string_view request_id) const;
  [[nodiscard]] Result<Reply> answer_visitor(const Route& route, const Request& request) const;
  [[nodiscard]] Result<Visitor> identify(const Route& route, const IncomingRequest& incoming) const;

  std::span<const Route> table_;
  Services& services_;
  const StaticFiles& page_;
};

/// The policy of a document of the page: that of all answers, and besides what its test of a bot connects to.
[[nodiscard]] std::string page_policy(std::span<const BrowserSocket> sockets);

/// On every answer of the server, its own errors included: CSP without inline script or style, no sniffing, no framing.
/// What a reply says itself counts instead.
[[nodiscard]] const Headers& security_headers();

}  // namespace exo::admin
