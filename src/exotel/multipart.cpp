#include "exotel/multipart.h"

#include <string>
#include <vector>

#include "base/text.h"

namespace exo::exotel {
namespace {

constexpr std::size_t kMaxParts = 64;
constexpr std::size_t kMaxBoundary = 72;  // RFC 2046 §5.1.1: 70 characters after "--"

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// The value of name="…" in a Content-Disposition header; empty when the part has none or is a file.
std::string_view field_name(std::string_view headers) {
  for (const auto raw : split(headers, '\n')) {
    const auto line = without_line_end(raw);
    if (!istarts_with(line, "content-disposition:")) continue;
    std::string_view name;
    for (const auto piece : split(line, ';')) {
      auto parameter = trim(piece);
      if (istarts_with(parameter, "filename")) return {};
      if (!istarts_with(parameter, "name=")) continue;
      parameter.remove_prefix(5);
      if (parameter.size() >= 2 && parameter.front() == '"' && parameter.back() == '"') {
        parameter = parameter.substr(1, parameter.size() - 2);
      }
      name = parameter;
    }
    return name;
  }
  return {};
}

void read_part(std::string_view part, FormFields& fields) {
  for (const std::string_view gap : {"\r\n\r\n", "\n\n"}) {
    const auto end = part.find(gap);
    if (end == std::string_view::npos) continue;
    const auto name = field_name(part.substr(0, end));
    if (!name.empty()) fields.emplace_back(name, trim(part.substr(end + gap.size())));
    return;
  }
}

}  // namespace

bool looks_like_multipart(std::string_view body) noexcept {
  return trim(body).starts_with("--");
}

FormFields multipart_fields(std::string_view body) {
  FormFields fields;
  body = trim(body);
  const auto boundary = without_line_end(body.substr(0, body.find('\n')));
  if (!boundary.starts_with("--") || boundary.size() < 3 || boundary.size() > kMaxBoundary) return fields;
  auto at = boundary.size();
  for (std::size_t parts = 0; parts < kMaxParts; ++parts) {
    const auto next = body.find(boundary, at);
    if (next == std::string_view::npos) return fields;
    read_part(trim(body.substr(at, next - at)), fields);
    at = next + boundary.size();
  }
  return fields;
}

}  // namespace exo::exotel
