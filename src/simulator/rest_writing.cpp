#include "simulator/rest_writing.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "simulator/exotel_values.h"

namespace exo::simulator {
namespace {

using OrderedJson = nlohmann::ordered_json;

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

RestPage xml_page(int status, const std::string& inside) {
  return {status, "application/xml", fmt::format("{}{}{}", kXmlHead, inside, kXmlTail)};
}

RestPage json_page(int status, const OrderedJson& value) {
  return {status, "application/json", dump(value)};
}

std::string uri_of(const KnownCall& call, const StandInOptions& options) {
  return fmt::format("/v1/Accounts/{}/Calls/{}", options.account_sid, call.dial.call_sid);
}

std::optional<std::string> when(const std::optional<WallTime>& time) {
  return time ? std::optional(exotel_time(*time)) : std::nullopt;
}

std::optional<std::string> recording_of(const KnownCall& call, const StandInOptions& options) {
  if (!call.ended || !call.answered || options.call.recording_url.empty()) return std::nullopt;
  return options.call.recording_url;
}

/// In the documented order (exotel.md §5.5). In-progress means accepted, not answered.
std::vector<Element> call_elements(const KnownCall& call, const std::string& uri, const StandInOptions& options) {
  const auto& dial = call.dial;
  const auto price = call.ended ? std::optional(fmt::format("{:.3f}", kCallPrice)) : std::nullopt;
  const auto duration = call.ended ? std::optional(std::to_string(call.conversation_seconds())) : std::nullopt;
  return {{"Sid", dial.call_sid},
          {"ParentCallSid", {}},
          {"DateCreated", exotel_time(call.created)},
          {"DateUpdated", exotel_time(call.ended.value_or(call.created))},
          {"AccountSid", options.account_sid},
          {"To", dial.caller_id},
          {"From", dial.from},
          {"PhoneNumberSid", dial.caller_id},
          {"Status", call.status},
          {"StartTime", exotel_time(call.created)},
          {"EndTime", when(call.ended)},
          {"Duration", duration},
          {"Price", price},
          {"Direction", std::string(kCallDirection)},
          {"AnsweredBy", {}},
          {"ForwardedFrom", {}},
          {"CallerName", {}},
          {"Uri", uri},
          {"RecordingUrl", recording_of(call, options)}};
}

OrderedJson call_json(const KnownCall& call, const StandInOptions& options) {
  const auto uri = uri_of(call, options) + ".json";
  OrderedJson object = OrderedJson::object();
  for (const auto& element : call_elements(call, uri, options)) {
    object[std::string(element.name)] = element.text ? OrderedJson(*element.text) : OrderedJson(nullptr);
  }
  object["SubResourceUris"] = {{"Legs", uri + "/Legs"}};
  return object;
}

OrderedJson legs_json(const KnownCall& call) {
  return OrderedJson::array({{{"Leg", {{"Id", 1}, {"OnCallDuration", call.conversation_seconds()}}}}});
}

OrderedJson details_json(const KnownCall& call) {
  return {{"ConversationDuration", call.conversation_seconds()},
          {"Leg1Status", call.status},
          {"Leg2Status", nullptr},
          {"Legs", legs_json(call)}};
}

/// `indent`: of the element Legs.
std::string legs_xml(const KnownCall& call, std::string_view indent) {
  return fmt::format(
      "{0}<Legs>\n{0} <Leg>\n{0}  <Id>1</Id>\n{0}  <OnCallDuration>{1}</OnCallDuration>\n{0} </Leg>\n{0}</Legs>\n",
      indent, call.conversation_seconds());
}

std::string details_xml(const KnownCall& call) {
  return fmt::format(
      "  <Details>\n   <ConversationDuration>{}</ConversationDuration>\n   <Leg1Status>{}</Leg1Status>\n"
      "   <Leg2Status/>\n{}  </Details>\n",
      call.conversation_seconds(), xml_escape(call.status), legs_xml(call, "   "));
}

/// Of the first page: what was asked, without cursors.
std::string list_uri(const CallQuery& query, FormFields asked, const StandInOptions& options) {
  constexpr std::array<std::string_view, 4> kPaging{"PageSize", "SortBy", "Before", "After"};
  std::erase_if(asked, [&](const auto& one) { return std::ranges::find(kPaging, one.first) != kPaging.end(); });
  const auto filters = form_encode(asked);
  return fmt::format("/v1/Accounts/{}/Calls.json?{}{}PageSize={}&SortBy=DateCreated:{}", options.account_sid, filters,
                     filters.empty() ? "" : "&", query.page_size,
                     query.order == CallQuery::Order::newest_first ? "desc" : "asc");
}

std::string voice_url_of(const ExoPhone& phone, const StandInOptions& options) {
  if (!phone.voice_url.empty()) return phone.voice_url;
  return fmt::format("http://my.exotel.in/{}/exoml/start_voice/1117620", options.account_sid);
}

}  // namespace

RestPage write_failure(const RestFailure& failure, RestStyle style) {
  if (style == RestStyle::json) {
    OrderedJson exception{{"Status", failure.status}, {"Message", failure.message}};
    if (failure.code != 0) exception["Code"] = failure.code;
    return json_page(failure.status, {{"RestException", exception}});
  }
  std::string inside = " <RestException>\n";
  append_xml(inside, {"Status", std::to_string(failure.status)});
  append_xml(inside, {"Message", failure.message});
  if (failure.code != 0) append_xml(inside, {"Code", std::to_string(failure.code)});
  return xml_page(failure.status, inside + " </RestException>\n");
}

RestPage write_web_page(int status, const std::string& title) {
  const auto shown = xml_escape(title);
  return {status, "text/html",
          fmt::format("<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
                      "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
                      shown)};
}

RestPage write_call(const KnownCall& call, const StandInOptions& options, CallDetails details, RestStyle style) {
  if (style == RestStyle::json) {
    auto object = call_json(call, options);
    if (details == CallDetails::yes) object["Details"] = details_json(call);
    return json_page(200, {{"Call", object}});
  }
  const auto uri = uri_of(call, options);
  std::string inside = " <Call>\n";
  for (const auto& element : call_elements(call, uri, options)) append_xml(inside, element);
  fmt::format_to(std::back_inserter(inside), "  <SubResourceUris>\n   <Legs>{}/Legs</Legs>\n  </SubResourceUris>\n",
                 xml_escape(uri));
  if (details == CallDetails::yes) inside += details_xml(call);
  return xml_page(200, inside + " </Call>\n");
}

RestPage write_legs(const KnownCall& call, RestStyle style) {
  if (style == RestStyle::json) return json_page(200, {{"Legs", legs_json(call)}});
  return xml_page(200, legs_xml(call, " "));
}

RestPage write_call_list(const CallPage& page, const CallQuery& query, FormFields asked,
                         const StandInOptions& options) {
  const auto uri = list_uri(query, std::move(asked), options);
  const auto beside = [&](std::string_view name, const std::string& cursor) {
    return cursor.empty() ? OrderedJson(nullptr) : OrderedJson(fmt::format("{}&{}={}", uri, name, cursor));
  };
  auto calls = OrderedJson::array();
  for (const auto* call : page.calls) calls.push_back(call_json(*call, options));
  const OrderedJson metadata{{"Total", page.total},
                             {"PageSize", query.page_size},
                             {"FirstPageUri", uri},
                             {"PrevPageUri", beside("Before", page.before)},
                             {"NextPageUri", beside("After", page.after)}};
  return json_page(200, {{"Metadata", metadata}, {"Calls", calls}});
}

RestPage write_numbers(const StandInOptions& options) {
  auto numbers = OrderedJson::array();
  for (const auto& phone : options.exophones) {
    const auto national = national_number(phone.number);
    numbers.push_back({{"sid", fmt::format("{:0>32}", national)},
                       {"phone_number", national},
                       {"friendly_name", national},
                       {"capabilities", {{"voice", true}, {"sms", false}}},
                       {"country", "IN"},
                       {"region", "KA"},
                       {"voice_url", voice_url_of(phone, options)}});
  }
  const auto count = options.exophones.size();
  return json_page(200, {{"page", 0}, {"page_size", count}, {"incoming_phone_numbers", numbers}});
}

RestPage write_active_streams(std::size_t active, const StandInOptions& options) {
  return xml_page(200, fmt::format(" <Stream>\n  <ActiveStreamCount>{}</ActiveStreamCount>\n"
                                   "  <ThrottleLimit>{}</ThrottleLimit>\n </Stream>\n",
                                   active, options.throttle_limit));
}

}  // namespace exo::simulator
