#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "admin/account_check.h"
#include "admin/document_tag.h"
#include "admin/exotel_access.h"
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

domain::PublicAddress address_of(const Services& services) {
  return services.parts.switchboard.directory()->address;
}

/// A change that was refused because of If-Match is told by `stale`.
struct Changed {
  domain::Integration record{};
  std::optional<Reply> stale{};
};

/// Stores what `change` makes of the record, inside the transaction and only if the request's If-Match permits it.
template <class Change>
Result<Changed> change_document(Services& services, const Request& request, Change change) {
  Changed changed;
  const auto address = address_of(services);
  auto record = services.parts.integration.update([&](domain::Integration& draft) -> Result<void> {
    const auto tag = document_tag(draft, address);
    if (permits(request.if_match, tag)) return change(draft);
    changed.stale = stale_reply(tag);
    return fail(Errc::conflict, "the document has changed");
  });
  if (changed.stale) return changed;
  if (!record) return std::unexpected(record.error());
  changed.record = std::move(*record);
  return changed;
}

/// What the operator is shown after a DID was added or changed. `change` works on the record inside the transaction.
template <class Change>
Result<Reply> change_did(Services& services, const Request& request, std::string_view deed, int status, Change change) {
  domain::Did did;
  const auto changed = change_document(services, request, [&](domain::Integration& draft) -> Result<void> {
    auto outcome = change(draft);
    if (!outcome) return std::unexpected(outcome.error());
    did = std::move(*outcome);
    return {};
  });
  if (!changed) return std::unexpected(changed.error());
  if (changed->stale) return *changed->stale;
  publish_dids_or_log(services);
  log::info("admin", "{} {} DID {} ({})", request.user->email, deed, log::number(did.number), did.id);
  return json_reply(did_view(changed->record, did, address_of(services)), status);
}

Reply document_reply(const domain::Integration& record, const domain::PublicAddress& address, const Json& view) {
  auto reply = json_reply(view);
  reply.headers.emplace_back("ETag", document_tag(record, address));
  return reply;
}

/// What ?verify= asks for. `unprocessable` for anything but true, false, 1, 0 and nothing.
Result<bool> wants_verification(const Request& request) {
  for (const auto& [name, value] : request.query) {
    if (name != "verify") continue;
    if (value == "true" || value == "1") return true;
    if (value != "false" && value != "0" && !value.empty()) {
      return fail(Errc::unprocessable, "verify must be true or false");
    }
  }
  return false;
}

bool same_credentials(const domain::Integration& a, const domain::Integration& b) noexcept {
  return a.account_sid == b.account_sid && a.api_base_url == b.api_base_url && a.api_key.matches(b.api_key.reveal()) &&
         a.api_token.matches(b.api_token.reveal());
}

/// The credentials as the change would leave them, and what Exotel says of them.
struct Verified {
  domain::Integration before;
  domain::Integration merged;
  AccountCheck check;
};

Result<Verified> verify_change(Services& services, const domain::CredentialsPatch& patch) {
  const auto& hosts = services.live().allowed_api_hosts;
  auto record = services.parts.integration.load();
  if (!record) return std::unexpected(record.error());
  Verified verified{.before = *record, .merged = std::move(*record), .check = {}};
  const auto applied = domain::apply_credentials(verified.merged, patch, hosts);
  if (!applied) return std::unexpected(applied.error());
  const auto settled = settle_api_base(verified.merged, services.live());
  if (!settled) return std::unexpected(settled.error());
  verified.check = check_credentials(services.parts.exotel, verified.merged, hosts);
  return verified;
}

/// 422: nothing was stored, and why.
Reply refused_credentials(const Verified& verified) {
  const Error error{Errc::unprocessable, "Nothing was stored. " + verified.check.summary, {}};
  auto reply = error_reply(error);
  auto body = parse_json(reply.body).value_or(Json::object());
  body["verification"] = check_view(verified.check, verified.merged);
  reply.body = dump_json(body);
  return reply;
}

}  // namespace

Result<Reply> get_integration(Services& services, const Request&) {
  const auto record = services.parts.integration.load();
  if (!record) return std::unexpected(record.error());
  const auto address = address_of(services);
  return document_reply(*record, address, integration_view(*record, address));
}

Result<Reply> put_integration(Services& services, const Request& request) {
  const auto patch = credentials_patch(request.body);
  if (!patch) return std::unexpected(patch.error());
  const auto verify = wants_verification(request);
  if (!verify) return std::unexpected(verify.error());
  std::optional<Verified> verified;
  if (*verify) {
    auto outcome = verify_change(services, *patch);
    if (!outcome) return std::unexpected(outcome.error());
    verified = std::move(*outcome);
    if (verified->check.verdict == AccountVerdict::wrong) return refused_credentials(*verified);
  }
  const auto changed = change_document(services, request, [&](domain::Integration& draft) -> Result<void> {
    if (verified && !same_credentials(draft, verified->before)) {
      return fail(Errc::conflict, "Somebody else changed the credentials meanwhile; nothing was stored. Try again.");
    }
    return domain::apply_credentials(draft, *patch, services.live().allowed_api_hosts);
  });
  if (!changed) return std::unexpected(changed.error());
  if (changed->stale) return *changed->stale;
  log::info("admin", "{} changed the Exotel credentials", request.user->email);
  const auto address = address_of(services);
  auto view = integration_view(changed->record, address);
  if (verified) view["verification"] = check_view(verified->check, verified->merged);
  return document_reply(changed->record, address, view);
}

Result<Reply> post_did(Services& services, const Request& request) {
  const auto patch = did_patch(request.body);
  if (!patch) return std::unexpected(patch.error());
  return change_did(services, request, "added", 201, [&](auto& draft) { return domain::add_did(draft, *patch); });
}

Result<Reply> put_did(Services& services, const Request& request) {
  const auto patch = did_patch(request.body);
  if (!patch) return std::unexpected(patch.error());
  return change_did(services, request, "changed", 200,
                    [&](auto& draft) { return domain::update_did(draft, request.param("did_id"), *patch); });
}

Result<Reply> delete_did(Services& services, const Request& request) {
  const auto id = request.param("did_id");
  const auto changed =
      change_document(services, request, [&](domain::Integration& draft) { return domain::remove_did(draft, id); });
  if (!changed) return std::unexpected(changed.error());
  if (changed->stale) return *changed->stale;
  publish_dids_or_log(services);
  log::info("admin", "{} removed DID {}", request.user->email, id);
  return json_reply({{"status", "ok"}, {"id", id}});
}

}  // namespace exo::admin
