#include "app/extended_json.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace exo::app {
namespace {

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Json> whole_number(const Json& text) {
  if (!text.is_string()) return std::nullopt;
  const auto number = number_of<std::int64_t>(text.get_ref<const std::string&>());
  return number ? std::optional<Json>(*number) : std::nullopt;
}

std::optional<Json> fraction(const Json& text) {
  if (!text.is_string()) return std::nullopt;
  const auto number = number_of<double>(text.get_ref<const std::string&>());
  return number && std::isfinite(*number) ? std::optional<Json>(*number) : std::nullopt;
}

std::optional<Json> text_alone(const Json& value) {
  return value.is_string() ? std::optional<Json>(value) : std::nullopt;
}

/// Subtype 4 is a UUID, 3 its older form (of which the byte order depends on the driver; Python's is this one).
std::optional<Json> uuid_of(const Json& base64, const Json& subtype) {
  if (!base64.is_string() || (subtype != "04" && subtype != "03" && subtype != "4" && subtype != "3")) {
    return std::nullopt;
  }
  const auto bytes = base64_decode(base64.get_ref<const std::string&>());
  if (!bytes || bytes->size() != 16) return std::nullopt;
  auto text = hex_encode(*bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

std::optional<Json> binary(const Json& value) {
  if (!value.is_object() || !value.contains("base64") || !value.contains("subType")) return std::nullopt;
  return uuid_of(value["base64"], value["subType"]);
}

/// The value of a wrapper with one key; nullopt when it is none.
std::optional<Json> unwrapped(std::string_view key, const Json& inner) {
  if (key == "$oid" || key == "$uuid" || key == "$symbol" || key == "$numberDecimal") return text_alone(inner);
  if (key == "$numberInt" || key == "$numberLong") return whole_number(inner);
  if (key == "$numberDouble") return fraction(inner);
  if (key == "$date") return plain_json(inner);
  if (key == "$binary") return binary(inner);
  if (key == "$undefined") return Json();
  return std::nullopt;
}

}  // namespace

Json plain_json(const Json& value) {
  if (value.is_array()) {
    auto list = Json::array();
    for (const auto& entry : value) list.push_back(plain_json(entry));
    return list;
  }
  if (!value.is_object()) return value;
  if (value.size() == 1) {
    if (auto inner = unwrapped(value.begin().key(), *value.begin())) return *std::move(inner);
  }
  if (value.size() == 2 && value.contains("$binary") && value.contains("$type")) {  // version 1 of the format
    if (auto inner = uuid_of(value["$binary"], value["$type"])) return *std::move(inner);
  }
  auto object = Json::object();
  for (const auto& [key, entry] : value.items()) object[key] = plain_json(entry);
  return object;
}

}  // namespace exo::app
