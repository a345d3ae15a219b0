#include "app/integration_file.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/extended_json.h"
#include "base/json.h"
#include "base/text.h"

namespace exo::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::string_view kType = "exotel";
constexpr JsonLimits kLimits{.max_bytes = kMaxIntegrationFile, .max_depth = 16};

std::unexpected<Error> refuse(std::string sentence) {
  return fail(Errc::unprocessable, std::move(sentence));
}

/// Documents of a file: an array's entries, else the object itself, else one of each line (mongoexport).
Result<std::vector<Json>> documents_of(std::string_view text) {
  if (text.size() > kMaxIntegrationFile) return refuse(fmt::format("it is larger than {} bytes", kMaxIntegrationFile));
  text = trim(text);
  if (auto whole = parse_json(text, kLimits)) {
    if (whole->is_array()) return whole->get<std::vector<Json>>();
    return std::vector{*std::move(whole)};
  }
  std::vector<Json> documents;
  std::size_t number = 0;
  for (const auto line : split(text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    auto document = parse_json(trim(line), kLimits);
    if (!document) {
      return refuse(number == 1 ? "it is not JSON: " + document.error().detail
                                : fmt::format("line {} is not JSON: {}", number, document.error().detail));
    }
    documents.push_back(*std::move(document));
  }
  return documents;
}

/// As the API takes it: absent, null or a text. A number of a DID may be stored as one.
Result<domain::Patch> patch_of(const Json& object, std::string_view name, std::string_view place) {
  const auto found = object.find(name);
  if (found == object.end()) return domain::Patch();
  if (found->is_null()) return domain::Patch(std::optional<std::string>());
  if (found->is_string()) return domain::Patch(found->get<std::string>());
  constexpr double kMostDigits = 1e15;
  if (name == "number" && found->is_number_integer()) return domain::Patch(found->dump());
  if (name == "number" && found->is_number_float()) {
    const auto number = found->get<double>();
    if (number >= 0 && number < kMostDigits && std::floor(number) == number) {
      return domain::Patch(fmt::format("{:.0f}", number));
    }
  }
  return refuse(fmt::format("{}{} must be a text or null", place, name));
}

struct Field {
  std::string_view name;
  domain::Patch& target;
};

Result<void> read_fields(const Json& object, std::string_view place, std::initializer_list<Field> fields) {
  for (const auto& field : fields) {
    auto patch = patch_of(object, field.name, place);
    if (!patch) return std::unexpected(patch.error());
    field.target = *std::move(patch);
  }
  return {};
}

bool is_did_id(std::string_view text) noexcept {
  constexpr std::size_t kLongest = 64;  // decisions.md §3
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
  });
}

Result<FileDid> read_did(const Json& entry, const std::string& place) {
  if (!entry.is_object()) return refuse(fmt::format("{} must be an object", place));
  FileDid did;
  auto& fields = did.fields;
  const auto read = read_fields(entry, place + ".",
                                {{"number", fields.number},
                                 {"label", fields.label},
                                 {"bot_id", fields.bot_id},
                                 {"flow_url", fields.flow_url},
                                 {"app_id", fields.app_id}});
  if (!read) return std::unexpected(read.error());
  for (const auto* name : {"id", "_id"}) {
    const auto found = entry.find(name);
    if (found == entry.end() || found->is_null() || !did.id.empty()) continue;
    if (!found->is_string() || !is_did_id(found->get_ref<const std::string&>())) {
      return refuse(fmt::format("{}.{} must be 1 to 64 of the characters A-Z a-z 0-9 _ -", place, name));
    }
    did.id = found->get<std::string>();
  }
  return did;
}

Result<IntegrationFile> read_document(const Json& document) {
  IntegrationFile file;
  auto& credentials = file.credentials;
  const auto read = read_fields(document, "",
                                {{"account_sid", credentials.account_sid},
                                 {"api_key", credentials.api_key},
                                 {"api_token", credentials.api_token},
                                 {"api_base_url", credentials.api_base_url}});
  if (!read) return std::unexpected(read.error());
  const auto dids = document.find("dids");
  if (dids == document.end() || dids->is_null()) return file;
  if (!dids->is_array()) return refuse("dids must be a list");
  for (const auto& entry : *dids) {
    auto did = read_did(entry, fmt::format("dids[{}]", file.dids.size()));
    if (!did) return std::unexpected(did.error());
    file.dids.push_back(*std::move(did));
  }
  return file;
}

}  // namespace

std::string write_integration_file(const domain::Integration& record, Secrets secrets) {
  OrderedJson document{
      {"type", kType}, {"account_sid", record.account_sid}, {"api_base_url", record.effective_api_base_url()}};
  if (secrets == Secrets::in_clear && !record.api_key.empty()) document["api_key"] = record.api_key.reveal();
  if (secrets == Secrets::in_clear && !record.api_token.empty()) document["api_token"] = record.api_token.reveal();
  auto& dids = document["dids"] = OrderedJson::array();
  for (const auto& did : record.dids) {
    dids.push_back({{"id", did.id},
                    {"number", did.number},
                    {"label", did.label},
                    {"bot_id", did.bot_id},
                    {"flow_url", did.flow_url}});
  }
  return document.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

Result<IntegrationFile> read_integration_file(std::string_view text) {
  const auto documents = documents_of(text);
  if (!documents) return std::unexpected(documents.error());
  std::optional<Json> chosen;
  std::size_t others = 0;
  for (const auto& document : *documents) {
    if (!document.is_object()) return refuse("it holds something else than documents (JSON objects)");
    auto plain = plain_json(document);
    if (!plain.is_object() || !plain.contains("type") || plain["type"] != kType) {
      ++others;
      continue;
    }
    if (chosen) return refuse("it holds two documents of the type \"exotel\"; leave the right one in it");
    chosen = std::move(plain);
  }
  if (!chosen) return refuse("it holds no document of the type \"exotel\"");
  auto file = read_document(*chosen);
  if (file) file->other_documents = others;
  return file;
}

}  // namespace exo::app
