#include <nlohmann/json.hpp>

#include "admin/handlers.h"
#include "admin/request_body.h"
#include "admin/services.h"
#include "admin/views.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/integration.h"

namespace exo::admin {
namespace {

/// Reads one field of the body into its place in a patch.
struct FieldTarget {
  std::string_view name;
  domain::Patch& target;
};

Result<void> read_fields(const Json& body, std::initializer_list<FieldTarget> fields) {
  for (const auto& field : fields) {
    auto patch = patch_field(body, field.name);
    if (!patch) return std::unexpected(patch.error());
    field.target = std::move(*patch);
  }
  return {};
}

Result<domain::CredentialsPatch> credentials_patch(const Json& body) {
  domain::CredentialsPatch patch;
  const auto read = read_fields(body, {{"account_sid", patch.account_sid},
                                       {"api_key", patch.api_key},
                                       {"api_token", patch.api_token},
                                       {"api_base_url", patch.api_base_url}});
  if (!read) return std::unexpected(read.error());
  return patch;
}

Result<domain::DidPatch> did_patch(const Json& body) {
  domain::DidPatch patch;
  const auto read = read_fields(body, {{"number", patch.number},
                                       {"label", patch.label},
                                       {"bot_id", patch.bot_id},
                                       {"flow_url", patch.flow_url},
                                       {"app_id", patch.app_id}});
  if (!read) return std::unexpected(read.error());
  return patch;
}

/// What the operator is shown after a DID was added or changed. `change` works on the record inside the transaction.
template <class Change>
Result<domain::Did> change_did(Services& services, domain::Integration& committed, Change change) {
  domain::Did did;
  auto record = services.parts.integration.update([&](domain::Integration& draft) -> Result<void> {
    auto outcome = change(draft);
    if (!outcome) return std::unexpected(outcome.error());
    did = std::move(*outcome);
    return {};
  });
  if (!record) return std::unexpected(record.error());
  publish_dids_or_log(services);
  committed = std::move(*record);
  return did;
}

Reply did_reply(Services& services, const domain::Integration& record, const domain::Did& did, int status) {
  return json_reply(did_view(record, did, services.parts.switchboard.directory()->address), status);
}

}  // namespace

Result<Reply> get_integration(Services& services, const Request&) {
  const auto record = services.parts.integration.load();
  if (!record) return std::unexpected(record.error());
  return json_reply(integration_view(*record, services.parts.switchboard.directory()->address));
}

Result<Reply> put_integration(Services& services, const Request& request) {
  const auto patch = credentials_patch(request.body);
  if (!patch) return std::unexpected(patch.error());
  const auto record = services.parts.integration.update([&](domain::Integration& draft) {
    return domain::apply_credentials(draft, *patch, services.live().allowed_api_hosts);
  });
  if (!record) return std::unexpected(record.error());
  log::info("admin", "{} changed the Exotel credentials", request.user->email);
  return json_reply(integration_view(*record, services.parts.switchboard.directory()->address));
}

Result<Reply> post_did(Services& services, const Request& request) {
  const auto patch = did_patch(request.body);
  if (!patch) return std::unexpected(patch.error());
  domain::Integration record;
  const auto did = change_did(services, record, [&](auto& draft) { return domain::add_did(draft, *patch); });
  if (!did) return std::unexpected(did.error());
  log::info("admin", "{} added DID {} ({})", request.user->email, log::number(did->number), did->id);
  return did_reply(services, record, *did, 201);
}

Result<Reply> put_did(Services& services, const Request& request) {
  const auto patch = did_patch(request.body);
  if (!patch) return std::unexpected(patch.error());
  domain::Integration record;
  const auto did = change_did(services, record,
                              [&](auto& draft) { return domain::update_did(draft, request.param("did_id"), *patch); });
  if (!did) return std::unexpected(did.error());
  log::info("admin", "{} changed DID {} ({})", request.user->email, log::number(did->number), did->id);
  return did_reply(services, record, *did, 200);
}

Result<Reply> delete_did(Services& services, const Request& request) {
  const auto id = request.param("did_id");
  const auto record =
      services.parts.integration.update([&](domain::Integration& draft) { return domain::remove_did(draft, id); });
  if (!record) return std::unexpected(record.error());
  publish_dids_or_log(services);
  log::info("admin", "{} removed DID {}", request.user->email, id);
  return json_reply({{"status", "ok"}, {"id", id}});
}

}  // namespace exo::admin
