#include "simulator/http_client.h"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

#include "simulator/dial.h"

namespace exo::simulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

using Request = http::request<http::string_body>;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMaxBody = 64 * 1024;
constexpr unsigned kHttp11 = 11;

Request make_request(http::verb method, const TargetUrl& url) {
  const auto target = url.query.empty() ? url.path : url.path + "?" + url.query;
  Request request(method, target, kHttp11);
  request.set(http::field::host, url.authority());
  request.set(http::field::user_agent, "Go-http-client/1.1");
  request.set(http::field::connection, "close");
  if (const auto basic = url.basic_authorization(); !basic.empty()) request.set(http::field::authorization, basic);
  return request;
}

asio::awaitable<HttpAnswered> exchange(TargetUrl url, Request request, SteadyTime deadline,
                                       std::shared_ptr<TlsTrust> trust) {
  auto stream = co_await dial(url, deadline, std::move(trust));
  if (!stream) co_return std::unexpected(stream.error());
  const auto [unsent, written] = co_await http::async_write(*stream, request, kNoThrow);
  if (unsent) co_return std::unexpected(fmt::format("{}: {}", url.shown(), explain(unsent)));
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMaxBody);
  const auto [unread, received] = co_await http::async_read(*stream, buffer, parser, kNoThrow);
  if (unread) co_return std::unexpected(fmt::format("{}: {}", url.shown(), explain(unread)));
  co_return HttpAnswer{parser.get().result_int(), std::move(parser.get().body())};
}

}  // namespace

asio::awaitable<HttpAnswered> http_get(TargetUrl url, SteadyTime deadline, std::shared_ptr<TlsTrust> trust) {
  auto request = make_request(http::verb::get, url);
  co_return co_await exchange(std::move(url), std::move(request), deadline, std::move(trust));
}

asio::awaitable<HttpAnswered> http_post(TargetUrl url, HttpBody body, SteadyTime deadline,
                                        std::shared_ptr<TlsTrust> trust) {
  auto request = make_request(http::verb::post, url);
  request.set(http::field::content_type, body.content_type);
  request.body() = std::move(body.text);
  request.prepare_payload();
  co_return co_await exchange(std::move(url), std::move(request), deadline, std::move(trust));
}

}  // namespace exo::simulator
