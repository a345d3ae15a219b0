#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/random.h"
#include "base/text.h"
#include "domain/bot.h"
#include "domain/integration.h"
#include "domain/phone_number.h"
#include "domain/plain_text.h"
#include "domain/url.h"

namespace exo::domain {
namespace {

constexpr std::size_t kMaxDids = 10'000;
constexpr std::size_t kMaxLabelBytes = 200;
constexpr std::size_t kMaxFlowUrlBytes = 2048;
constexpr std::size_t kMaxAppIdDigits = 20;

std::string text_of(const Patch& patch) {
  if (!patch || !patch->has_value()) return {};
  return std::string(trim(**patch));
}

Result<void> check_bot_id(std::string_view id) {
  if (id.empty() || is_valid_bot_id(id)) return {};
  return fail(Errc::unprocessable,
              "bot_id must be 1 to 128 of the characters A-Z a-z 0-9 . _ ~ - (not \".\" or \"..\")");
}

Result<void> check_flow_url(std::string_view url) {
  if (url.empty()) return {};
  if (url.size() > kMaxFlowUrlBytes) {
    return fail(Errc::unprocessable, fmt::format("flow_url must be at most {} bytes", kMaxFlowUrlBytes));
  }
  const bool printable_ascii = std::ranges::all_of(url, [](char c) { return c > ' ' && c <= '~'; });
  const auto parts = printable_ascii ? split_url(url) : std::nullopt;
  if (!parts || (parts->scheme != "http" && parts->scheme != "https")) {
    return fail(Errc::unprocessable,
                "flow_url must be an http or https address like http://my.exotel.com/ACCOUNT/exoml/start_voice/123");
  }
  if (parts->has_userinfo) return fail(Errc::unprocessable, "flow_url must not contain a user name or password");
  return {};
}

/// decisions.md, rulings up front.
Result<std::string> flow_url_of_app(const Integration& record, std::string_view app_id) {
  const bool digits = std::ranges::all_of(app_id, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || app_id.size() > kMaxAppIdDigits) {
    return fail(Errc::unprocessable, "app_id must be the digits of an Exotel app");
  }
  if (record.account_sid.empty()) {
    return fail(Errc::unprocessable, "app_id needs the account: store account_sid first, or give flow_url");
  }
  const bool mumbai = record.effective_api_base_url() == kMumbaiApiBaseUrl;
  return fmt::format("http://{}/{}/exoml/start_voice/{}", mumbai ? "my.in.exotel.com" : "my.exotel.com",
                     percent_encode(record.account_sid), app_id);
}

Result<void> patch_flow_url(const Integration& record, const DidPatch& patch, Did& did) {
  if (patch.flow_url) {
    did.flow_url = text_of(patch.flow_url);
    return check_flow_url(did.flow_url);
  }
  const auto app_id = text_of(patch.app_id);
  if (app_id.empty()) return {};
  auto url = flow_url_of_app(record, app_id);
  if (!url) return std::unexpected(std::move(url).error());
  did.flow_url = *std::move(url);
  return {};
}

/// All fields that can be changed later, too.
Result<void> patch_did(const Integration& record, const DidPatch& patch, Did& did) {
  if (patch.label) did.label = text_of(patch.label);
  if (patch.bot_id) did.bot_id = text_of(patch.bot_id);
  if (auto checked = check_text("label", did.label, kMaxLabelBytes, Lines::one); !checked) return checked;
  if (auto checked = check_bot_id(did.bot_id); !checked) return checked;
  return patch_flow_url(record, patch, did);
}

std::unexpected<Error> unknown_did() {
  return fail(Errc::not_found, "DID not found");
}

}  // namespace

Result<Did> add_did(Integration& record, const DidPatch& fields) {
  if (!fields.number || !fields.number->has_value()) return fail(Errc::unprocessable, "number is required");
  auto number = clean_did_number(**fields.number);
  if (!number) return std::unexpected(std::move(number).error());
  Did did{.id = random_uuid(), .number = *std::move(number), .label = {}, .bot_id = {}, .flow_url = {}};
  if (auto patched = patch_did(record, fields, did); !patched) return std::unexpected(std::move(patched).error());
  const auto key = number_key(did.number);
  if (std::ranges::any_of(record.dids, [&](const Did& known) { return number_key(known.number) == key; })) {
    return fail(Errc::conflict, "DID already exists");
  }
  if (record.dids.size() >= kMaxDids) {
    return fail(Errc::conflict, fmt::format("there are {} DIDs already, which is the most", kMaxDids));
  }
  record.dids.push_back(did);
  return did;
}

Result<Did> update_did(Integration& record, std::string_view did_id, const DidPatch& patch) {
  const auto found = std::ranges::find(record.dids, did_id, &Did::id);
  if (found == record.dids.end()) return unknown_did();
  if (patch.number && !same_number(patch.number->value_or(""), found->number)) {
    return fail(Errc::unprocessable, "number cannot be changed");
  }
  Did changed = *found;
  if (auto patched = patch_did(record, patch, changed); !patched) return std::unexpected(std::move(patched).error());
  *found = changed;
  return changed;
}

Result<void> remove_did(Integration& record, std::string_view did_id) {
  const auto found = std::ranges::find(record.dids, did_id, &Did::id);
  if (found == record.dids.end()) return unknown_did();
  record.dids.erase(found);
  return {};
}

}  // namespace exo::domain
