#include "admin/request_body.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/text.h"

namespace exo::admin {
namespace {

enum class MediaType : std::uint8_t { absent, json, form, wav, other };

MediaType media_type(const std::string& content_type) {
  const auto name = to_lower(trim(std::string_view(content_type).substr(0, content_type.find(';'))));
  if (name.empty()) return MediaType::absent;
  if (name == "application/json" || (name.starts_with("application/") && name.ends_with("+json"))) {
    return MediaType::json;
  }
  // Browsers and systems disagree about the name of a .wav file's type.
  if (name == "audio/wav" || name == "audio/x-wav" || name == "audio/wave" || name == "audio/vnd.wave") {
    return MediaType::wav;
  }
  return name == "application/x-www-form-urlencoded" ? MediaType::form : MediaType::other;
}

Result<Json> object_from_form(std::string_view text) {
  auto object = Json::object();
  for (auto& [name, value] : form_decode(text)) {
    if (!is_utf8(name) || !is_utf8(value)) return fail(Errc::unprocessable, "the form is not UTF-8");
    object[name] = std::move(value);
  }
  return object;
}

Result<Json> object_from_json(std::string_view text) {
  auto value = parse_json(text, {.max_bytes = kMaxBodyBytes});
  if (!value) return value;
  if (!value->is_object()) return fail(Errc::unprocessable, "the body must be a JSON object");
  return value;
}

Result<std::string> read_recording(const IncomingRequest& request) {
  if (media_type(request.header("Content-Type")) != MediaType::wav) {
    return fail(Errc::unsupported_media, "Content-Type must be audio/wav");
  }
  return request.read_body(kMaxRecordingBytes);
}

Result<Json> read_object(const IncomingRequest& request, BodyKind kind) {
  const auto type = media_type(request.header("Content-Type"));
  const bool form = type == MediaType::form && kind == BodyKind::json_or_form;
  if (type != MediaType::json && type != MediaType::absent && !form) {
    return fail(Errc::unsupported_media, kind == BodyKind::json
                                             ? "Content-Type must be application/json"
                                             : "Content-Type must be application/json or a URL-encoded form");
  }
  const auto text = request.read_body(kMaxBodyBytes);
  if (!text) return std::unexpected(text.error());
  if (type == MediaType::absent && !text->empty()) {
    return fail(Errc::unsupported_media, "Content-Type is missing");
  }
  return form ? object_from_form(*text) : object_from_json(*text);
}

}  // namespace

Result<RequestBody> read_request_body(const IncomingRequest& request, BodyKind kind) {
  RequestBody body;
  if (kind == BodyKind::none) return body;
  if (kind == BodyKind::recording) {
    auto bytes = read_recording(request);
    if (!bytes) return std::unexpected(bytes.error());
    body.bytes = std::move(*bytes);
    return body;
  }
  auto object = read_object(request, kind);
  if (!object) return std::unexpected(object.error());
  body.object = std::move(*object);
  return body;
}

Result<domain::Patch> patch_field(const Json& body, std::string_view name) {
  const auto found = body.find(name);
  if (found == body.end()) return domain::Patch{};
  if (found->is_null()) return domain::Patch{std::in_place, std::nullopt};
  if (!found->is_string()) return fail(Errc::unprocessable, fmt::format("{} must be a string or null", name));
  return domain::Patch{std::in_place, found->get<std::string>()};
}

Result<std::string> required_text(const Json& body, std::string_view name) {
  const auto found = body.find(name);
  if (found == body.end()) return fail(Errc::unprocessable, fmt::format("{} is missing", name));
  if (!found->is_string()) return fail(Errc::unprocessable, fmt::format("{} must be a string", name));
  return found->get<std::string>();
}

}  // namespace exo::admin
