#include "admin/route.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace exo::admin {
namespace {

bool is_parameter(std::string_view segment) noexcept {
  return segment.starts_with('{');
}

std::string_view without_slash_at_end(std::string_view path) noexcept {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

std::optional<PathParams> match_path(std::string_view pattern, std::span<const std::string_view> segments) {
  const auto wanted = split(pattern, '/');
  if (wanted.size() != segments.size()) return std::nullopt;
  PathParams params;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    auto text = percent_decode(segments[i]);
    if (is_parameter(wanted[i])) {
      if (text.empty()) return std::nullopt;
      params.emplace_back(wanted[i].substr(1, wanted[i].size() - 2), std::move(text));
    } else if (text != wanted[i]) {
      return std::nullopt;
    }
  }
  return params;
}

void add_method(std::string& allow, std::string_view method) {
  if (!allow.empty()) allow += ", ";
  allow += method;
}

}  // namespace

RouteMatch find_route(std::span<const Route> table, std::string_view method, std::string_view path) {
  const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
  const auto segments = split(without_slash_at_end(path), '/');
  RouteMatch match;
  for (const auto& route : table) {
    auto params = match_path(route.pattern, segments);
    if (!params) continue;
    if (to_string(route.method) == wanted) return {&route, std::move(*params), {}};
    add_method(match.allow, to_string(route.method));
    if (route.method == Method::get) add_method(match.allow, "HEAD");
  }
  return match;
}

}  // namespace exo::admin
