#include "simulator/status_callback.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/random.h"

namespace exo::simulator {
namespace {

using OrderedJson = nlohmann::ordered_json;

bool is_terminal(const CallEvent& event) {
  return event.type == CallEvent::Type::terminal;
}

/// Without the legs. In the order of the captured three, then of the documentation's table.
FormFields fields_of(const VoicebotCallOptions& options, const CallEvent& event) {
  const auto updated = exotel_time(is_terminal(event) ? event.ended : event.created);
  FormFields fields{{"CallSid", event.call_sid}, {"Status", event.status}, {"DateUpdated", updated}};
  if (!options.recording_url.empty() && is_terminal(event)) fields.emplace_back("RecordingUrl", options.recording_url);
  if (options.callback.fields == CallbackOptions::Fields::minimal) return fields;
  fields.emplace_back("EventType", std::string(event_name(event.type)));
  fields.emplace_back("DateCreated", exotel_time(event.created));
  fields.emplace_back("StartTime", exotel_time(event.created));
  if (is_terminal(event)) fields.emplace_back("EndTime", exotel_time(event.ended));
  fields.emplace_back("To", options.to);
  fields.emplace_back("From", options.from);
  fields.emplace_back("PhoneNumberSid", options.to);
  fields.emplace_back("ConversationDuration", std::to_string(event.seconds));
  fields.emplace_back("Direction", options.direction == "incoming" ? "inbound" : "outbound-api");
  if (is_terminal(event) && !options.custom_field.empty()) fields.emplace_back("CustomField", options.custom_field);
  return fields;
}

bool has_legs(const VoicebotCallOptions& options) {
  return options.callback.fields == CallbackOptions::Fields::extended;
}

/// No status of a leg says that it rings: then it has none (exotel.md §6.2).
std::string leg_status(const CallEvent& event) {
  return event.type == CallEvent::Type::ringing ? std::string() : event.status;
}

/// A call into a flow has one leg (exotel.md §6.2).
FormFields leg_of(const CallEvent& event) {
  return {{"Status", leg_status(event)}, {"OnCallDuration", std::to_string(event.seconds)}, {"AnsweredBy", "NA"}};
}

FormFields form_fields(const VoicebotCallOptions& options, const CallEvent& event) {
  auto fields = fields_of(options, event);
  for (const auto& [name, value] : event.stream) fields.emplace_back(fmt::format("Stream[{}]", name), value);
  if (!has_legs(options)) return fields;
  for (auto& [name, value] : leg_of(event)) fields.emplace_back(fmt::format("Legs[0][{}]", name), std::move(value));
  return fields;
}

std::string json_text(const VoicebotCallOptions& options, const CallEvent& event) {
  auto body = OrderedJson::object();
  for (auto& [name, value] : fields_of(options, event)) body[name] = std::move(value);
  for (const auto& [name, value] : event.stream) body["Stream"][name] = value;
  if (has_legs(options)) {
    body["ConversationDuration"] = event.seconds;
    body["Legs"] =
        OrderedJson::array({{{"Status", leg_status(event)}, {"OnCallDuration", event.seconds}, {"AnsweredBy", "NA"}}});
  }
  return body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

/// As Node's form-data-encoder writes it, two line ends behind the last boundary included (exotel.md §6.1).
HttpBody multipart(const FormFields& fields, std::string_view boundary_suffix) {
  const auto boundary = fmt::format("form-data-boundary-{}", boundary_suffix);
  std::string text;
  for (const auto& [name, value] : fields) {
    fmt::format_to(std::back_inserter(text), "--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n",
                   boundary, name, value);
  }
  fmt::format_to(std::back_inserter(text), "--{}--\r\n\r\n", boundary);
  return {"multipart/form-data; boundary=" + boundary, std::move(text)};
}

}  // namespace

std::string_view event_name(CallEvent::Type type) {
  switch (type) {
    case CallEvent::Type::ringing:
      return "ringing";
    case CallEvent::Type::answered:
      return "answered";
    case CallEvent::Type::terminal:
      return "terminal";
  }
  return {};
}

HttpBody callback_body(const VoicebotCallOptions& options, const CallEvent& event, std::string_view boundary_suffix) {
  switch (options.callback.body) {
    case CallbackOptions::Body::json:
      return {"application/json", json_text(options, event)};
    case CallbackOptions::Body::urlencoded:
      return {"application/x-www-form-urlencoded", form_encode(form_fields(options, event))};
    case CallbackOptions::Body::multipart:
      break;
  }
  return multipart(form_fields(options, event), boundary_suffix);
}

BoundarySource::BoundarySource(std::optional<std::uint64_t> seed) {
  if (seed) seeded_.emplace(*seed);
}

std::string BoundarySource::next() {
  constexpr std::string_view kBase36 = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string suffix(16, '0');
  for (auto& c : suffix) c = kBase36[seeded_ ? (*seeded_)() % kBase36.size() : random_below(36)];
  return suffix;
}

}  // namespace exo::simulator
