#include "store/integration_document.h"

#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "store/vault.h"

namespace exo::store {
namespace {

constexpr std::string_view kApiKeyPlace = "integrations/exotel/api_key";
constexpr std::string_view kApiTokenPlace = "integrations/exotel/api_token";

std::unexpected<Error> damaged(std::string_view field) {
  return fail(Errc::internal, fmt::format("the stored integration is damaged at {}", field));
}

Result<void> check_text(std::string_view text, std::string_view field) {
  if (!is_utf8(text)) return fail(Errc::unprocessable, fmt::format("{} is not valid UTF-8", field));
  return {};
}

Result<void> check_dids(const std::vector<domain::Did>& dids) {
  std::set<std::string_view> ids;
  for (const auto& did : dids) {
    if (did.id.empty() || did.number.empty()) return fail(Errc::unprocessable, "a DID needs an id and a number");
    if (!ids.insert(did.id).second) return fail(Errc::unprocessable, "two DIDs have the same id");
    for (const auto* text : {&did.id, &did.number, &did.label, &did.bot_id, &did.flow_url}) {
      if (auto sound = check_text(*text, "a field of a DID"); !sound) return sound;
    }
  }
  return {};
}

Json sealed_or_null(const Secret& secret, std::string_view place, const Vault& vault) {
  return secret.empty() ? Json() : Json(vault.seal(secret, place));
}

Result<std::string> text_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  if (found == object.end() || !found->is_string()) return damaged(field);
  return found->get<std::string>();
}

Result<Secret> secret_of(const Json& document, const char* field, std::string_view place, const Vault& vault) {
  const auto found = document.find(field);
  if (found == document.end()) return damaged(field);
  if (found->is_null()) return Secret();
  if (!found->is_string()) return damaged(field);
  return vault.unseal(found->get_ref<const std::string&>(), place);
}

/// Reads each named text of `object` into its place; the first that is missing is the failure.
Result<void> read_texts(const Json& object, std::initializer_list<std::pair<const char*, std::string*>> fields) {
  for (const auto& [name, to] : fields) {
    auto text = text_of(object, name);
    if (!text) return std::unexpected(text.error());
    *to = std::move(*text);
  }
  return {};
}

Result<std::vector<domain::Did>> dids_of(const Json& document) {
  const auto found = document.find("dids");
  if (found == document.end() || !found->is_array()) return damaged("dids");
  std::vector<domain::Did> dids;
  for (const auto& entry : *found) {
    if (!entry.is_object()) return damaged("dids");
    auto& did = dids.emplace_back();
    auto read = read_texts(entry, {{"id", &did.id},
                                   {"number", &did.number},
                                   {"label", &did.label},
                                   {"bot_id", &did.bot_id},
                                   {"flow_url", &did.flow_url}});
    if (!read) return std::unexpected(read.error());
  }
  return dids;
}

}  // namespace

Result<std::string> encode_integration(const domain::Integration& record, const Vault& vault) {
  if (auto sound = check_text(record.account_sid, "account_sid"); !sound) return std::unexpected(sound.error());
  if (auto sound = check_text(record.api_base_url, "api_base_url"); !sound) return std::unexpected(sound.error());
  if (auto sound = check_dids(record.dids); !sound) return std::unexpected(sound.error());
  Json dids = Json::array();
  for (const auto& did : record.dids) {
    dids.push_back({{"id", did.id},
                    {"number", did.number},
                    {"label", did.label},
                    {"bot_id", did.bot_id},
                    {"flow_url", did.flow_url}});
  }
  auto text = dump_json({{"type", kExotelType},
                         {"account_sid", record.account_sid},
                         {"api_base_url", record.api_base_url},
                         {"api_key", sealed_or_null(record.api_key, kApiKeyPlace, vault)},
                         {"api_token", sealed_or_null(record.api_token, kApiTokenPlace, vault)},
                         {"dids", std::move(dids)},
                         {"revision", record.revision}});
  if (text.size() > kMaxDocumentBytes) {
    return fail(Errc::unprocessable, fmt::format("the integration would be larger than {} bytes", kMaxDocumentBytes));
  }
  return text;
}

Result<domain::Integration> decode_integration(std::string_view document, const Vault& vault) {
  const auto parsed = parse_json(document, {.max_bytes = kMaxDocumentBytes, .max_depth = 8});
  if (!parsed || !parsed->is_object()) return damaged("the whole document");
  domain::Integration record;
  const auto texts =
      read_texts(*parsed, {{"account_sid", &record.account_sid}, {"api_base_url", &record.api_base_url}});
  if (!texts) return std::unexpected(texts.error());
  auto api_key = secret_of(*parsed, "api_key", kApiKeyPlace, vault);
  if (!api_key) return std::unexpected(api_key.error());
  auto api_token = secret_of(*parsed, "api_token", kApiTokenPlace, vault);
  if (!api_token) return std::unexpected(api_token.error());
  auto dids = dids_of(*parsed);
  if (!dids) return std::unexpected(dids.error());
  record.api_key = std::move(*api_key);
  record.api_token = std::move(*api_token);
  record.dids = std::move(*dids);
  // Documents from before there were revisions have none.
  const auto revision = parsed->find("revision");
  if (revision == parsed->end()) return record;
  if (!revision->is_number_unsigned()) return damaged("revision");
  record.revision = revision->get<std::uint64_t>();
  return record;
}

}  // namespace exo::store
