#pragma once

#include <cstdint>
#include <optional>

#include "base/http_message.h"
#include "domain/integration.h"
#include "exotel/refusals.h"

namespace exo::exotel {

/// What one cluster thinks of a set of credentials (exotel.md §5.1, §5.6).
enum class ProbeVerdict : std::uint8_t {
  accepted,
  wrong_login,      ///< 401: key or token wrong, or an account of the other cluster; Exotel does not say which
  wrong_account,    ///< 403 with 34009: key and token are right, the account SID is not theirs
  unknown_account,  ///< 404: no such SID on this cluster
  restricted,       ///< the login was accepted, but Exotel withholds its service: KYC, balance
  unclear,          ///< no answer, 429, 5xx, nonsense: says nothing about the credentials
};

/// GET {base}/v1/Accounts/{sid}/Calls.json?PageSize=1, Basic auth: the least that v1, which test calls use, lets one
/// read. Changes nothing.
[[nodiscard]] HttpRequest make_probe_request(const domain::Integration& integration);

struct Probe {
  ProbeVerdict verdict = ProbeVerdict::unclear;
  std::optional<Refusal> refusal{};  ///< when not accepted
};

[[nodiscard]] Probe read_probe(const Result<HttpReply>& reply);

}  // namespace exo::exotel
