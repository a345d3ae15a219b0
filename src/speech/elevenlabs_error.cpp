#include "speech/elevenlabs_error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/text.h"

namespace exo::speech {
namespace {

constexpr std::size_t kMaxReason = 80;

std::string text_field(const Json& object, const char* name) {
  const auto field = object.find(name);
  return field != object.end() && field->is_string() ? field->get<std::string>() : std::string();
}

std::string of_object(const Json& detail) {
  for (const auto* name : {"code", "status", "type", "message"}) {
    if (auto text = text_field(detail, name); !text.empty()) return text;
  }
  return {};
}

/// 422: [{"loc": ["body", "text"], "msg": "…"}]
std::string of_list(const Json& detail) {
  if (detail.empty() || !detail.front().is_object()) return {};
  auto message = text_field(detail.front(), "msg");
  const auto where = detail.front().find("loc");
  if (where == detail.front().end() || !where->is_array() || where->empty() || !where->back().is_string()) {
    return message;
  }
  return where->back().get<std::string>() + ": " + message;
}

std::string of_json(const Json& answer) {
  if (!answer.is_object()) return {};
  const auto detail = answer.find("detail");
  if (detail == answer.end()) return of_object(answer);
  if (detail->is_string()) return detail->get<std::string>();
  if (detail->is_object()) return of_object(*detail);
  return detail->is_array() ? of_list(*detail) : std::string();
}

}  // namespace

std::string elevenlabs_reason(int status, std::string_view body) {
  std::string words;
  if (trim(body).starts_with('<')) {
    words = "HTML page";
  } else if (const auto answer = parse_json(body)) {
    words = of_json(*answer);
  }
  return std::string(trim(fmt::format("{} {}", status, printable(words, kMaxReason))));
}

}  // namespace exo::speech
