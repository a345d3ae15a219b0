#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "domain/integration.h"

namespace exo::domain {
namespace {

constexpr std::size_t kMaxSidBytes = 64;
constexpr std::size_t kMaxSecretBytes = 256;

bool is_plausible_sid(std::string_view sid) noexcept {
  if (sid.size() > kMaxSidBytes || sid == "." || sid == "..") return false;
  return std::ranges::all_of(sid, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '.' ||
           c == '-';
  });
}

/// Blank, or what a password box shows in place of the stored secret.
bool means_unchanged(std::string_view text) noexcept {
  constexpr char32_t kBullet = 0x2022;
  constexpr char32_t kBlackCircle = 0x25CF;
  text = trim(text);
  for (std::size_t offset = 0; offset < text.size();) {
    const char32_t code = next_code_point(text, offset);
    if (code != '*' && code != ' ' && code != kBullet && code != kBlackCircle) return false;
  }
  return true;
}

Result<std::string> patched_sid(const std::string& current, const Patch& patch) {
  if (!patch) return current;
  std::string sid(trim(patch->value_or("")));
  if (!is_plausible_sid(sid)) {
    return fail(Errc::unprocessable,
                "account_sid must be at most 64 of the characters A-Z a-z 0-9 _ . - (Exotel shows it under Settings, "
                "API settings)");
  }
  return sid;
}

Result<Secret> patched_secret(std::string_view field, const Secret& current, const Patch& patch) {
  if (!patch) return current;
  if (!patch->has_value()) return Secret();
  const auto text = trim(**patch);
  if (means_unchanged(text)) return current;
  if (text.size() > kMaxSecretBytes) {
    return fail(Errc::unprocessable, fmt::format("{} must be at most {} bytes", field, kMaxSecretBytes));
  }
  if (!std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; })) {
    return fail(Errc::unprocessable, fmt::format("{} must be printable ASCII characters", field));
  }
  return Secret(std::string(text));
}

Result<Secret> patched_key(const Secret& current, const Patch& patch) {
  auto key = patched_secret("api_key", current, patch);
  // RFC 7617 §2: the user name of Basic authentication ends at the first colon.
  if (key && key->reveal().contains(':')) {
    return fail(Errc::unprocessable, "api_key must not contain ':'; the part after it belongs in api_token");
  }
  return key;
}

Result<std::string> patched_base(const std::string& current, const Patch& patch, AllowedApiHosts hosts) {
  if (!patch) return current;
  const auto text = trim(patch->has_value() ? std::string_view(**patch) : std::string_view());
  if (text.empty()) return std::string();
  return normalise_api_base_url(text, hosts);
}

}  // namespace

Result<void> apply_credentials(Integration& record, const CredentialsPatch& patch, AllowedApiHosts hosts) {
  auto sid = patched_sid(record.account_sid, patch.account_sid);
  if (!sid) return std::unexpected(std::move(sid).error());
  auto key = patched_key(record.api_key, patch.api_key);
  if (!key) return std::unexpected(std::move(key).error());
  auto token = patched_secret("api_token", record.api_token, patch.api_token);
  if (!token) return std::unexpected(std::move(token).error());
  auto base = patched_base(record.api_base_url, patch.api_base_url, hosts);
  if (!base) return std::unexpected(std::move(base).error());
  record.account_sid = *std::move(sid);
  record.api_key = *std::move(key);
  record.api_token = *std::move(token);
  record.api_base_url = *std::move(base);
  return {};
}

}  // namespace exo::domain
