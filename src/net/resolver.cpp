#include "net/resolver.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>

#include <ares.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <netinet/in.h>
#include <poll.h>

namespace exo::net {
namespace {

constexpr std::size_t kMostAddresses = 8;
constexpr int kFirstAnswerMillis = 2000;  // c-ares doubles it for each further try
constexpr int kTries = 3;

struct DestroyChannel {
  void operator()(ares_channeldata* channel) const noexcept { ares_destroy(channel); }
};
using Channel = std::unique_ptr<ares_channeldata, DestroyChannel>;

/// What the callback leaves behind.
struct Answer {
  std::optional<int> status;
  std::vector<IpAddress> addresses;
};

std::optional<IpAddress> to_address(const sockaddr* raw) {
  if (raw->sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, raw, sizeof four);
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &four.sin_addr, bytes.size());
    return IpAddress::v4(bytes);
  }
  if (raw->sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 six{};
  std::memcpy(&six, raw, sizeof six);
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
  return IpAddress::v6(bytes);
}

void on_answer(void* context, int status, int /*timeouts*/, ares_addrinfo* result) noexcept {
  auto& answer = *static_cast<Answer*>(context);
  answer.status = status;
  if (result == nullptr) return;
  for (const auto* node = result->nodes; node != nullptr; node = node->ai_next) {
    const auto address = to_address(node->ai_addr);
    const bool known = address && std::ranges::find(answer.addresses, *address) != answer.addresses.end();
    if (address && !known && answer.addresses.size() < kMostAddresses) answer.addresses.push_back(*address);
  }
  ares_freeaddrinfo(result);
}

Result<Channel> open_channel(const std::vector<std::string>& servers) {
  // ares_library_init is not thread-safe; a look-up is the first use of c-ares wherever it happens.
  static std::once_flag once;
  std::call_once(once, [] { ares_library_init(ARES_LIB_INIT_ALL); });

  ares_options options{};
  std::string files_then_dns = "fb";
  options.timeout = kFirstAnswerMillis;
  options.tries = kTries;
  options.lookups = files_then_dns.data();
  ares_channel raw = nullptr;
  int status = ares_init_options(&raw, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS);
  Channel channel(raw);
  if (status == ARES_SUCCESS && !servers.empty()) {
    status = ares_set_servers_ports_csv(raw, fmt::format("{}", fmt::join(servers, ",")).c_str());
  }
  if (status != ARES_SUCCESS) {
    return fail(Errc::internal, fmt::format("cannot start the DNS resolver: {}", ares_strerror(status)));
  }
  return channel;
}

/// Milliseconds until `deadline` or c-ares' own next time-out, whichever is first.
int poll_timeout(ares_channel channel, SteadyTime deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  timeval most{};
  most.tv_sec = std::max<std::int64_t>(left.count(), 0) / 1000;
  most.tv_usec = std::max<std::int64_t>(left.count(), 0) % 1000 * 1000;
  timeval buffer{};
  const auto* const wait = ares_timeout(channel, &most, &buffer);
  return static_cast<int>(wait->tv_sec * 1000 + (wait->tv_usec + 999) / 1000);
}

/// Waits once for the name servers and lets c-ares act on what came.
void turn(ares_channel channel, SteadyTime deadline) {
  std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
  const auto wanted = static_cast<unsigned>(ares_getsock(channel, sockets.data(), static_cast<int>(sockets.size())));
  std::vector<pollfd> polled;
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    const bool reads = (wanted & (1U << i)) != 0;
    const bool writes = (wanted & (1U << (i + ARES_GETSOCK_MAXNUM))) != 0;
    const int events = (reads ? POLLIN : 0) | (writes ? POLLOUT : 0);
    if (events != 0) polled.push_back({sockets.at(i), static_cast<short>(events), 0});
  }
  const int ready = ::poll(polled.data(), polled.size(), poll_timeout(channel, deadline));
  if (ready <= 0) {
    ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // only the time-outs
    return;
  }
  for (const auto& one : polled) {
    const bool readable = (one.revents & (POLLIN | POLLERR | POLLHUP)) != 0;
    const bool writable = (one.revents & POLLOUT) != 0;
    ares_process_fd(channel, readable ? one.fd : ARES_SOCKET_BAD, writable ? one.fd : ARES_SOCKET_BAD);
  }
}

std::unexpected<Error> explain(const std::string& host, int status) {
  if (status == ARES_ENOTFOUND || status == ARES_ENODATA) {
    return fail(Errc::upstream_failed, fmt::format("the name {} does not exist; check its spelling", host));
  }
  if (status == ARES_ETIMEOUT) {
    return fail(Errc::upstream_timeout, fmt::format("no name server answered for {}; check this machine's DNS", host));
  }
  return fail(Errc::upstream_failed,
              fmt::format("cannot resolve {}: {}; check this machine's DNS", host, ares_strerror(status)));
}

}  // namespace

Result<std::vector<IpAddress>> Resolver::resolve(const std::string& host, SteadyTime deadline) const {
  // Before the channel: destroying that one calls back for every look-up still under way.
  Answer answer;
  auto channel = open_channel(servers_);
  if (!channel) return std::unexpected(channel.error());

  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  ares_getaddrinfo(channel->get(), host.c_str(), nullptr, &hints, on_answer, &answer);
  while (!answer.status && std::chrono::steady_clock::now() < deadline) turn(channel->get(), deadline);

  if (!answer.status) return explain(host, ARES_ETIMEOUT);
  if (*answer.status != ARES_SUCCESS) return explain(host, *answer.status);
  if (answer.addresses.empty()) return explain(host, ARES_ENODATA);
  return std::move(answer.addresses);
}

}  // namespace exo::net
