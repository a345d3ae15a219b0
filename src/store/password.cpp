#include "store/password.h"

#include <algorithm>
#include <array>
#include <semaphore>
#include <set>

#include <fmt/format.h>
#include <sodium.h>

#include "base/encoding.h"
#include "base/text.h"

namespace exo::store {
namespace {

/// The long ones among the passwords that leak most, in lower case.
constexpr auto kCommonPasswords = std::to_array<std::string_view>({
    "012345678901",      "098765432109",     "112233445566",         "121212121212",     "123123123123",
    "1234123412341234",  "123412341234",     "123456789012",         "1234567890123",    "12345678901234",
    "123456789012345",   "1234567890123456", "12345678901234567890", "123456789abc",     "123456789qwe",
    "1q2w3e4r5t6y",      "1qaz2wsx3edc",     "1qazxsw23edc",         "a1b2c3d4e5f6",     "abc123abc123",
    "abcd12345678",      "abcdefghijkl",     "abcdefghijklm",        "admin1234567",     "admin12345678",
    "admin@123456",      "administrator",    "administrator1",       "asdfghjkl123",     "asdfghjkl;'\\",
    "changemechangeme",  "exogateexogate",   "iloveyou1234",         "letmein12345",     "letmeinletmein",
    "p@ssw0rd1234",      "passw0rd1234",     "password1234",         "password12345",    "password123456",
    "password123456789", "password@123",     "password@1234",        "passwordpassword", "q1w2e3r4t5y6",
    "qazwsxedcrfv",      "qwerty123456",     "qwerty12345678",       "qwertyqwerty",     "qwertyuiop[]",
    "qwertyuiop12",      "qwertyuiop123",    "qwertyuiopasdfghjkl",  "superadmin123",    "welcome12345",
    "welcome@1234",
});
static_assert(std::ranges::all_of(kCommonPasswords, [](auto text) { return text.size() >= kMinPasswordCharacters; }));

/// "aaaaaaaaaaaa" and "abababababab" are as easy to guess as anything in the list.
constexpr std::size_t kMinDistinctCharacters = 4;

std::counting_semaphore<kHashesAtOnce>& hash_turns() {
  static std::counting_semaphore<kHashesAtOnce> turns(kHashesAtOnce);
  return turns;
}

class Turn {
 public:
  Turn() { hash_turns().acquire(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { hash_turns().release(); }
};

struct Characters {
  std::size_t count = 0;
  std::size_t distinct = 0;
};

Characters characters_of(std::string_view text) {
  std::set<char32_t> seen;
  std::size_t count = 0;
  for (std::size_t offset = 0; offset < text.size(); ++count) seen.insert(next_code_point(text, offset));
  return {count, seen.size()};
}

bool is_common(std::string_view password) {
  return std::ranges::find(kCommonPasswords, to_lower(password)) != kCommonPasswords.end();
}

}  // namespace

Result<void> check_new_password(const Secret& password, std::string_view email) {
  const std::string& text = password.reveal();
  if (text.size() > kMaxPasswordBytes) {
    return fail(Errc::unprocessable, fmt::format("the password is longer than {} bytes", kMaxPasswordBytes));
  }
  if (!is_utf8(text)) return fail(Errc::unprocessable, "the password is not valid UTF-8");
  const auto characters = characters_of(text);
  if (characters.count < kMinPasswordCharacters) {
    return fail(Errc::unprocessable, fmt::format("the password needs at least {} characters", kMinPasswordCharacters));
  }
  if (iequals(trim(text), trim(email))) return fail(Errc::unprocessable, "the password must not be the e-mail address");
  if (characters.distinct < kMinDistinctCharacters || is_common(text)) {
    return fail(Errc::unprocessable, "the password is one that everybody uses; choose another");
  }
  return {};
}

Result<std::string> hash_password(const Secret& password) {
  const Turn turn;
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const std::string& text = password.reveal();
  const int failed = crypto_pwhash_str_alg(hash.data(), text.data(), text.size(), kHashPasses, kHashMemoryBytes,
                                           crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) return fail(Errc::unavailable, "not enough memory to hash the password; try again");
  return std::string(hash.data());
}

PasswordVerdict verify_password(const Secret& password, const std::string& hash) {
  const Turn turn;
  const std::string& text = password.reveal();
  if (crypto_pwhash_str_verify(hash.c_str(), text.data(), text.size()) != 0) return PasswordVerdict::wrong;
  const bool is_weak = crypto_pwhash_str_needs_rehash(hash.c_str(), kHashPasses, kHashMemoryBytes) != 0;
  return is_weak ? PasswordVerdict::right_but_hash_is_weak : PasswordVerdict::right;
}

const std::string& nobodys_hash() {
  // Of 32 random bytes that were thrown away. A test fails when its parameters fall behind the constants above.
  static const std::string hash =
      "$argon2id$v=19$m=65536,t=3,p=1$Bp903Zph3oEZvjBaPLWSbQ$IXs6LtOmH3IQ/bZ4iNC4ix8wZyUBbsKU9Q87vcyC+LI";
  return hash;
}

}  // namespace exo::store
