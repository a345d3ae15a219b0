#include "exotel/reply_reader.h"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "base/json.h"
#include "base/text.h"

namespace exo::exotel {
namespace {

constexpr std::size_t kMaxBody = 1 << 20;  // as rest_request asks for

using CallField = std::pair<std::string_view, std::string ProviderReply::*>;
constexpr std::array kCallFields = {
    CallField{"Sid", &ProviderReply::call_sid},
    CallField{"Status", &ProviderReply::call_status},
    CallField{"Direction", &ProviderReply::direction},
    CallField{"From", &ProviderReply::from},
    CallField{"To", &ProviderReply::to},
    CallField{"CustomField", &ProviderReply::custom_field},
    CallField{"RecordingUrl", &ProviderReply::recording_url},
    CallField{"Duration", &ProviderReply::duration},
};

// ------------------------------------------------------------------------------------------------------------ JSON

const Json* member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  for (const auto& [key, value] : object.items()) {
    if (iequals(key, name)) return &value;
  }
  return nullptr;
}

std::string text_of(const Json& object, std::string_view name) {
  const auto* const value = member(object, name);
  if (value == nullptr || value->is_null()) return {};
  if (value->is_string()) return value->get<std::string>();
  return value->is_number_integer() ? value->dump() : std::string();
}

/// The object `name` at the top, or inside the wrapper that XML has and JSON could have.
const Json* find_part(const Json& root, std::string_view name) {
  const auto* const wrapper = member(root, "TwilioResponse");
  const auto* const part = member(wrapper == nullptr ? root : *wrapper, name);
  return part != nullptr && part->is_object() ? part : nullptr;
}

std::optional<ProviderReply> read_json(std::string_view body) {
  const auto root = parse_json(body, {.max_bytes = kMaxBody});
  if (!root || !root->is_object()) return std::nullopt;
  ProviderReply reply;
  if (const auto* const exception = find_part(*root, "RestException"); exception != nullptr) {
    reply.exception = {.status = text_of(*exception, "Status"),
                       .message = text_of(*exception, "Message"),
                       .code = text_of(*exception, "Code")};
  }
  const auto* const call = find_part(*root, "Call");
  const Json& holder = call != nullptr && !text_of(*call, "Sid").empty() ? *call : *root;
  for (const auto& [name, field] : kCallFields) reply.*field = text_of(holder, name);
  if (const auto* const details = member(holder, "Details"); details != nullptr) {
    reply.conversation_duration = text_of(*details, "ConversationDuration");
  }
  return reply;
}

// ------------------------------------------------------------------------------------------------------------- XML

/// A field as child element or as attribute: one code base in the field expects the latter.
std::string text_of(const pugi::xml_node& node, std::string_view name) {
  for (const auto& child : node.children()) {
    if (iequals(child.name(), name)) return std::string(trim(child.text().get()));
  }
  for (const auto& attribute : node.attributes()) {
    if (iequals(attribute.name(), name)) return std::string(trim(attribute.value()));
  }
  return {};
}

/// `root` itself or its child of that name; never deeper, so that deep nesting costs nothing.
pugi::xml_node find_part(const pugi::xml_node& root, std::string_view name) {
  if (iequals(root.name(), name)) return root;
  for (const auto& child : root.children()) {
    if (iequals(child.name(), name)) return child;
  }
  return {};
}

bool declares_a_document_type(std::string_view body) {
  for (auto at = body.find("<!"); at != std::string_view::npos; at = body.find("<!", at + 2)) {
    const auto keyword = body.substr(at + 2);
    if (istarts_with(keyword, "DOCTYPE") || istarts_with(keyword, "ENTITY")) return true;
  }
  return false;
}

std::optional<ProviderReply> read_xml(std::string_view body) {
  if (!body.starts_with('<') || body.size() > kMaxBody || declares_a_document_type(body)) return std::nullopt;
  pugi::xml_document document;
  if (!document.load_buffer(body.data(), body.size())) return std::nullopt;
  const auto root = document.document_element();
  ProviderReply reply;
  if (const auto exception = find_part(root, "RestException")) {
    reply.exception = {.status = text_of(exception, "Status"),
                       .message = text_of(exception, "Message"),
                       .code = text_of(exception, "Code")};
  }
  const auto call = find_part(root, "Call");
  const auto holder = call && !text_of(call, "Sid").empty() ? call : root;
  for (const auto& [name, field] : kCallFields) reply.*field = text_of(holder, name);
  for (const auto& child : holder.children()) {
    if (iequals(child.name(), "Details")) reply.conversation_duration = text_of(child, "ConversationDuration");
  }
  return reply;
}

}  // namespace

std::optional<ProviderReply> read_reply(std::string_view body) {
  body = trim(body);  // the byte order mark too
  try {
    if (auto json = read_json(body)) return json;
    return read_xml(body);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace exo::exotel
