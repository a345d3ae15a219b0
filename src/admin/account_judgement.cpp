#include "admin/account_judgement.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

namespace exo::admin {
namespace {

using exotel::ProbeVerdict;

PartFinding ok(std::string words) {
  return {.state = PartState::ok, .words = std::move(words), .next_step = {}};
}
PartFinding wrong(std::string words, std::string next_step) {
  return {.state = PartState::wrong, .words = std::move(words), .next_step = std::move(next_step)};
}
PartFinding unknown(std::string words, std::string next_step = {}) {
  return {.state = PartState::unknown, .words = std::move(words), .next_step = std::move(next_step)};
}

constexpr std::string_view kCopySid =
    "Copy the account SID from Exotel's dashboard, API settings; upper and lower case count.";
constexpr std::string_view kCopyPair = "Copy API key and API token from Exotel's dashboard, API settings, once more.";

/// Did this cluster recognise key and token?
bool knows_login(const AskedCluster& asked) noexcept {
  const auto verdict = asked.probe.verdict;
  return verdict == ProbeVerdict::accepted || verdict == ProbeVerdict::restricted ||
         verdict == ProbeVerdict::wrong_account;
}

void accept_login(AccountCheck& check) {
  check.api_key = ok("Exotel accepts it.");
  check.api_token = ok("Exotel accepts it.");
}

/// The account SID and the service, as a cluster that knows the login sees them.
void judge_account(AccountCheck& check, const AskedCluster& home) {
  const auto& probe = home.probe;
  if (probe.verdict == ProbeVerdict::wrong_account) {
    check.account_sid = wrong("The API key works, but it does not belong to this account SID.", std::string(kCopySid));
    check.service = unknown("Exotel was not asked for this account: its SID is wrong.");
    return;
  }
  check.account_sid = ok("Exotel knows it, and it belongs to the API key.");
  if (probe.verdict == ProbeVerdict::accepted) {
    check.service = ok("Exotel serves the account.");
  } else {
    check.service = wrong(std::string(probe.refusal->known->words), std::string(probe.refusal->known->next_step));
  }
}

/// No cluster that was asked knows the login. `chosen` refused it, or did not know the account.
void judge_unknown_login(AccountCheck& check, std::span<const AskedCluster> others) {
  const bool one_was_silent =
      std::ranges::any_of(others, [](const auto& other) { return other.probe.verdict == ProbeVerdict::unclear; });
  const auto where = others.empty()   ? "on this cluster; there is no other one to ask"
                     : one_was_silent ? "on this cluster; the other one could not be asked"
                                      : "on any cluster";
  check.service = unknown("Exotel was not asked for this account: it does not accept the login.");
  if (check.asked.front().probe.verdict == ProbeVerdict::unknown_account) {
    check.account_sid = wrong("Exotel knows no such account on this cluster.", std::string(kCopySid));
    check.api_key = unknown("Exotel did not judge it: it does not know the account.");
    check.api_token = unknown("Exotel did not judge it: it does not know the account.");
    check.cluster = unknown("Exotel did not judge it: it does not know the account.");
    return;
  }
  const auto pair = fmt::format(
      "Exotel does not accept this pair of key and token {}. It does not say which of the two "
      "is wrong.",
      where);
  check.api_key = wrong(pair, std::string(kCopyPair));
  check.api_token = wrong(pair, std::string(kCopyPair));
  check.account_sid = unknown("Exotel looks at it only when key and token are right.");
  check.cluster = unknown("Exotel's answer is the same for a wrong key and for the wrong cluster.",
                          "Compare it with the region that Exotel's dashboard shows.");
}

void judge_silence(AccountCheck& check) {
  const auto& refusal = *check.asked.front().probe.refusal;
  check.verdict = AccountVerdict::unknown;
  const std::string untold = "Exotel gave no usable answer.";
  check.account_sid = check.api_key = check.api_token = check.cluster = unknown(untold);
  check.service = unknown(std::string(refusal.known->words), std::string(refusal.known->next_step));
  check.summary = fmt::format("The credentials could not be verified. {}", refusal.known->words);
}

std::string summary_of(const AccountCheck& check) {
  if (check.verdict == AccountVerdict::ok) return "The credentials work.";
  if (check.verdict == AccountVerdict::restricted) return "The credentials are right, but: " + check.service.words;
  std::string wrong_parts;
  const auto name = [&](std::string_view part, const PartFinding& finding) {
    if (finding.state != PartState::wrong) return;
    if (!wrong_parts.empty()) wrong_parts += ", ";
    wrong_parts += part;
  };
  name("account_sid", check.account_sid);
  name("api_key or api_token", check.api_key);
  name("api_base_url (cluster)", check.cluster);
  const auto& worst = check.cluster.state == PartState::wrong       ? check.cluster
                      : check.account_sid.state == PartState::wrong ? check.account_sid
                                                                    : check.api_key;
  return fmt::format("The credentials do not work; wrong: {}. {} {}", wrong_parts, worst.words, worst.next_step);
}

}  // namespace

void judge(AccountCheck& check) {
  const auto& chosen = check.asked.front();
  if (chosen.probe.verdict == ProbeVerdict::unclear) return judge_silence(check);
  const auto home = std::ranges::find_if(check.asked, knows_login);
  if (home == check.asked.end()) {
    check.verdict = AccountVerdict::wrong;
    judge_unknown_login(check, std::span(check.asked).subspan(1));
    check.summary = summary_of(check);
    return;
  }
  accept_login(check);
  judge_account(check, *home);
  const bool at_home = home == check.asked.begin();
  if (at_home) {
    check.cluster = ok("The account is on this cluster.");
  } else {
    check.right_base = home->api_base_url;
    check.cluster = wrong(fmt::format("The account is on another cluster: {} accepts its key and token, {} does not.",
                                      home->api_base_url, chosen.api_base_url),
                          fmt::format("Set api_base_url to {}.", home->api_base_url));
  }
  check.verdict = AccountVerdict::wrong;
  if (at_home && home->probe.verdict == ProbeVerdict::accepted) check.verdict = AccountVerdict::ok;
  if (at_home && home->probe.verdict == ProbeVerdict::restricted) check.verdict = AccountVerdict::restricted;
  check.summary = summary_of(check);
}

}  // namespace exo::admin
