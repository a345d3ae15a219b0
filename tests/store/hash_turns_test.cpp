// Argon2id itself is watched: the linker puts these functions in front of libsodium's (CMakeLists.txt, --wrap).
#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include <sodium.h>

#include "store/accounts.h"
#include "store/password.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

/// How many threads are inside Argon2id, and how many were at most.
class Watch {
 public:
  Watch() {
    const int now = ++running_;
    ++begun_;
    int most = most_.load();
    while (now > most && !most_.compare_exchange_weak(most, now)) continue;
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch() { --running_; }

  static void reset() { begun_ = most_ = 0; }
  static int begun() { return begun_; }
  static int most() { return most_; }

 private:
  static inline std::atomic<int> running_{0};
  static inline std::atomic<int> begun_{0};
  static inline std::atomic<int> most_{0};
};

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming): the linker gives the names.
extern "C" {
int __real_crypto_pwhash_str_alg(char* out, const char* password, unsigned long long length, unsigned long long passes,
                                 std::size_t memory, int algorithm);
int __real_crypto_pwhash_str_verify(const char* hash, const char* password, unsigned long long length);

int __wrap_crypto_pwhash_str_alg(char* out, const char* password, unsigned long long length, unsigned long long passes,
                                 std::size_t memory, int algorithm) {
  const Watch watch;
  return __real_crypto_pwhash_str_alg(out, password, length, passes, memory, algorithm);
}
int __wrap_crypto_pwhash_str_verify(const char* hash, const char* password, unsigned long long length) {
  const Watch watch;
  return __real_crypto_pwhash_str_verify(hash, password, length);
}
}
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)

namespace {

class HashTurns : public StoreTest {
 protected:
  /// Runs `task` with 0, 1, … at the same moment on as many threads; gives how many said true.
  template <class Task>
  static int at_once(int threads, const Task& task) {
    std::latch start(threads);
    std::atomic<int> good = 0;
    std::vector<std::jthread> crowd;
    for (int i = 0; i < threads; ++i) {
      crowd.emplace_back([&, i] {
        start.arrive_and_wait();
        if (task(i)) ++good;
      });
    }
    crowd.clear();
    return good;
  }

  std::unique_ptr<Database> database = open_database();
  Accounts accounts{*database};
  const Secret password{"correct horse battery"};
};

TEST_F(HashTurns, ACrowdThatSignsInWaitsAndIsAnsweredTwoByTwo) {
  ASSERT_TRUE(accounts.create_user("asha@example.com", password, domain::Role::admin));
  Watch::reset();
  const int signed_in = at_once(16, [&](int i) {
    if (i % 4 == 1) return accounts.check_password("nobody@example.com", password).has_value();
    if (i % 4 == 2) return accounts.check_password("asha@example.com", Secret("wrong horse battery")).has_value();
    return accounts.check_password("asha@example.com", password).has_value();
  });
  EXPECT_EQ(signed_in, 8) << "who waits is answered as if alone";
  EXPECT_EQ(Watch::begun(), 16) << "nobody is refused, and an unknown user costs the same";
  EXPECT_EQ(Watch::most(), kHashesAtOnce);
}

TEST_F(HashTurns, NewPasswordsAndOldOnesWaitForTheSameTurns) {
  const auto old = hash_password(password).value();
  Watch::reset();
  const int right = at_once(12, [&](int i) {
    return i % 2 == 0 ? hash_password(password).has_value() : verify_password(password, old) == PasswordVerdict::right;
  });
  EXPECT_EQ(right, 12);
  EXPECT_EQ(Watch::begun(), 12);
  EXPECT_EQ(Watch::most(), kHashesAtOnce);
}

}  // namespace
}  // namespace exo::store::test
