#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// The vocabulary of redact_secrets: pure, never throws.
namespace exo::redact {

inline constexpr std::size_t kLongestProse = 15;  ///< letters of a word; generated secrets are longer or have digits

/// How sure the name before a separator is to announce a secret.
enum class Key : std::uint8_t {
  none,
  fragment,  ///< session, setup: in a sentence, "session: 5" is harmless
  weak,      ///< key, token, …: before a colon only what looks generated is a secret
  strong,    ///< api_key, auth-token, WEBHOOK_KEY, …
  password,  ///< any value but words of a sentence
  credentials,
  line,  ///< cookies: everything up to the end of the line
};

[[nodiscard]] Key key_of(std::string_view name);

/// Is `value`, which stands without quotes behind a colon, a word of a sentence ("webhook_key: wants at least …")?
/// `after` is the text that follows it.
[[nodiscard]] bool is_prose(std::string_view value, std::string_view after, Key key);

}  // namespace exo::redact
