#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace exo::admin {

/// Slows down guessing of passwords: some free attempts, then a wait that doubles with each. It counts per address, and
/// per account *from one address*; the account as a whole only makes strangers' addresses lose their free attempts. So
/// whoever guesses is slowed, and the owner, coming from another address, is not locked out.
///
/// Loopback is everybody who comes through ssh -L or a proxy: it is never blocked as an address, only per account.
///
/// An attempt counts from the moment it is admitted, so a burst of simultaneous ones gains nothing. Thread-safe; time
/// is an argument; memory is bounded by kMaxTallies.
class LoginThrottle {
 public:
  static constexpr int kFreePerAccountAndAddress = 5;
  static constexpr int kFreePerAddress = 20;
  static constexpr int kHotAccount = 20;  ///< attempts on one account, from anywhere; then one free per address
  static constexpr std::chrono::seconds kFirstWait{4};
  static constexpr std::chrono::seconds kLongestWait{900};
  static constexpr std::chrono::seconds kForgetAfter{3600};
  static constexpr std::size_t kMaxTallies = 8192;

  /// `too_many_requests` with retry_after: not now; it did not count. Otherwise tell how the attempt went.
  /// `account` is what the caller typed, `address` an IP address without port (IPv6 counts by /64).
  [[nodiscard]] Result<void> admit(std::string_view account, std::string_view address, SteadyTime now);
  /// A wrong password: the wait begins now.
  void failed(std::string_view account, std::string_view address, SteadyTime now);
  /// A right one: the account begins anew, for this address too. What others tried from the address stays counted, and
  /// their wait stays.
  void succeeded(std::string_view account, std::string_view address);
  /// Neither (the attempt could not be judged): as if it had not been made.
  void withdrawn(std::string_view account, std::string_view address);

 private:
  struct Tally {
    int attempts = 0;
    SteadyTime blocked_until{};
    SteadyTime touched{};
  };
  struct Keys {
    std::string address;
    std::string account;
    std::string both;
    bool shared_address;
  };

  static Keys keys_of(std::string_view account, std::string_view address);
  Tally& tally(const std::string& key, SteadyTime now);
  SteadyTime blocked_until(const std::string& key) const;
  void make_room(SteadyTime now);
  void block(const Keys& keys, SteadyTime now);
  static int free_of(const Tally& account) noexcept;
  /// One attempt less, and no longer a wait than those that are left cause.
  void take_back(const std::string& key, int free);

  std::mutex mutex_;
  std::map<std::string, Tally> tallies_;
};

}  // namespace exo::admin
