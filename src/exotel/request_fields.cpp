#include "exotel/request_fields.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "domain/phone_number.h"
#include "exotel/multipart.h"

namespace exo::exotel {
namespace {

/// "Call_Sid" and "callSid" are one name.
std::string bare_name(std::string_view name) {
  auto bare = to_lower(trim(name));
  std::erase_if(bare, [](char c) { return c == '_' || c == '-'; });
  return bare;
}

std::string member_name(std::string_view object, std::string_view key) {
  return std::string(object).append("[").append(key).append("]");
}

/// A text, or a number as text; empty for everything else.
std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number() ? dump_json(value) : std::string();
}

/// An object, or a JSON text that holds one, quoted once more or not.
Json object_in(std::string_view text) {
  auto parsed = parse_json(text);
  if (parsed && parsed->is_string()) parsed = parse_json(std::string(parsed->get_ref<const std::string&>()));
  return parsed && parsed->is_object() ? *std::move(parsed) : Json::object();
}

bool says_nothing(std::string_view trimmed) {
  return trimmed.empty() || iequals(trimmed, "null");
}

}  // namespace

RequestFields::RequestFields(const WebhookRequest& request) {
  // The body itself tells what it is; Content-Type headers of webhooks are often wrong.
  const auto body = request.body.size() > kMaxBodyBytes ? std::string_view{} : trim(request.body);
  if (body.starts_with('{')) {
    add_json(body);
  } else if (looks_like_multipart(body)) {
    add_all(multipart_fields(body));
  } else {
    add_all(form_decode(body));
  }
  if (request.query.size() <= kMaxBodyBytes) add_all(form_decode(request.query));
}

void RequestFields::add(std::string name, std::string value) {
  if (named_.size() >= kMaxFields || name.starts_with("legs[")) return;
  named_.emplace_back(std::move(name), std::move(value));
}

void RequestFields::add_all(FormFields fields) {
  for (auto& [name, value] : fields) add(bare_name(name), std::move(value));
}

void RequestFields::add_json(std::string_view body) {
  const auto root = object_in(body);
  for (const auto& [name, value] : root.items()) {
    const auto bare = bare_name(name);
    if (!value.is_object()) {
      add(bare, text_of(value));
      continue;
    }
    for (const auto& [key, member] : value.items()) add(member_name(bare, bare_name(key)), text_of(member));
  }
}

void RequestFields::unfold(std::string_view name) {
  const auto text = first({name});
  if (!text.starts_with('{') && !text.starts_with('"')) return;
  const auto object = object_in(text);
  for (const auto& [key, member] : object.items()) add(member_name(name, bare_name(key)), text_of(member));
}

std::string_view RequestFields::raw(std::initializer_list<std::string_view> names) const {
  for (const auto name : names) {
    for (const auto& [known, value] : named_) {
      if (known == name && !says_nothing(trim(value))) return value;
    }
  }
  return {};
}

std::string_view RequestFields::first(std::initializer_list<std::string_view> names) const {
  return trim(raw(names));
}

std::string RequestFields::text(std::initializer_list<std::string_view> names, std::size_t max_bytes) const {
  return printable(first(names), max_bytes);
}

std::string RequestFields::number(std::initializer_list<std::string_view> names, std::size_t max_bytes) const {
  return printable(domain::restore_plus(raw(names)), max_bytes);
}

}  // namespace exo::exotel
