#include "simulator/rest_api.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"
#include "exotel/multipart.h"
#include "simulator/target_url.h"

namespace exo::simulator {
namespace {

// Texts that nobody has captured (exotel.md §5.6) are in our words.
const RestFailure kBadParameters{400, 34001, "Bad or missing parameters in request."};
const RestFailure kUnauthorized{401, 34010, "Authentication failed"};
const RestFailure kWrongAccount{403, 34009, "Account SID does not belong to this API key"};
const RestFailure kNotFound{404, 0, "Not Found"};
const RestFailure kTooMany{429, 0, "Too Many Requests"};

constexpr std::size_t kLongestStreamUrl = 600;  // exotel.md §1.2
constexpr std::string_view kJsonSuffix = ".json";
constexpr std::string_view kLegsSuffix = "/Legs";
constexpr std::int64_t kLongestCall = 14'400;  // seconds; exotel.md §5.3

/// A path taken apart; paths are case-sensitive (exotel.md §5.1).
struct Route {
  std::string version;
  std::string account_sid;
  std::string resource;  ///< behind the account, without ".json": "Calls/connect"
  bool json_suffix = false;
};

std::optional<Route> match_route(std::string_view target) {
  auto path = target.substr(0, target.find('?'));
  Route route;
  const bool legs = path.ends_with(kLegsSuffix);  // behind the suffix: "Calls/{CallSid}.json/Legs"
  if (legs) path.remove_suffix(kLegsSuffix.size());
  route.json_suffix = path.ends_with(kJsonSuffix);
  if (route.json_suffix) path.remove_suffix(kJsonSuffix.size());
  const auto parts = split(path, '/');
  if (parts.size() < 5 || parts.size() > 6 || !parts[0].empty() || parts[2] != "Accounts") return std::nullopt;
  route.version = parts[1];
  route.account_sid = percent_decode(parts[3]);
  route.resource = parts.size() == 5 ? std::string(parts[4]) : std::string(parts[4]) + "/" + std::string(parts[5]);
  if (legs) route.resource += kLegsSuffix;
  return route;
}

enum class Resource : std::uint8_t { none, connect, call, legs, calls, streams, numbers };

Resource resource_of(const Route& route) {
  if (route.version == "v2_beta") {
    return route.resource == "IncomingPhoneNumbers" ? Resource::numbers : Resource::none;
  }
  if (route.version != "v1") return Resource::none;
  if (route.resource == "Calls/connect") return Resource::connect;
  if (route.resource == "Calls") return Resource::calls;
  if (route.resource == "ActiveStreams") return Resource::streams;
  if (!route.resource.starts_with("Calls/")) return Resource::none;
  return route.resource.ends_with(kLegsSuffix) ? Resource::legs : Resource::call;
}

bool authorised(std::string_view header, const StandInOptions& options) {
  constexpr std::string_view kBasic = "Basic ";
  if (!istarts_with(header, kBasic)) return false;
  const auto decoded = base64_decode(trim(header.substr(kBasic.size())));
  if (!decoded) return false;
  const std::string_view pair(reinterpret_cast<const char*>(decoded->data()), decoded->size());
  const auto colon = pair.find(':');
  if (colon == std::string_view::npos) return false;
  return options.api_key.matches(pair.substr(0, colon)) && options.api_token.matches(pair.substr(colon + 1));
}

/// Empty when absent.
std::string field(const FormFields& form, std::string_view name) {
  const auto found = std::ranges::find(form, name, &FormFields::value_type::first);
  return found == form.end() ? std::string{} : found->second;
}

FormFields query_of(const RestRequest& request) {
  const auto question = request.target.find('?');
  return question == std::string::npos ? FormFields{} : form_decode(request.target.substr(question + 1));
}

/// Exotel takes forms of both kinds and no JSON (exotel.md §5.1).
FormFields form_of(const RestRequest& request) {
  if (istarts_with(request.content_type, "application/x-www-form-urlencoded")) return form_decode(request.body);
  if (istarts_with(request.content_type, "multipart/form-data")) return exotel::multipart_fields(request.body);
  return {};
}

bool is_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  return text.size() >= 10 && text.size() <= 15 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_http_url(const std::string& text) {
  const auto url = parse_target_url(text);
  return url && !url->is_socket();
}

/// Into a flow, or straight to a bot (exotel.md §5.2): one of the two.
bool leads_somewhere(const FlowDial& dial, std::string_view stream_type) {
  if (dial.stream_url.empty()) return is_http_url(dial.flow_url);
  const auto url = parse_target_url(dial.stream_url);
  return dial.flow_url.empty() && stream_type == "bidirectional" && dial.stream_url.size() <= kLongestStreamUrl &&
         url && url->is_socket();
}

/// "StatusCallbackEvents[0]", "StatusCallbackEvents[]" and the bare name (exotel.md §5.3).
std::vector<std::string> callback_events(const FormFields& form) {
  constexpr std::string_view kName = "StatusCallbackEvents";
  std::vector<std::string> events;
  for (const auto& [name, value] : form) {
    if (name == kName || name.starts_with(std::string(kName) + "[")) events.push_back(value);
  }
  return events;
}

/// TimeLimit and TimeOut; false: a value makes no sense.
bool read_times(const FormFields& form, FlowDial& dial) {
  const auto seconds = [&](std::string_view name) -> std::optional<std::int64_t> {
    const auto text = field(form, name);
    if (text.empty()) return 0;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1) return std::nullopt;
    return value;
  };
  const auto limit = seconds("TimeLimit");
  const auto ring = seconds("TimeOut");
  if (!limit || !ring || *limit > kLongestCall) return false;
  if (*limit > 0) dial.time_limit = std::chrono::seconds(*limit);
  if (*ring > 0) dial.time_out = std::min(std::chrono::seconds(*ring), kLongestRing);
  return true;
}

/// nullopt: Exotel would answer 34001.
std::optional<FlowDial> read_dial(const RestRequest& request) {
  const auto form = form_of(request);
  FlowDial dial{.call_sid = {},
                .from = field(form, "From"),
                .caller_id = field(form, "CallerId"),
                .flow_url = field(form, "Url"),
                .stream_url = field(form, "StreamUrl"),
                .custom_field = field(form, "CustomField"),
                .status_callback = field(form, "StatusCallback"),
                .callback_events = callback_events(form),
                .callback_content_type = field(form, "StatusCallbackContentType")};
  if (!is_number(dial.from) || !is_number(dial.caller_id) || !read_times(form, dial)) return std::nullopt;
  if (!leads_somewhere(dial, field(form, "StreamType"))) return std::nullopt;
  if (!dial.status_callback.empty() && !is_http_url(dial.status_callback)) return std::nullopt;
  if (!field(form, "To").empty()) return std::nullopt;  // seen live: `To` with `Url` is refused (exotel.md §5.3)
  return dial;
}

RestReply reply_with(RestPage page) {
  return {page.status, std::move(page.content_type), std::move(page.body), std::nullopt};
}

}  // namespace

RestReply RestApi::answer(const RestRequest& request, Lines lines, WallTime now) {
  const auto route = match_route(request.target);
  const auto style = route && route->json_suffix ? RestStyle::json : options_.style;
  const auto resource = route ? resource_of(*route) : Resource::none;
  const std::string_view method = resource == Resource::connect ? "POST" : "GET";
  if (resource == Resource::none || request.method != method) return reply_with(write_failure(kNotFound, style));
  if (!authorised(request.authorization, options_)) return reply_with(write_failure(kUnauthorized, style));
  if (route->account_sid != options_.account_sid) return reply_with(write_failure(kWrongAccount, style));
  switch (resource) {
    case Resource::connect:
      return dial(request, style, lines, now);
    case Resource::numbers:
      return reply_with(write_numbers(options_));
    case Resource::streams:
      return reply_with(write_active_streams(ledger_.streams(), options_));
    case Resource::calls:
      return reply_with(list(request, style, now));
    case Resource::legs:
      return reply_with(read_legs(route->resource, style));
    case Resource::call:
    case Resource::none:
      break;
  }
  return reply_with(read(request, route->resource, style));
}

RestPage RestApi::read(const RestRequest& request, std::string_view resource, RestStyle style) const {
  const auto* call = ledger_.find(percent_decode(resource.substr(resource.find('/') + 1)));
  if (call == nullptr) return write_failure(kNotFound, style);
  const auto details = field(query_of(request), "details") == "true" ? CallDetails::yes : CallDetails::no;
  return write_call(*call, options_, details, style);
}

RestPage RestApi::read_legs(std::string_view resource, RestStyle style) const {
  resource.remove_suffix(kLegsSuffix.size());
  const auto* call = ledger_.find(percent_decode(resource.substr(resource.find('/') + 1)));
  return call == nullptr ? write_failure(kNotFound, style) : write_legs(*call, style);
}

RestPage RestApi::list(const RestRequest& request, RestStyle style, WallTime now) const {
  auto asked = query_of(request);
  const auto query = read_call_query(asked, now);
  if (!query) return write_failure({400, kBadParameters.code, query.error().detail}, style);
  const auto page = select_calls(ledger_, *query);
  if (!page) return write_failure({400, kBadParameters.code, page.error().detail}, style);
  return write_call_list(*page, *query, std::move(asked), options_);
}

RestReply RestApi::dial(const RestRequest& request, RestStyle style, Lines lines, WallTime now) {
  using Refusal = StandInOptions::Refusal;
  if (!options_.refusal.empty()) {
    const auto& refusal = options_.refusal.front();
    if (refusal.body == Refusal::Body::html) return reply_with(write_web_page(refusal.status, refusal.message));
    return reply_with(write_failure({refusal.status, refusal.code, refusal.message}, style));
  }
  auto dial = read_dial(request);
  if (!dial) return reply_with(write_failure(kBadParameters, style));
  if (lines == Lines::all_busy || !ledger_.admit(options_.dials_per_minute, now)) {
    return reply_with(write_failure(kTooMany, style));
  }
  dial->call_sid = (options_.call.documented_sids ? "CA" : "") + sids_.next(now);
  ledger_.add(*dial, now);
  auto reply = reply_with(write_call(*ledger_.find(dial->call_sid), options_, CallDetails::no, style));
  reply.dial = std::move(*dial);
  return reply;
}

}  // namespace exo::simulator
