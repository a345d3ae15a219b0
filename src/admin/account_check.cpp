#include "admin/account_check.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin/account_judgement.h"
#include "admin/account_numbers.h"
#include "admin/exotel_failure.h"
#include "base/text.h"

namespace exo::admin {
namespace {

using exotel::ProbeVerdict;

/// Somebody looks at a page meanwhile.
constexpr std::chrono::milliseconds kLongestQuestion{10'000};

AskedCluster ask(const HttpTransport& exotel, domain::Integration record, std::string base) {
  record.api_base_url = base;
  auto request = exotel::make_probe_request(record);
  request.total_timeout = std::min(request.total_timeout, kLongestQuestion);
  return {.api_base_url = std::move(base), .probe = exotel::read_probe(exotel(request))};
}

/// Where else the account may be. Never one of Exotel's for a host of the configuration file, nor the other way round:
/// a simulator must not be shown an account's secrets, nor Exotel a simulator's.
std::vector<std::string> other_clusters(const std::string& chosen, domain::AllowedApiHosts hosts) {
  if (chosen == domain::kDefaultApiBaseUrl) return {std::string(domain::kMumbaiApiBaseUrl)};
  if (chosen == domain::kMumbaiApiBaseUrl) return {std::string(domain::kDefaultApiBaseUrl)};
  std::vector<std::string> others;
  for (const auto& host : hosts) {
    const auto base = domain::normalise_api_base_url(host, hosts);
    if (!base || *base == chosen || *base == domain::kDefaultApiBaseUrl || *base == domain::kMumbaiApiBaseUrl) continue;
    if (std::ranges::find(others, *base) == others.end()) others.push_back(*base);
  }
  constexpr std::size_t kMostOthers = 3;
  if (others.size() > kMostOthers) others.resize(kMostOthers);
  return others;
}

bool may_live_elsewhere(ProbeVerdict verdict) noexcept {
  return verdict == ProbeVerdict::wrong_login || verdict == ProbeVerdict::unknown_account;
}

PartFinding presence(std::string_view text, std::string_view name) {
  if (!trim(text).empty())
    return {.state = PartState::unknown, .words = "Not asked: another part is missing.", .next_step = {}};
  return {.state = PartState::missing,
          .words = fmt::format("There is no {} stored.", name),
          .next_step = fmt::format("Copy it from Exotel's dashboard, API settings, into {}.", name)};
}

AccountCheck incomplete(const domain::Integration& record) {
  AccountCheck check;
  check.verdict = AccountVerdict::incomplete;
  check.account_sid = presence(record.account_sid, "account_sid");
  check.api_key = presence(record.api_key.reveal(), "api_key");
  check.api_token = presence(record.api_token.reveal(), "api_token");
  check.cluster = {.state = PartState::unknown, .words = "Not asked: another part is missing.", .next_step = {}};
  check.service = check.cluster;
  check.summary = "Exotel was not asked: account_sid, api_key and api_token are needed for that.";
  return check;
}

PartFinding finding_of(const domain::Did& did, const AccountNumbers& numbers) {
  if (numbers.find(did.number) != nullptr) {
    return {.state = PartState::ok, .words = "The account has this number.", .next_step = {}};
  }
  if (!numbers.complete) {
    return {.state = PartState::unknown,
            .words = "The account has more numbers than are read here, and this one is not among the first.",
            .next_step = "Look for it in Exotel's dashboard, under ExoPhones."};
  }
  return {.state = PartState::wrong,
          .words = "The account has no such number.",
          .next_step = "Pick one of the account's numbers (GET /api/v1/integrations/exotel/numbers)."};
}

std::string_view to_string(PartState state) noexcept {
  switch (state) {
    case PartState::ok:
      return "ok";
    case PartState::wrong:
      return "wrong";
    case PartState::missing:
      return "missing";
    case PartState::unknown:
      return "unknown";
  }
  return "";
}

std::string_view to_string(ProbeVerdict verdict) noexcept {
  switch (verdict) {
    case ProbeVerdict::accepted:
      return "accepted";
    case ProbeVerdict::wrong_login:
      return "wrong_login";
    case ProbeVerdict::wrong_account:
      return "wrong_account";
    case ProbeVerdict::unknown_account:
      return "unknown_account";
    case ProbeVerdict::restricted:
      return "restricted";
    case ProbeVerdict::unclear:
      return "unclear";
  }
  return "";
}

Json finding_view(const PartFinding& finding) {
  return {{"state", to_string(finding.state)}, {"words", finding.words}, {"next_step", finding.next_step}};
}

}  // namespace

std::string_view to_string(AccountVerdict verdict) noexcept {
  switch (verdict) {
    case AccountVerdict::ok:
      return "ok";
    case AccountVerdict::restricted:
      return "restricted";
    case AccountVerdict::wrong:
      return "wrong";
    case AccountVerdict::incomplete:
      return "incomplete";
    case AccountVerdict::unknown:
      return "unknown";
  }
  return "";
}

AccountCheck check_credentials(const HttpTransport& exotel, const domain::Integration& record,
                               domain::AllowedApiHosts hosts) {
  if (!record.credentials_configured()) return incomplete(record);
  AccountCheck check;
  const std::string chosen(record.effective_api_base_url());
  check.asked.push_back(ask(exotel, record, chosen));
  if (may_live_elsewhere(check.asked.front().probe.verdict)) {
    for (auto& base : other_clusters(chosen, hosts)) check.asked.push_back(ask(exotel, record, std::move(base)));
  }
  judge(check);
  return check;
}

void check_dids(AccountCheck& check, const HttpTransport& exotel, const domain::Integration& record) {
  const auto add_all = [&](const auto& finding_for) {
    for (const auto& did : record.dids) check.dids.push_back({did.id, did.number, finding_for(did)});
  };
  if (record.dids.empty()) return;
  if (check.verdict != AccountVerdict::ok && check.verdict != AccountVerdict::restricted) {
    const PartFinding untold{.state = PartState::unknown,
                             .words = "Exotel can be asked for the account's numbers once the credentials work.",
                             .next_step = {}};
    return add_all([&](const domain::Did&) { return untold; });
  }
  const auto numbers = list_account_numbers(exotel, record);
  if (numbers) return add_all([&](const domain::Did& did) { return finding_of(did, *numbers); });
  const auto& row = *numbers.error().refusal.known;
  const PartFinding failed{.state = PartState::unknown,
                           .words = fmt::format("The account's numbers could not be read. {}", row.words),
                           .next_step = std::string(row.next_step)};
  add_all([&](const domain::Did&) { return failed; });
}

Json check_view(const AccountCheck& check, const domain::Integration& record) {
  auto asked = Json::array();
  for (const auto& cluster : check.asked) {
    const auto& refusal = cluster.probe.refusal;
    asked.push_back(
        {{"api_base_url", cluster.api_base_url},
         {"answer", to_string(cluster.probe.verdict)},
         {"refusal", refusal ? refusal_view(*refusal, {&record.api_key, &record.api_token}) : Json(nullptr)}});
  }
  auto dids = Json::array();
  for (const auto& did : check.dids) {
    auto view = finding_view(did.finding);
    view["id"] = did.id;
    view["number"] = did.number;
    dids.push_back(std::move(view));
  }
  return {{"verdict", to_string(check.verdict)},
          {"summary", check.summary},
          {"parts",
           {{"account_sid", finding_view(check.account_sid)},
            {"api_key", finding_view(check.api_key)},
            {"api_token", finding_view(check.api_token)},
            {"cluster", finding_view(check.cluster)},
            {"service", finding_view(check.service)}}},
          {"api_base_url", record.effective_api_base_url()},
          {"right_api_base_url", check.right_base.empty() ? Json(nullptr) : Json(check.right_base)},
          {"asked", std::move(asked)},
          {"dids", std::move(dids)}};
}

}  // namespace exo::admin
