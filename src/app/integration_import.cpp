#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "app/integration_file.h"
#include "domain/phone_number.h"

namespace exo::app {
namespace {

using domain::Did;
using domain::Integration;

std::unexpected<Error> at_place(std::size_t place, const Error& error) {
  return fail(error.code, fmt::format("dids[{}]: {}", place, error.detail));
}

/// Adds a DID of the file under `id`; empty: the id that was made for it.
Result<void> add_under(Integration& record, const domain::DidPatch& fields, const std::string& id) {
  const bool taken = std::ranges::any_of(record.dids, [&](const Did& known) { return known.id == id; });
  if (taken) return fail(Errc::conflict, "another DID has this id already");
  const auto added = domain::add_did(record, fields);
  if (!added) return std::unexpected(added.error());
  if (!id.empty()) record.dids.back().id = id;
  return {};
}

std::string number_of(const FileDid& did) {
  return did.fields.number ? did.fields.number->value_or("") : std::string();
}

/// By any spelling of the number.
std::map<std::string, std::string> ids_by_number(const std::vector<Did>& dids) {
  std::map<std::string, std::string> ids;
  for (const auto& did : dids) ids.emplace(domain::number_key(did.number), did.id);
  return ids;
}

Result<void> merge_dids(Integration& record, const std::vector<FileDid>& dids) {
  auto known = ids_by_number(record.dids);
  std::map<std::string, std::size_t> seen;
  for (std::size_t place = 0; place < dids.size(); ++place) {
    const auto& did = dids[place];
    const auto key = domain::number_key(number_of(did));
    if (!key.empty() && !seen.emplace(key, place).second) {
      return at_place(place, {Errc::conflict, "the file has this number twice", {}});
    }
    const auto here = known.find(key);
    const auto done = here == known.end() ? add_under(record, did.fields, did.id) : [&]() -> Result<void> {
      const auto updated = domain::update_did(record, here->second, did.fields);
      if (!updated) return std::unexpected(updated.error());
      return {};
    }();
    if (!done) return at_place(place, done.error());
  }
  return {};
}

Result<void> replace_dids(Integration& record, const std::vector<FileDid>& dids) {
  const auto known = ids_by_number(record.dids);
  record.dids.clear();
  for (std::size_t place = 0; place < dids.size(); ++place) {
    auto id = dids[place].id;
    if (const auto here = known.find(domain::number_key(number_of(dids[place]))); id.empty() && here != known.end()) {
      id = here->second;
    }
    if (auto added = add_under(record, dids[place].fields, id); !added) return at_place(place, added.error());
  }
  return {};
}

bool same_fields(const Did& a, const Did& b) noexcept {
  return a.number == b.number && a.label == b.label && a.bot_id == b.bot_id && a.flow_url == b.flow_url && a.id == b.id;
}

ImportSummary compare(const Integration& before, const Integration& after) {
  ImportSummary summary;
  const auto note = [&](std::string_view name, bool same) {
    if (!same) summary.changed_fields.push_back(name);
  };
  note("account_sid", before.account_sid == after.account_sid);
  note("api_key", before.api_key.matches(after.api_key.reveal()));
  note("api_token", before.api_token.matches(after.api_token.reveal()));
  note("api_base_url", before.effective_api_base_url() == after.effective_api_base_url());
  std::map<std::string, const Did*> left;
  for (const auto& did : before.dids) left.emplace(domain::number_key(did.number), &did);
  for (const auto& did : after.dids) {
    const auto found = left.find(domain::number_key(did.number));
    if (found == left.end()) {
      ++summary.added;
      continue;
    }
    ++(same_fields(*found->second, did) ? summary.unchanged : summary.changed);
    left.erase(found);
  }
  summary.removed = left.size();
  return summary;
}

}  // namespace

Result<ImportSummary> import_into(Integration& record, const IntegrationFile& file, ImportMode mode,
                                  domain::AllowedApiHosts hosts) {
  Integration next = record;
  if (mode == ImportMode::replace) {
    next.account_sid.clear();
    next.api_base_url.clear();
  }
  if (auto applied = domain::apply_credentials(next, file.credentials, hosts); !applied) {
    return std::unexpected(applied.error());
  }
  auto done = mode == ImportMode::replace ? replace_dids(next, file.dids) : merge_dids(next, file.dids);
  if (!done) return std::unexpected(done.error());
  const auto summary = compare(record, next);
  record = std::move(next);
  return summary;
}

}  // namespace exo::app
