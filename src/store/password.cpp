#include "store/password.h"

#include <algorithm>
#include <array>
#include <semaphore>
#include <set>
#include <span>

#include <fmt/format.h>
#include <sodium.h>

#include "base/embedded.h"
#include "base/encoding.h"
#include "base/text.h"

namespace exo::embedded {
/// passwords.json: an array of strings in lower case, none with a quote or an escape.
[[nodiscard]] std::span<const File> password_lists();
}  // namespace exo::embedded

namespace exo::store {
namespace {

constexpr std::string_view kProduct = "exogate";
/// Shorter remains of a password say nothing about it.
constexpr std::size_t kMinCoreBytes = 4;

/// What the list lacks: it has few of more than 11 characters.
constexpr auto kAlsoCommon = std::to_array<std::string_view>(
    {"012345678901", "098765432109", "1234567890123", "12345678901234", "123456789012345", "1234567890123456",
     "a1b2c3d4e5f6", "abcd12345678", "abcdefghijkl", "abcdefghijklm", "qwertyuiopasdfghjkl", "superadmin123"});

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

/// `word` is in lower case.
bool is_listed(std::string_view word) {
  if (word.size() < kMinCoreBytes || word.contains('"')) return false;
  if (std::ranges::find(kAlsoCommon, word) != kAlsoCommon.end()) return true;
  const auto list = embedded::password_lists().front().bytes;
  return list.find(fmt::format("\"{}\"", word)) != std::string_view::npos;
}

/// "abcabcabcabc" → "abc": adding the same again makes nothing harder to guess.
std::string_view unit_of(std::string_view text) {
  for (std::size_t length = 1; length <= text.size() / 2; ++length) {
    if (text.size() % length == 0 && text.substr(length) == text.substr(0, text.size() - length)) {
      return text.substr(0, length);
    }
  }
  return text;
}

/// "1password2024!" → "password": nor do digits and signs around a word.
std::string_view core_of(std::string_view text) {
  const auto pads = [](char c) { return static_cast<unsigned char>(c) < 0x80 && (c < 'a' || c > 'z'); };
  while (!text.empty() && pads(text.back())) text.remove_suffix(1);
  while (!text.empty() && pads(text.front())) text.remove_prefix(1);
  return text;
}

/// All that a guesser would try for `password`, which is in lower case.
std::array<std::string_view, 4> guesses_at(std::string_view password) {
  const auto core = core_of(password);
  return {password, unit_of(password), core, unit_of(core)};
}

bool is_common(std::string_view password) {
  return std::ranges::any_of(guesses_at(password), is_listed);
}

bool is_a_name(std::string_view password, std::string_view email) {
  const auto local_part = email.substr(0, email.find('@'));
  return std::ranges::any_of(guesses_at(password), [&](std::string_view guess) {
    return !guess.empty() && (guess == kProduct || guess == local_part || guess == core_of(local_part));
  });
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
  const auto lower = to_lower(text);
  if (is_a_name(lower, to_lower(trim(email)))) {
    return fail(Errc::unprocessable,
                "the password is the name in the e-mail address, or this program's; choose another");
  }
  if (characters.distinct < kMinDistinctCharacters || is_common(lower)) {
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
