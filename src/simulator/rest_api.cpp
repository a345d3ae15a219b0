#include "simulator/rest_api.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "simulator/exotel_values.h"
#include "simulator/target_url.h"

namespace exo::simulator {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct Failure {
  int status;
  int code;  ///< 0: none is sent
  std::string message;
};

// Texts that nobody has captured (exotel.md §5.6) are in our words.
const Failure kBadParameters{400, 34001, "Bad or missing parameters in request."};
const Failure kUnauthorized{401, 34010, "Authentication failed"};
const Failure kWrongAccount{403, 34009, "Account SID does not belong to this API key"};
const Failure kNotFound{404, 0, "Not Found"};
const Failure kTooMany{429, 0, "Too Many Requests"};

// --------------------------------------------------------------------------------------------------------- writing

std::string dump(const OrderedJson& value) {
  const std::string text = value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  std::string out;
  for (const char c : text) {
    if (c == '/') out += '\\';  // as PHP writes it; exotel.md §5.5
    out += c;
  }
  return out;
}

std::string xml_escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// One element of an answer; no text: null in JSON, self-closed in XML.
struct Element {
  std::string_view name;
  std::optional<std::string> text;
};

constexpr std::string_view kXmlHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TwilioResponse>\n";
constexpr std::string_view kXmlTail = "</TwilioResponse>\n";

void append_xml(std::string& out, const Element& element) {
  if (!element.text) {
    fmt::format_to(std::back_inserter(out), "  <{}/>\n", element.name);
  } else {
    fmt::format_to(std::back_inserter(out), "  <{0}>{1}</{0}>\n", element.name, xml_escape(*element.text));
  }
}

RestReply fail_with(const Failure& failure, RestStyle style) {
  if (style == RestStyle::json) {
    OrderedJson exception{{"Status", failure.status}, {"Message", failure.message}};
    if (failure.code != 0) exception["Code"] = failure.code;
    return {failure.status, "application/json", dump({{"RestException", exception}}), std::nullopt};
  }
  std::string out(kXmlHead);
  out += " <RestException>\n";
  append_xml(out, {"Status", std::to_string(failure.status)});
  append_xml(out, {"Message", failure.message});
  if (failure.code != 0) append_xml(out, {"Code", std::to_string(failure.code)});
  out += " </RestException>\n";
  out += kXmlTail;
  return {failure.status, "application/xml", out, std::nullopt};
}

/// In the documented order (exotel.md §5.5). In-progress means accepted, not answered.
std::array<Element, 19> call_elements(const FlowDial& dial, const std::string& uri, const std::string& account_sid,
                                      WallTime now) {
  const std::string time = exotel_time(now);
  return {{{"Sid", dial.call_sid},
           {"ParentCallSid", {}},
           {"DateCreated", time},
           {"DateUpdated", time},
           {"AccountSid", account_sid},
           {"To", dial.caller_id},
           {"From", dial.from},
           {"PhoneNumberSid", dial.caller_id},
           {"Status", "in-progress"},
           {"StartTime", time},
           {"EndTime", {}},
           {"Duration", {}},
           {"Price", {}},
           {"Direction", "outbound-api"},
           {"AnsweredBy", {}},
           {"ForwardedFrom", {}},
           {"CallerName", {}},
           {"Uri", uri},
           {"RecordingUrl", {}}}};
}

RestReply accept(FlowDial dial, const std::string& account_sid, RestStyle style, WallTime now) {
  const std::string uri = fmt::format("/v1/Accounts/{}/Calls/{}", account_sid, dial.call_sid);
  if (style == RestStyle::json) {
    OrderedJson call = OrderedJson::object();
    for (const auto& element : call_elements(dial, uri + ".json", account_sid, now)) {
      call[std::string(element.name)] = element.text ? OrderedJson(*element.text) : OrderedJson(nullptr);
    }
    call["SubResourceUris"] = {{"Legs", uri + ".json/Legs"}};
    return {200, "application/json", dump({{"Call", call}}), std::move(dial)};
  }
  std::string out(kXmlHead);
  out += " <Call>\n";
  for (const auto& element : call_elements(dial, uri, account_sid, now)) append_xml(out, element);
  fmt::format_to(std::back_inserter(out), "  <SubResourceUris>\n   <Legs>{}/Legs</Legs>\n  </SubResourceUris>\n",
                 xml_escape(uri));
  out += " </Call>\n";
  out += kXmlTail;
  return {200, "application/xml", out, std::move(dial)};
}

// --------------------------------------------------------------------------------------------------------- reading

/// The account of "/v1/Accounts/{sid}/Calls/connect[.json]"; paths are case-sensitive (exotel.md §5.1).
struct Route {
  std::string account_sid;
  bool json_suffix = false;
};

std::optional<Route> match_route(std::string_view target) {
  const auto path = target.substr(0, target.find('?'));
  const auto parts = split(path, '/');
  if (parts.size() != 6 || !parts[0].empty() || parts[1] != "v1" || parts[2] != "Accounts" || parts[4] != "Calls") {
    return std::nullopt;
  }
  if (parts[5] != "connect" && parts[5] != "connect.json") return std::nullopt;
  return Route{percent_decode(parts[3]), parts[5] == "connect.json"};
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

bool is_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  return text.size() >= 10 && text.size() <= 15 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// nullopt: Exotel would answer 34001.
std::optional<FlowDial> read_dial(const RestRequest& request, WallTime now) {
  if (!istarts_with(request.content_type, "application/x-www-form-urlencoded")) return std::nullopt;
  const auto form = form_decode(request.body);
  FlowDial dial{new_sid(now), field(form, "From"), field(form, "CallerId"), field(form, "Url"),
                field(form, "CustomField")};
  if (!is_number(dial.from) || !is_number(dial.caller_id)) return std::nullopt;
  const auto flow = parse_target_url(dial.flow_url);
  if (!flow || flow->is_socket()) return std::nullopt;
  if (!field(form, "To").empty()) return std::nullopt;  // seen live: `To` with `Url` is refused (exotel.md §5.3)
  return dial;
}

}  // namespace

RestReply RestApi::answer(const RestRequest& request, Lines lines, WallTime now) const {
  const auto route = match_route(request.target);
  const auto style = route && route->json_suffix ? RestStyle::json : options_.style;
  if (!route || request.method != "POST") return fail_with(kNotFound, style);
  if (!authorised(request.authorization, options_)) return fail_with(kUnauthorized, style);
  if (route->account_sid != options_.account_sid) return fail_with(kWrongAccount, style);
  if (!options_.refusal.empty()) {
    const auto& refusal = options_.refusal.front();
    return fail_with({refusal.status, refusal.code, refusal.message}, style);
  }
  auto dial = read_dial(request, now);
  if (!dial) return fail_with(kBadParameters, style);
  if (lines == Lines::all_busy) return fail_with(kTooMany, style);
  return accept(std::move(*dial), options_.account_sid, style, now);
}

}  // namespace exo::simulator
