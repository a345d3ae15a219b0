#include "base/redact_keys.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"

namespace exo::redact {
namespace {

struct NameOf {
  std::string_view name;
  Key key;
};

constexpr auto kWholeNames = std::to_array<NameOf>({{"key", Key::weak},
                                                    {"token", Key::weak},
                                                    {"secret", Key::weak},
                                                    {"signature", Key::weak},
                                                    {"setup", Key::fragment},
                                                    {"session", Key::fragment},
                                                    {"exogate_session", Key::fragment},
                                                    {"__host-exogate", Key::fragment}});
/// The last part of a name: of "EXOGATE_CALLS_WEBHOOK_KEY", "X-Amz-Security-Token" or "accessToken".
constexpr auto kLastParts = std::to_array<NameOf>({{"key", Key::strong},
                                                   {"token", Key::strong},
                                                   {"secret", Key::strong},
                                                   {"signature", Key::strong},
                                                   {"apikey", Key::strong},
                                                   {"apitoken", Key::strong},
                                                   {"password", Key::password},
                                                   {"passwd", Key::password},
                                                   {"passphrase", Key::password},
                                                   {"pwd", Key::password},
                                                   {"authorization", Key::credentials},
                                                   {"cookie", Key::line}});
/// What follows "password:" where somebody writes about one.
constexpr auto kProse = std::to_array<std::string_view>(
    {"wants", "must",  "is",     "are",     "was",      "has",     "not",  "no",    "none",  "missing",    "required",
     "needs", "may",   "cannot", "should",  "expected", "invalid", "too",  "wrong", "empty", "unset",      "unknown",
     "at",    "the",   "a",      "an",      "use",      "given",   "set",  "does",  "do",    "unexpected", "changed",
     "did",   "never", "only",   "refused", "rejected", "expired", "both", "you",   "your"});

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

Key key_in(std::string_view name, std::span<const NameOf> names) {
  const auto found = std::ranges::find_if(names, [&](const NameOf& each) { return iequals(each.name, name); });
  return found == names.end() ? Key::none : found->key;
}

bool looks_generated(std::string_view value) {
  return value.size() > kLongestProse || (value.size() >= 4 && std::ranges::any_of(value, is_digit));
}

}  // namespace

Key key_of(std::string_view name) {
  if (const auto whole = key_in(name, kWholeNames); whole != Key::none) return whole;
  std::size_t begin = name.size();
  while (begin > 0 && name[begin - 1] != '_' && name[begin - 1] != '-') {
    --begin;
    if (begin > 0 && is_upper(name[begin]) && is_lower(name[begin - 1])) break;
  }
  const auto part = name.substr(begin);
  return key_in(part, kLastParts);
}

bool is_prose(std::string_view value, std::string_view after, Key key) {
  if (key == Key::weak) return !looks_generated(value);
  if (std::ranges::find(kProse, value) != kProse.end()) return true;
  if (key == Key::password || value.size() > kLongestProse || !std::ranges::all_of(value, is_lower)) return false;
  return after.size() > 1 && after[0] == ' ' && is_lower(after[1]);
}

}  // namespace exo::redact
