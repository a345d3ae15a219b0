#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/secret.h"

namespace exo::domain {

/// Exotel's two clusters (exotel.md §5.1): Singapore, the default, and Mumbai.
inline constexpr std::string_view kDefaultApiBaseUrl = "https://api.exotel.com";
inline constexpr std::string_view kMumbaiApiBaseUrl = "https://api.in.exotel.com";

/// A number of the Exotel account and the bot that answers it. `websocket_url` is derived, never stored.
struct Did {
  std::string id{};      ///< UUID, made here
  std::string number{};  ///< digits with an optional '+', as the account knows it (decisions.md §3)
  std::string label{};
  std::string bot_id{};    ///< empty: none attached
  std::string flow_url{};  ///< passed to Exotel verbatim; empty: no test calls

  bool operator==(const Did&) const = default;
};

/// The single document {type: "exotel"}.
struct Integration {
  std::string account_sid{};
  Secret api_key{};
  Secret api_token{};
  std::string api_base_url{};  ///< normalised; empty: kDefaultApiBaseUrl
  std::vector<Did> dids{};     ///< in the order they were added
  std::uint64_t revision = 0;  ///< how often it has been stored; the store's, not to be changed elsewhere

  [[nodiscard]] bool credentials_configured() const noexcept;
  [[nodiscard]] std::string_view effective_api_base_url() const noexcept;
  [[nodiscard]] const Did* find_did(std::string_view id) const noexcept;
};

/// A field of a request: absent = leave alone; present with nullopt = JSON null; present with text.
using Patch = std::optional<std::optional<std::string>>;

struct CredentialsPatch {
  Patch account_sid{};
  Patch api_key{};
  Patch api_token{};
  Patch api_base_url{};
};

struct DidPatch {
  Patch number{};  ///< only to be refused when it differs
  Patch label{};
  Patch bot_id{};
  Patch flow_url{};
  Patch app_id{};  ///< fills flow_url when no flow_url is given (decisions.md, rulings up front)
};

/// Hosts beside Exotel's two that `api_base_url` may name, from `exotel.allowed_api_hosts`: "scheme://host:port".
using AllowedApiHosts = std::span<const std::string>;

// The rules of decisions.md §2 and §3. Each either changes the record as a whole or fails and leaves it as it was;
// every failure is a sentence for the operator.
[[nodiscard]] Result<void> apply_credentials(Integration& record, const CredentialsPatch& patch, AllowedApiHosts hosts);
/// Adds a DID at the end and returns it. `conflict` when the number is there already in any spelling.
[[nodiscard]] Result<Did> add_did(Integration& record, const DidPatch& fields);
[[nodiscard]] Result<Did> update_did(Integration& record, std::string_view did_id, const DidPatch& patch);
[[nodiscard]] Result<void> remove_did(Integration& record, std::string_view did_id);

/// decisions.md §2: trims, completes, lower-cases and checks against the closed list. `unprocessable` says what is
/// wrong.
[[nodiscard]] Result<std::string> normalise_api_base_url(std::string_view text, AllowedApiHosts hosts);

/// Why a test call cannot be placed on `did`: "credentials_missing", "flow_url_missing", or "" when it can.
[[nodiscard]] std::string_view not_test_ready_reason(const Integration& record, const Did& did) noexcept;

}  // namespace exo::domain
