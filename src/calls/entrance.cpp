#include "calls/entrance.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/json.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "calls/routes.h"
#include "calls/site.h"
#include "domain/call_record.h"
#include "net/ip_address.h"

namespace exo::calls {
namespace {

constexpr std::string_view kBasic = "basic ";
constexpr std::size_t kCallIdBytes = 8;

std::string normalised(std::string_view address) {
  const auto parsed = net::IpAddress::parse(address.substr(0, address.find('%')));  // without a zone
  return parsed ? parsed->to_text() : std::string(address);
}

/// `what` is static text or a bot's id, never a secret.
void log_refusal(std::string_view peer, std::string_view what) {
  static log::RateLimit limit;
  const auto verdict = limit.allow();
  if (!verdict.pass) return;
  log::warning("calls", "refused {}: {} ({} more not shown)", printable(peer, 64), what, verdict.held_back);
}

WebAnswer too_many_failures(Site& site) {
  site.counters().add(Count::throttled);
  return refusal(429, "too many failures; try again in a minute");
}

bool is_throttled(std::string_view peer, std::string_view what, Site& site) {
  return site.failures().blocks(peer, what, std::chrono::steady_clock::now());
}

void note_failure(std::string_view peer, std::string_view what, Site& site) {
  site.failures().failed(peer, what, std::chrono::steady_clock::now());
}

struct Basic {
  std::string user;
  std::string password;
};

std::optional<Basic> read_basic(std::string_view authorization) {
  if (!istarts_with(authorization, kBasic)) return std::nullopt;
  const auto bytes = base64_decode(trim(authorization.substr(kBasic.size())));
  if (!bytes) return std::nullopt;
  const std::string text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  const auto colon = text.find(':');
  if (colon == std::string::npos) return std::nullopt;
  return Basic{text.substr(0, colon), text.substr(colon + 1)};
}

WebAnswer ask_login() {
  auto answer = refusal(401, "this bot's address wants its user name and password");
  answer.challenge = R"(Basic realm="exogate", charset="UTF-8")";
  return answer;
}

}  // namespace

WebAnswer refusal(unsigned status, std::string_view detail) {
  return {status, dump_json({{"detail", detail}})};
}

std::string effective_peer(std::string_view peer, std::string_view forwarded_for, const Site& site) {
  if (!site.is_trusted_proxy(peer)) return normalised(peer);
  const auto entries = split(forwarded_for, ',');
  for (std::size_t i = entries.size(); i-- > 0;) {
    const auto address = net::IpAddress::parse(trim(entries[i]));
    if (!address) break;
    if (!site.is_trusted_proxy(address->to_text())) return address->to_text();
  }
  return normalised(peer);
}

std::optional<WebAnswer> check_address(std::string_view peer, Site& site) {
  if (site.is_allowed_address(peer)) return std::nullopt;
  if (is_throttled(peer, "address", site)) return too_many_failures(site);
  note_failure(peer, "address", site);
  site.counters().add(Count::address_refused);
  log_refusal(peer, "its address is not in allow_from");
  return refusal(403, "this address may not connect");
}

std::optional<WebAnswer> check_origin(std::string_view origin, std::string_view peer, Site& site) {
  if (origin.empty()) return std::nullopt;
  const auto& allowed = site.options().allowed_origins;
  if (std::ranges::any_of(allowed, [&](const auto& each) { return iequals(each, origin); })) return std::nullopt;
  site.counters().add(Count::origin_refused);
  log_refusal(peer, "its Origin header is not in allowed_origins");
  return refusal(403, "this origin may not connect");
}

std::optional<WebAnswer> check_key(std::string_view given, std::string_view peer, Site& site) {
  const auto& key = site.options().webhook_key;
  if (key.empty()) return std::nullopt;
  if (key.matches(given)) return std::nullopt;
  if (is_throttled(peer, "key", site)) return too_many_failures(site);
  if (!given.empty()) note_failure(peer, "key", site);  // an address without one guesses nothing
  site.counters().add(Count::key_refused);
  log_refusal(peer, "missing or wrong key");
  return refusal(403, "missing or wrong key");
}

std::optional<WebAnswer> check_login(std::string_view authorization, std::string_view bot_id, std::string_view peer,
                                     Site& site) {
  const auto directory = site.directory();
  const auto* bot = directory->find_bot(bot_id);
  if (bot == nullptr || !bot->login.required()) return std::nullopt;
  const auto what = fmt::format("login of bot {}", bot_id);
  const auto given = read_basic(authorization);
  if (given && given->user == bot_id && bot->login.accepts(given->password, wall_now())) return std::nullopt;
  if (is_throttled(peer, what, site)) return too_many_failures(site);
  if (!authorization.empty()) note_failure(peer, what, site);
  site.counters().add(Count::login_refused);
  log_refusal(peer, fmt::format("missing or wrong {}", what));
  return ask_login();
}

BrowserInvitation invite_browser(std::string_view bot_id, Site& site) {
  auto call_id = fmt::format("{}{}", domain::kBrowserCallPrefix, random_hex(kCallIdBytes));
  const auto token = site.browser_tokens().issue(call_id, std::chrono::steady_clock::now(), bot_id);
  return {std::move(call_id), browser_path(bot_id, token), wall_now() + TokenBook::kLifetime};
}

WebAnswer refuse_token(std::string_view peer, Site& site) {
  if (is_throttled(peer, "token", site)) return too_many_failures(site);
  note_failure(peer, "token", site);
  site.counters().add(Count::token_refused);
  log_refusal(peer, "the token in its path is unknown, used up, another bot's or older than a minute");
  return refusal(403, "this address was for one call and is no longer valid");
}

}  // namespace exo::calls
