#include "domain/public_address.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "domain/url.h"

namespace exo::domain {
namespace {

constexpr std::string_view kLocalBase = "wss://localhost";

std::optional<std::string_view> wss_scheme(std::string_view scheme) noexcept {
  if (scheme.empty() || scheme == "https" || scheme == "wss") return "wss";
  if (scheme == "http" || scheme == "ws") return "ws";
  return std::nullopt;
}

bool is_path_character(char c) noexcept {
  constexpr std::string_view kOthers = "-._~!$&'()*+,;=:@";  // RFC 3986 §3.3
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || kOthers.contains(c);
}

bool is_dot_segment(std::string_view segment) noexcept {
  return segment == "." || segment == "..";
}

/// Escapes what may not stand in a path; escapes that are there already stay.
std::string escaped_path(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c == '/' || c == '%' || is_path_character(c)) {
      out += c;
    } else {
      out += percent_encode({&c, 1});
    }
  }
  return out;
}

std::string_view without_trailing_slashes(std::string_view path) noexcept {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

std::optional<std::string> to_wss_base(std::string_view entry) {
  const auto parts = split_url(trim(entry));
  if (!parts) return std::nullopt;
  const auto scheme = wss_scheme(parts->scheme);
  if (!scheme) return std::nullopt;
  const auto port = parts->port ? fmt::format(":{}", *parts->port) : std::string();
  return fmt::format("{}://{}{}{}", *scheme, parts->host, port, escaped_path(without_trailing_slashes(parts->path)));
}

std::string fleet_wss_base(const PublicAddress& address) {
  if (auto base = to_wss_base(address.public_wss_base)) return *std::move(base);
  for (const auto& entry : address.core_fleet) {
    if (auto base = to_wss_base(entry)) return *std::move(base);
  }
  if (auto base = to_wss_base(address.public_url)) return *std::move(base);
  return std::string(kLocalBase);
}

std::string websocket_url(const PublicAddress& address, std::string_view bot_id) {
  const auto id = trim(bot_id);
  // "." and ".." cannot be escaped: every URL parser resolves them, so such a bot has no address.
  if (id.empty() || is_dot_segment(id)) return {};
  return fmt::format("{}/exotel/{}", fleet_wss_base(address), percent_encode(id));
}

Result<std::string> normalise_ws_path(std::string_view path) {
  auto text = without_trailing_slashes(trim(path));
  while (text.starts_with('/')) text.remove_prefix(1);
  const auto segments = split(text, '/');
  const bool usable = std::ranges::all_of(segments, [](std::string_view segment) {
    return !segment.empty() && !is_dot_segment(segment) && std::ranges::all_of(segment, is_path_character);
  });
  if (!usable) {
    return fail(Errc::bad_configuration,
                fmt::format("the WebSocket path must look like /voice-stream, not \"{}\"", printable(path, 200)));
  }
  // What the call plane itself answers (calls/routes): a media WebSocket there would hide it or never be reached.
  if (segments.front() == "exotel" || segments.front() == "api" || text == "health") {
    return fail(
        Errc::bad_configuration,
        fmt::format("the WebSocket path /{} is taken: /exotel/…, /api/… and /health are this gateway's own", text));
  }
  return fmt::format("/{}", text);
}

}  // namespace exo::domain
