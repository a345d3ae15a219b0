#include "calls/routes.h"

#include <charconv>
#include <utility>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/text.h"
#include "calls/entrance.h"
#include "calls/webhook.h"
#include "domain/bot.h"
#include "domain/health.h"
#include "exotel/callback.h"

namespace exo::calls {
namespace {

constexpr std::string_view kSocketHint =
    "this is a media WebSocket: give Exotel's Voicebot applet its wss:// address, or the webhook's https:// address";
constexpr std::string_view kStrictHint =
    "this gateway takes a stream only at the address that its webhook answers: give Exotel's Voicebot applet the "
    "webhook's https:// address (/api/v1/exotel/voice/connect)";
constexpr std::string_view kStopping = "the gateway is stopping";

struct Target {
  std::string_view path;  ///< without a trailing slash
  std::string_view query;
};

Target parse_target(std::string_view target) {
  target = target.substr(0, target.find('#'));
  const auto mark = target.find('?');
  Target parsed{target.substr(0, mark), mark == std::string_view::npos ? "" : target.substr(mark + 1)};
  while (parsed.path.size() > 1 && parsed.path.ends_with('/')) parsed.path.remove_suffix(1);
  return parsed;
}

std::string query_value(std::string_view query, std::string_view name) {
  for (auto& [known, value] : form_decode(query)) {
    if (iequals(known, name)) return std::move(value);
  }
  return {};
}

std::optional<domain::SampleRate> sample_rate_of(std::string_view query) {
  const auto text = query_value(query, "sample-rate");
  int hz = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), hz);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return domain::sample_rate_from(hz);
}

WebAnswer wrong_method(std::string_view allowed) {
  auto answer = refusal(405, "method not allowed");
  answer.allow = allowed;
  return answer;
}

WebAnswer stopping(Site& site) {
  site.counters().add(Count::drain_refused);
  return refusal(503, kStopping);
}

/// What /exotel/{bot_id}/{token} names.
struct BrowserWish {
  std::string bot_id;
  std::string_view token;
};

std::optional<BrowserWish> browser_wish(std::string_view path) {
  if (!path.starts_with(kBotPathPrefix)) return std::nullopt;
  path.remove_prefix(kBotPathPrefix.size());
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  BrowserWish wish{percent_decode(path.substr(0, slash)), path.substr(slash + 1)};
  if (!domain::is_valid_bot_id(wish.bot_id) || !TokenBook::has_shape(wish.token)) return std::nullopt;
  return wish;
}

/// A request with all that is known before its path is looked at.
class Visit {
 public:
  Visit(const WebRequest& request, const Target& target, std::string peer, Site& site)
      : request_(request), target_(target), peer_(std::move(peer)), site_(site) {}

  Routed go() {
    if (const auto wish = browser_wish(target_.path)) return open_for_browser(*wish);
    if (auto refused = check_address(peer_, site_)) return *std::move(refused);
    if (auto refused = check_origin(request_.origin, peer_, site_)) return *std::move(refused);
    if (target_.path == kWebhookPath || target_.path == kStatusPath || target_.path == kPassthruPath) return say();
    if (target_.path.starts_with(kBotPathPrefix)) {
      auto bot_id = percent_decode(target_.path.substr(kBotPathPrefix.size()));
      if (domain::is_valid_bot_id(bot_id)) return open_bot(std::move(bot_id));
    }
    return open_ws_path();
  }

 private:
  WebAnswer say() {
    if (request_.method != "GET" && request_.method != "HEAD" && request_.method != "POST") {
      return wrong_method("GET, HEAD, POST");
    }
    if (auto refused = check_key(query_value(target_.query, "key"), peer_, site_)) return *std::move(refused);
    if (target_.path != kWebhookPath) return take_callback();
    if (site_.draining()) return stopping(site_);
    return answer_webhook(request_, target_.query, site_);
  }

  WebAnswer take_callback() {
    const exotel::WebhookRequest said{target_.query, request_.content_type, request_.body};
    auto report = target_.path == kStatusPath ? exotel::read_status_callback(said, wall_now())
                                              : exotel::read_passthru(said, wall_now());
    if (!report) {
      site_.counters().add(Count::bad_callbacks);
      return refusal(400, report.error().detail);
    }
    site_.log().report(*std::move(report));
    site_.counters().add(Count::callbacks);
    return {200, R"({"status":"ok"})"};
  }

  Routed open_bot(std::string bot_id) {
    if (auto no = no_upgrade()) return *std::move(no);
    if (auto no = check_login(request_.authorization, bot_id, peer_, site_)) return *std::move(no);
    auto opened = open(target_.path);
    if (auto* pass = std::get_if<StreamPass>(&opened)) pass->bot_id = std::move(bot_id);
    return opened;
  }

  /// A browser has no address, Origin or login that the checks would let pass: the token stands for all of them.
  Routed open_for_browser(const BrowserWish& wish) {
    if (auto no = no_upgrade()) return *std::move(no);
    auto opened = open_by_token(browser_path(wish.bot_id, {}), wish.token, site_.browser_tokens(), wish.bot_id);
    if (auto* pass = std::get_if<StreamPass>(&opened)) pass->bot_id = wish.bot_id;
    return opened;
  }

  Routed open_ws_path() {
    const auto path = ws_path(*site_.directory());
    const bool strict = site_.options().ws_path == CallPlaneOptions::WsPath::strict;
    if (target_.path == path) {
      if (auto no = no_upgrade()) return *std::move(no);
      if (!strict) return open(path);
      site_.counters().add(Count::token_refused);
      return refusal(403, kStrictHint);
    }
    const auto rest = target_.path.starts_with(path + '/') ? target_.path.substr(path.size() + 1) : std::string_view{};
    if (!strict || rest.empty() || rest.contains('/')) return refusal(404, "not found");
    if (auto no = no_upgrade()) return *std::move(no);
    return open_by_token(path, rest, site_.tokens(), {});
  }

  /// A guess takes no place of the site; a good token is used up once there is one.
  Routed open_by_token(std::string_view path, std::string_view token, TokenBook& book, std::string_view bot_id) {
    const auto now = std::chrono::steady_clock::now();
    if (!book.knows(token, now, bot_id)) return refuse_token(peer_, site_);
    auto opened = open(path);
    auto* pass = std::get_if<StreamPass>(&opened);
    if (pass == nullptr) return opened;
    auto call_id = book.redeem(token, now, bot_id);
    if (!call_id) return refuse_token(peer_, site_);  // somebody was faster
    pass->call_id = *call_id;
    pass->token_call_id = *std::move(call_id);
    return opened;
  }

  std::optional<WebAnswer> no_upgrade() const {
    if (request_.method != "GET") return wrong_method("GET");
    if (request_.wish != WebRequest::Wish::upgrade) return refusal(426, kSocketHint);
    return std::nullopt;
  }

  Routed open(std::string_view path) {
    if (site_.draining()) return stopping(site_);
    auto unfinished = site_.unfinished().enter(peer_);
    if (!unfinished) {
      site_.counters().add(Count::unfinished_refused);
      return refusal(503, "too many streams of this address have yet to start");
    }
    auto slot = site_.take_slot();
    if (!slot) {
      site_.counters().add(Count::full_refused);
      return refusal(503, "too many calls");
    }
    return StreamPass{*std::move(slot),
                      *std::move(unfinished),
                      std::string(path),
                      "",
                      query_value(target_.query, "call_id"),
                      sample_rate_of(target_.query),
                      peer_,
                      ""};
  }

  const WebRequest& request_;
  const Target& target_;
  const std::string peer_;
  Site& site_;
};

WebAnswer answer_health(Site& site) {
  return {200, domain::health_body(wall_now(), site.active_streams(), site.speech_trouble())};
}

}  // namespace

std::string browser_path(std::string_view bot_id, std::string_view token) {
  auto path = std::string(kBotPathPrefix) + percent_encode(bot_id);
  if (!token.empty()) path.append("/").append(token);
  return path;
}

Routed route(const WebRequest& request, Site& site) {
  const auto target = parse_target(request.target);
  if (target.path == kHealthPath) {
    if (request.method == "GET" || request.method == "HEAD") return answer_health(site);
    return wrong_method("GET, HEAD");
  }
  return Visit(request, target, effective_peer(request.peer, request.forwarded_for, site), site).go();
}

}  // namespace exo::calls
