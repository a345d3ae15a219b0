#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/http_message.h"
#include "base/json.h"
#include "domain/integration.h"
#include "exotel/account_probe.h"

namespace exo::admin {

enum class PartState : std::uint8_t { ok, wrong, missing, unknown };

/// What was found out about one thing that an operator enters.
struct PartFinding {
  PartState state = PartState::unknown;
  std::string words{};      ///< a sentence
  std::string next_step{};  ///< a sentence; empty when there is nothing to do
};

enum class AccountVerdict : std::uint8_t {
  ok,
  restricted,  ///< the credentials are right, but Exotel withholds its service (KYC, balance)
  wrong,       ///< as they are, they do not work
  incomplete,  ///< nothing was asked: a part is missing
  unknown,     ///< Exotel gave no usable answer
};

[[nodiscard]] std::string_view to_string(AccountVerdict verdict) noexcept;

struct AskedCluster {
  std::string api_base_url;
  exotel::Probe probe;
};

struct DidFinding {
  std::string id;
  std::string number;
  PartFinding finding;
};

struct AccountCheck {
  AccountVerdict verdict = AccountVerdict::unknown;
  std::string summary{};  ///< a sentence that says it all, for a log-less reader
  PartFinding account_sid{};
  PartFinding api_key{};
  PartFinding api_token{};
  PartFinding cluster{};
  PartFinding service{};     ///< does Exotel serve the account now?
  std::string right_base{};  ///< the api_base_url at which the credentials work, when it is another; else empty
  std::vector<AskedCluster> asked{};  ///< in the order of asking; the chosen one first
  std::vector<DidFinding> dids{};     ///< empty unless check_dids was asked for
};

/// Do the credentials of `record` work? Asks the chosen cluster and, when that refuses the login or does not know the
/// account (exotel.md §5.1: the wrong region answers 401), the other one: Exotel's other cluster for one of Exotel's,
/// the other entries of `hosts` for one of those. Never anybody else, and it changes nothing. One question takes up to
/// 10 s; blocks.
[[nodiscard]] AccountCheck check_credentials(const HttpTransport& exotel, const domain::Integration& record,
                                             domain::AllowedApiHosts hosts);

/// Adds to a check whose credentials are right whether each DID is a number of the account; else every DID is unknown.
void check_dids(AccountCheck& check, const HttpTransport& exotel, const domain::Integration& record);

/// As the API shows it; nothing secret.
[[nodiscard]] Json check_view(const AccountCheck& check, const domain::Integration& record);

}  // namespace exo::admin
