#include "net/https_client.h"

#include <algorithm>
#include <csignal>
#include <exception>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "net/http_exchange.h"
#include "net/trust_store.h"
#include "net/url.h"

namespace exo::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Less would give up on a server whose first packet was lost: TCP sends it again after one second.
constexpr milliseconds kLeastConnectTime{1500};

void ignore_broken_pipes() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction present{};
    if (::sigaction(SIGPIPE, nullptr, &present) != 0 || present.sa_handler != SIG_DFL) return;
    present.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &present, nullptr);
  });
}

Result<Url> read_url(const std::string& text) {
  auto url = parse_url(text);
  if (!url) return fail(Errc::forbidden, url.error().detail);
  if (url->scheme != "https" && url->scheme != "http") {
    return fail(Errc::forbidden, fmt::format("the URL of {} does not begin with https://", url->authority()));
  }
  return url;
}

/// RFC 9110 §5.6.2 and §5.5: a line break in a header would let its author write the rest of the request.
bool is_header(std::string_view name, std::string_view value) noexcept {
  const auto is_token = [](char c) {
    return c > 0x20 && c < 0x7F && !std::string_view("()<>@,;:\\\"/[]?={}").contains(c);
  };
  const auto is_control = [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7F; };
  return !name.empty() && std::ranges::all_of(name, is_token) && std::ranges::none_of(value, is_control);
}

Result<void> check_headers(const HttpRequest& request, const Url& url) {
  const bool sound =
      std::ranges::all_of(request.headers, [](const auto& header) { return is_header(header.first, header.second); }) &&
      std::ranges::all_of(request.secret_headers,
                          [](const auto& header) { return is_header(header.first, header.second.reveal()); });
  if (sound) return {};
  return fail(Errc::internal, fmt::format("a header of the request to {} contains a line break or another character "
                                          "that headers cannot hold; check the stored credentials",
                                          url.authority()));
}

}  // namespace

Result<void> check_outbound_policy(const OutboundPolicy& policy) {
  auto guard = AddressGuard::parse(policy.allowed_hosts);
  if (!guard) return std::unexpected(guard.error());
  return {};
}

HttpsClient::HttpsClient(OutboundPolicy policy)
    : policy_(std::move(policy)),
      guard_(AddressGuard::parse(policy_.allowed_hosts)),
      resolver_(policy_.dns_servers),
      trust_(std::make_shared<TrustStore>(policy_.ca_file)) {
  ignore_broken_pipes();
}

Result<std::vector<IpAddress>> HttpsClient::find_addresses(const Url& url, SteadyTime deadline) const {
  if (auto permitted = guard_->check(url); !permitted) return std::unexpected(permitted.error());
  auto addresses =
      url.literal ? Result<std::vector<IpAddress>>(std::vector{*url.literal}) : resolver_.resolve(url.host, deadline);
  if (!addresses) return addresses;
  if (auto permitted = guard_->check(url, *addresses); !permitted) return std::unexpected(permitted.error());
  return addresses;
}

Result<HttpReply> HttpsClient::run(const HttpRequest& request, const HttpBodySink* sink) const {
  if (!guard_) return std::unexpected(guard_.error());
  const auto url = read_url(request.url);
  if (!url) return std::unexpected(url.error());
  if (auto sound = check_headers(request, *url); !sound) return std::unexpected(sound.error());

  const auto start = steady_clock::now();
  const auto deadline = start + request.total_timeout;
  const auto connected_by = std::min(start + request.connect_timeout, deadline);
  const auto addresses = find_addresses(*url, connected_by);
  if (!addresses) return std::unexpected(addresses.error());
  std::shared_ptr<x509_store_st> trust;
  if (url->is_secure()) {
    auto loaded = trust_->current();
    if (!loaded) return std::unexpected(loaded.error());
    trust = std::move(*loaded);
  }

  Result<HttpReply> last = fail(Errc::upstream_timeout, fmt::format("{} was not reached in time", url->authority()));
  auto untried = static_cast<int>(addresses->size());
  for (const auto& address : *addresses) {
    // An even share of what is left for each address, so that a dead first one does not use it all up.
    const auto share = std::chrono::ceil<milliseconds>(connected_by - steady_clock::now()) / untried--;
    const bool first = &address == &addresses->front();
    if (!first && share <= milliseconds(0)) break;
    auto attempt = exchange({.url = *url,
                             .request = request,
                             .sink = sink,
                             .trust = trust,
                             .address = address,
                             .connect_timeout = std::min(std::max(share, kLeastConnectTime), request.connect_timeout),
                             .deadline = deadline});
    if (attempt.reply || attempt.sent == ExchangeResult::Sent::maybe) return std::move(attempt.reply);
    last = std::move(attempt.reply);
  }
  return last;
}

Result<HttpReply> HttpsClient::send(const HttpRequest& request) const {
  try {
    return run(request, nullptr);
  } catch (const std::exception& failure) {
    return fail(Errc::internal, fmt::format("the outbound request failed: {}", failure.what()));
  }
}

Result<HttpReply> HttpsClient::stream(const HttpRequest& request, const HttpBodySink& sink) const {
  try {
    return run(request, &sink);
  } catch (const std::exception& failure) {
    return fail(Errc::internal, fmt::format("the outbound request failed: {}", failure.what()));
  }
}

}  // namespace exo::net
