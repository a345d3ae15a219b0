#include "admin/login_throttle.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "net/ip_address.h"

namespace exo::admin {
namespace {

constexpr std::size_t kMaxKeyBytes = 320;  // the longest e-mail address there can be

/// One household of addresses: whoever has one IPv6 address has 2^64 of them.
std::string address_key(std::string_view address) {
  const auto parsed = net::IpAddress::parse(address);
  if (!parsed) return std::string(address.substr(0, kMaxKeyBytes));
  if (parsed->family() == net::IpAddress::Family::v4) return parsed->to_text();
  return hex_encode(std::as_bytes(std::span(parsed->bytes())).first(8));
}

std::chrono::seconds wait_after(int attempts, int free) {
  if (attempts < free) return std::chrono::seconds(0);
  constexpr int kMostDoublings = 8;  // 4 s doubled eight times is beyond kLongestWait
  const auto doublings = std::min(attempts - free, kMostDoublings);
  return std::min(LoginThrottle::kFirstWait * (1 << doublings), LoginThrottle::kLongestWait);
}

}  // namespace

LoginThrottle::Keys LoginThrottle::keys_of(std::string_view account, std::string_view address) {
  const auto from = address_key(address);
  const auto who = to_lower(trim(account).substr(0, kMaxKeyBytes));
  const bool loopback = from.starts_with("127.") || address == "::1";
  return {"address " + from, "account " + who, fmt::format("both {} {}", from, who), loopback};
}

LoginThrottle::Tally& LoginThrottle::tally(const std::string& key, SteadyTime now) {
  const auto found = tallies_.find(key);
  if (found == tallies_.end()) {
    make_room(now);
    return tallies_.emplace(key, Tally{0, {}, now}).first->second;
  }
  auto& tally = found->second;
  if (now - tally.touched > kForgetAfter) tally = {};
  tally.touched = now;
  return tally;
}

void LoginThrottle::make_room(SteadyTime now) {
  if (tallies_.size() < kMaxTallies) return;
  std::erase_if(tallies_, [now](const auto& entry) { return now - entry.second.touched > kForgetAfter; });
  while (tallies_.size() >= kMaxTallies) {
    const auto oldest = std::ranges::min_element(tallies_, {}, [](const auto& entry) { return entry.second.touched; });
    tallies_.erase(oldest);
  }
}

SteadyTime LoginThrottle::blocked_until(const std::string& key) const {
  const auto found = tallies_.find(key);
  return found == tallies_.end() ? SteadyTime{} : found->second.blocked_until;
}

void LoginThrottle::block(const Keys& keys, SteadyTime now) {
  if (!keys.shared_address) {
    auto& address = tally(keys.address, now);
    address.blocked_until = now + wait_after(address.attempts, kFreePerAddress);
  }
  const int free = free_of(tally(keys.account, now));
  auto& both = tally(keys.both, now);
  both.blocked_until = now + wait_after(both.attempts, free);
}

Result<void> LoginThrottle::admit(std::string_view account, std::string_view address, SteadyTime now) {
  const auto keys = keys_of(account, address);
  const std::lock_guard lock(mutex_);
  const auto free_at = std::max(blocked_until(keys.address), blocked_until(keys.both));
  if (free_at > now) {
    const auto wait = std::chrono::ceil<std::chrono::seconds>(free_at - now);
    return std::unexpected(
        Error{Errc::too_many_requests, fmt::format("too many attempts to sign in: wait {} s", wait.count()), wait});
  }
  for (const auto& key : {keys.address, keys.account, keys.both}) ++tally(key, now).attempts;
  block(keys, now);
  return {};
}

void LoginThrottle::failed(std::string_view account, std::string_view address, SteadyTime now) {
  const auto keys = keys_of(account, address);
  const std::lock_guard lock(mutex_);
  block(keys, now);
}

int LoginThrottle::free_of(const Tally& account) noexcept {
  return account.attempts >= kHotAccount ? 1 : kFreePerAccountAndAddress;
}

void LoginThrottle::take_back(const std::string& key, int free) {
  const auto found = tallies_.find(key);
  if (found == tallies_.end()) return;
  auto& tally = found->second;
  tally.attempts = std::max(0, tally.attempts - 1);
  tally.blocked_until = std::min(tally.blocked_until, tally.touched + wait_after(tally.attempts, free));
}

void LoginThrottle::succeeded(std::string_view account, std::string_view address) {
  const auto keys = keys_of(account, address);
  const std::lock_guard lock(mutex_);
  take_back(keys.address, kFreePerAddress);
  tallies_.erase(keys.account);
  tallies_.erase(keys.both);
}

void LoginThrottle::withdrawn(std::string_view account, std::string_view address) {
  const auto keys = keys_of(account, address);
  const std::lock_guard lock(mutex_);
  take_back(keys.address, kFreePerAddress);
  take_back(keys.account, kHotAccount);
  const auto whole = tallies_.find(keys.account);
  take_back(keys.both, whole == tallies_.end() ? kFreePerAccountAndAddress : free_of(whole->second));
}

}  // namespace exo::admin
