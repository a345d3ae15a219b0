#include "simulator/stream_messages.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json.h"

namespace exo::simulator {
namespace {

std::string json_text(std::string_view text) {
  return dump_json(Json(text));
}

template <class... Args>
void append(std::string& out, fmt::format_string<Args...> text, Args&&... args) {
  fmt::format_to(std::back_inserter(out), text, std::forward<Args>(args)...);
}

}  // namespace

StreamMessages::StreamMessages(StreamIdentity identity, WireStyle style)
    : identity_(std::move(identity)), style_(std::move(style)), stream_sid_(json_text(identity_.stream_sid)) {}

void StreamMessages::key(std::string& out, std::string_view snake, std::string_view camel) const {
  append(out, "\"{}\":", style_.keys == KeyStyle::snake_case ? snake : camel);
}

void StreamMessages::counter(std::string& out, std::uint64_t value) const {
  if (style_.counters == Counters::text) {
    append(out, "\"{}\"", value);
  } else {
    append(out, "{}", value);
  }
}

bool StreamMessages::names_stream(std::string_view event) const {
  switch (style_.stream_sid_place) {
    case StreamSidPlace::everywhere:
    case StreamSidPlace::top_level:
      return true;
    case StreamSidPlace::inside_start:
      return false;
    case StreamSidPlace::from_media:
      return event != "start";
  }
  return true;
}

void StreamMessages::open(std::string& out, std::string_view event) {
  append(out, "{{\"event\":\"{}\",", event);
  if (names_stream(event)) {
    key(out, "stream_sid", "streamSid");
    out += stream_sid_;
    out += ',';
  }
  if (style_.extras == WireStyle::Extras::unknown) out += R"("x_trace":{"hops":[1,null,true],"note":"\u0917"},)";
  key(out, "sequence_number", "sequenceNumber");
  counter(out, ++sequence_);
  out += ',';
}

std::string StreamMessages::start() {
  std::string out;
  open(out, "start");
  out += "\"start\":{";
  const auto place = style_.stream_sid_place;
  if (place == StreamSidPlace::everywhere || place == StreamSidPlace::inside_start) {
    key(out, "stream_sid", "streamSid");
    out += stream_sid_ + ',';
  }
  key(out, "call_sid", "callSid");
  out += json_text(identity_.call_sid) + ',';
  key(out, "account_sid", "accountSid");
  out += json_text(identity_.account_sid);
  append(out, ",\"from\":{},\"{}\":{},", json_text(identity_.from),
         style_.to_key == WireStyle::ToKey::plain ? "to" : "to ", json_text(identity_.to));
  append_custom_parameters(out);
  append_media_format(out);
  out += "}}";
  return out;
}

void StreamMessages::append_custom_parameters(std::string& out) const {
  if (identity_.custom_parameters.empty() && style_.custom_parameters == WireStyle::CustomParameters::when_any) return;
  key(out, "custom_parameters", "customParameters");
  if (identity_.custom_parameters.empty()) {
    out += "{},";
    return;
  }
  out += '{';
  for (const auto& [name, value] : identity_.custom_parameters)
    append(out, "{}:{},", json_text(name), json_text(value));
  out.back() = '}';
  out += ',';
}

void StreamMessages::append_media_format(std::string& out) const {
  key(out, "media_format", "mediaFormat");
  append(out, "{{\"encoding\":{},", json_text(style_.encoding));
  key(out, "sample_rate", "sampleRate");
  append(out, "\"{}\",", style_.sample_rate);
  key(out, "bit_rate", "bitRate");
  const auto live = fmt::format("{}kbps", style_.sample_rate * 16 / 1000);
  append(out, "{}}}", json_text(style_.bit_rate.empty() ? live : style_.bit_rate));
}

const std::string& StreamMessages::media(std::string_view payload) {
  media_.clear();
  open(media_, "media");
  media_ += "\"media\":{\"chunk\":";
  counter(media_, ++chunk_);
  media_ += ",\"timestamp\":";
  const auto passed = style_.timestamps == WireStyle::Timestamps::end_of_frame ? chunk_ : chunk_ - 1;
  counter(media_, passed * style_.frame_ms);
  append(media_, ",\"payload\":\"{}\"}}}}", payload);
  return media_;
}

std::string StreamMessages::dtmf(char digit, std::chrono::milliseconds duration) {
  std::string out;
  open(out, "dtmf");
  append(out, "\"dtmf\":{{\"digit\":\"{}\",\"duration\":\"{}\"}}}}", digit, duration.count());
  return out;
}

std::string StreamMessages::mark(std::string_view name) {
  std::string out;
  open(out, "mark");
  append(out, "\"mark\":{{\"name\":{}}}}}", json_text(name));
  return out;
}

std::string StreamMessages::stop(std::string_view reason) {
  std::string out;
  open(out, "stop");
  out += "\"stop\":{";
  key(out, "call_sid", "callSid");
  out += json_text(identity_.call_sid) + ',';
  key(out, "account_sid", "accountSid");
  append(out, "{},\"reason\":{}}}}}", json_text(identity_.account_sid), json_text(reason));
  return out;
}

std::string StreamMessages::unknown_event() {
  std::string out;
  open(out, "quality");
  out += R"("quality":{"mos":4.1,"loss":[0,0.5],"codec":{"name":"pcmu"}}})";
  return out;
}

}  // namespace exo::simulator
