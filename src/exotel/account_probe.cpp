#include "exotel/account_probe.h"

#include <array>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "exotel/rest.h"

namespace exo::exotel {
namespace {

using Meaning = std::pair<std::string_view, ProbeVerdict>;
constexpr std::array kMeanings = {
    Meaning{"wrong_key_or_cluster", ProbeVerdict::wrong_login},
    Meaning{"wrong_sid", ProbeVerdict::wrong_account},
    Meaning{"wrong_sid_or_cluster", ProbeVerdict::unknown_account},
    Meaning{"kyc", ProbeVerdict::restricted},
    Meaning{"balance", ProbeVerdict::restricted},
    Meaning{"trial_number", ProbeVerdict::restricted},
};

ProbeVerdict verdict_of(const Refusal& refusal) noexcept {
  for (const auto& [id, verdict] : kMeanings) {
    if (refusal.known->id == id) return verdict;
  }
  return ProbeVerdict::unclear;
}

/// A proxy's sign-in page or another server's "ok" is no proof of anything.
bool is_call_list(std::string_view body) {
  const auto root = parse_json(trim(body), {.max_bytes = 1 << 20});
  return root && root->is_object() && (root->contains("Calls") || root->contains("Metadata"));
}

}  // namespace

HttpRequest make_probe_request(const domain::Integration& integration) {
  return rest_request(integration, "/Calls.json?PageSize=1");
}

Probe read_probe(const Result<HttpReply>& reply) {
  if (!reply) return {.verdict = ProbeVerdict::unclear, .refusal = transport_refusal(reply.error())};
  if (auto refusal = find_refusal(*reply)) {
    const auto verdict = verdict_of(*refusal);
    return {.verdict = verdict, .refusal = std::move(refusal)};
  }
  if (is_call_list(reply->body)) return {.verdict = ProbeVerdict::accepted, .refusal = std::nullopt};
  // Without the text: a list of calls in an unknown shape would hold customers' numbers.
  auto unexpected = unexpected_answer({.status = reply->status, .headers = {}, .body = {}});
  return {.verdict = ProbeVerdict::unclear, .refusal = std::move(unexpected)};
}

}  // namespace exo::exotel
