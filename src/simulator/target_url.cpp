#include "simulator/target_url.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace exo::simulator {
namespace {

std::unexpected<Error> bad_url(std::string_view why) {
  return fail(Errc::bad_request, fmt::format("not a ws, wss, http or https URL: {}", why));
}

std::uint16_t default_port(std::string_view scheme) {
  return scheme == "ws" || scheme == "http" ? 80 : 443;
}

bool is_url_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\\'; });
}

/// 0: not a port.
std::uint16_t parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() ? port : std::uint16_t{0};
}

Result<void> read_host(std::string_view text, TargetUrl& url) {
  const bool bracketed = text.starts_with('[');
  const auto host_end = bracketed ? text.find(']') : text.find(':');
  if (bracketed && host_end == std::string_view::npos) return bad_url("the ']' is missing");
  url.host = to_lower(bracketed ? text.substr(1, host_end - 1) : text.substr(0, host_end));
  if (url.host.empty()) return bad_url("the host is missing");
  if (url.host.find_first_of("/@[]<>") != std::string::npos) return bad_url("the host is malformed");
  const auto rest =
      host_end == std::string_view::npos ? std::string_view{} : text.substr(host_end + (bracketed ? 1 : 0));
  url.port = default_port(url.scheme);
  if (rest.empty() || rest == ":") return {};
  url.port = rest.front() == ':' ? parse_port(rest.substr(1)) : std::uint16_t{0};
  if (url.port == 0) return bad_url("the port is not 1 to 65535");
  return {};
}

}  // namespace

Encryption TargetUrl::encryption() const noexcept {
  return scheme == "wss" || scheme == "https" ? Encryption::tls : Encryption::plain;
}

std::string TargetUrl::authority() const {
  const auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == default_port(scheme) ? name : fmt::format("{}:{}", name, port);
}

std::string TargetUrl::basic_authorization() const {
  return user_info.empty() ? std::string{} : "Basic " + base64_encode(as_bytes(user_info));
}

std::string TargetUrl::shown() const {
  return fmt::format("{}://{}{}", scheme, authority(), path);
}

Result<TargetUrl> parse_target_url(std::string_view text) {
  text = trim(text);
  if (!is_url_text(text)) return bad_url("it has a blank or a character that must be escaped");
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return bad_url("the scheme is missing");
  TargetUrl url;
  url.scheme = to_lower(text.substr(0, scheme_end));
  constexpr std::string_view kSchemes[] = {"ws", "wss", "http", "https"};
  if (std::ranges::find(kSchemes, url.scheme) == std::end(kSchemes)) return bad_url("the scheme is another one");
  text = text.substr(scheme_end + 3);
  text = text.substr(0, text.find('#'));
  const auto authority = text.substr(0, text.find_first_of("/?"));
  text.remove_prefix(authority.size());
  const auto at = authority.rfind('@');
  if (at != std::string_view::npos) url.user_info = percent_decode(authority.substr(0, at));
  if (auto host = read_host(at == std::string_view::npos ? authority : authority.substr(at + 1), url); !host) {
    return std::unexpected(host.error());
  }
  const auto question = text.find('?');
  if (question != 0 && !text.empty()) url.path = text.substr(0, question);
  if (question != std::string_view::npos) url.query = text.substr(question + 1);
  return url;
}

SocketRequest make_socket_request(const TargetUrl& url, QueryHandling handling) {
  SocketRequest request;
  request.request_target = url.path;
  for (auto& [name, value] : form_decode(url.query)) {
    if (name == "sample-rate") {
      std::uint32_t rate = 0;
      std::from_chars(value.data(), value.data() + value.size(), rate);
      if (rate == 8000 || rate == 16000 || rate == 24000) request.sample_rate = rate;
      continue;
    }
    request.custom_parameters.emplace_back(std::move(name), std::move(value));
  }
  if (handling == QueryHandling::keep) {
    request.custom_parameters.clear();
    if (!url.query.empty()) request.request_target += "?" + url.query;
    return request;
  }
  if (url.query.size() > kMaxQueryCharacters) {
    request.complaint = fmt::format("the socket URL's query is longer than {} characters", kMaxQueryCharacters);
    request.custom_parameters.clear();
  } else if (request.custom_parameters.size() > kMaxCustomParameters) {
    request.complaint = fmt::format("the socket URL's query has more than {} parameters", kMaxCustomParameters);
    request.custom_parameters.resize(kMaxCustomParameters);
  }
  return request;
}

}  // namespace exo::simulator
