#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "simulator/pacing_meter.h"
#include "simulator/target_url.h"
#include "simulator/voicebot_call.h"

namespace exo::simulator {
namespace {

constexpr std::size_t kLongestText = 1000;

template <class... Args>
void line(std::string& out, fmt::format_string<Args...> text, Args&&... args) {
  fmt::format_to(std::back_inserter(out), text, std::forward<Args>(args)...);
  out += '\n';
}

/// Without user info: it may be a password.
std::string shown(const std::string& url) {
  const auto parsed = parse_target_url(url);
  if (!parsed) return {};
  return printable(parsed->query.empty() ? parsed->shown() : parsed->shown() + "?" + parsed->query, kLongestText);
}

Json optional_number(const std::optional<std::int64_t>& value) {
  return value ? Json(*value) : Json(nullptr);
}

double in_ms(std::int64_t microseconds) {
  return static_cast<double>(microseconds) / 1000.0;
}

Json lateness_json(const std::vector<std::uint32_t>& values) {
  return {{"p50", in_ms(quantile(values, 0.5))},
          {"p99", in_ms(quantile(values, 0.99))},
          {"max", in_ms(quantile(values, 1.0))}};
}

Json duplicate_json(const std::optional<DuplicateOutcome>& duplicate) {
  if (!duplicate) return nullptr;
  return {{"connected", duplicate->connected},
          {"stream_sid", duplicate->stream_sid},
          {"first_audio_ms", optional_number(duplicate->first_audio_ms)},
          {"media_received", duplicate->media_received},
          {"ended_by", duplicate->ended_by},
          {"close_code", duplicate->close_code}};
}

Json deliveries_json(const std::vector<Delivery>& deliveries) {
  Json list = Json::array();
  for (const auto& one : deliveries) {
    list.push_back({{"what", one.what},
                    {"status", one.status},
                    {"ms", one.ms},
                    {"copy", one.copy},
                    {"attempt", one.attempt},
                    {"failure", one.failure}});
  }
  return list;
}

void tell_setup(std::string& out, const VoicebotCallOutcome& outcome) {
  line(out, "Call {}.", outcome.call_sid);
  if (outcome.webhook_ms >= 0) {
    line(out, "The bot's webhook was asked and {} after {} ms{}{}.",
         outcome.webhook_ok ? "answered" : "gave no usable answer", outcome.webhook_ms,
         outcome.webhook_ok ? " with " : "", outcome.webhook_ok ? shown(outcome.socket_url) : "");
  }
  if (!outcome.connected) return line(out, "The call did not come about: {}.", outcome.failure);
  line(out, "The WebSocket {} opened{}.", shown(outcome.socket_url),
       outcome.handshakes > 1 ? " at the second try" : "");
}

void tell_audio(std::string& out, const VoicebotCallOutcome& outcome) {
  const auto bytes_per_ms = outcome.sample_rate * 2 / 1000;
  if (!outcome.first_audio_ms) {
    line(out, "The bot sent no sound: the caller heard silence.");
  } else {
    line(out, "The first sound came {} ms after start; {:.1f} s of audio arrived in {} chunks.",
         *outcome.first_audio_ms, static_cast<double>(outcome.bytes_received / bytes_per_ms) / 1000.0,
         outcome.media_received);
  }
  if (outcome.underruns > 0) line(out, "{} times audio came too late and the caller heard a gap.", outcome.underruns);
  if (outcome.clears > 0) line(out, "The bot took back queued audio {} times.", outcome.clears);
  for (const auto& mark : outcome.marks)
    line(out, "The caller heard everything up to the mark \"{}\".", printable(mark, 64));
}

void tell_end(std::string& out, const VoicebotCallOutcome& outcome) {
  if (outcome.ended_by == "caller") {
    line(out, "The caller ended the call.");
  } else if (outcome.ended_by == "bot") {
    line(out, "The bot ended the call{}{}.",
         outcome.close_code == 0 ? std::string{} : fmt::format(" with close code {}", outcome.close_code),
         outcome.end_detail.empty() ? std::string{} : ": " + printable(outcome.end_detail, kLongestText));
  } else if (outcome.ended_by == "exotel") {
    line(out, "Exotel ended the call: {}.", outcome.end_detail);
  } else {
    line(out, "The connection broke without a goodbye: {}.", printable(outcome.end_detail, kLongestText));
  }
  for (const auto& violation : outcome.violations) line(out, "Against Exotel's rules: {}.", violation);
}

void tell_deliveries(std::string& out, const VoicebotCallOutcome& outcome) {
  for (const auto& one : outcome.deliveries) {
    const auto what =
        one.what == "passthru" ? std::string("The Passthru applet") : fmt::format("The {} callback", one.what);
    if (one.failure.empty()) {
      line(out, "{} was answered HTTP {} after {} ms.", what, one.status, one.ms);
    } else {
      line(out, "{} was not answered: {}.", what, printable(one.failure, kLongestText));
    }
  }
}

}  // namespace

std::string outcome_json(const VoicebotCallOutcome& outcome) {
  const std::pair<std::string_view, Json> fields[] = {
      {"call_sid", outcome.call_sid},
      {"stream_sid", outcome.stream_sid},
      {"webhook_ok", outcome.webhook_ok},
      {"webhook_ms", outcome.webhook_ms},
      {"socket_url", shown(outcome.socket_url)},
      {"connected", outcome.connected},
      {"handshakes", outcome.handshakes},
      {"failure", outcome.failure},
      {"sample_rate", outcome.sample_rate},
      {"first_audio_ms", optional_number(outcome.first_audio_ms)},
      {"media_sent", outcome.media_sent},
      {"media_received", outcome.media_received},
      {"bytes_received", outcome.bytes_received},
      {"marks", outcome.marks},
      {"clears", outcome.clears},
      {"underruns", outcome.underruns},
      {"violations", outcome.violations},
      {"ended_by", outcome.ended_by},
      {"end_detail", outcome.end_detail},
      {"close_code", outcome.close_code},
      {"first_audio_us", optional_number(outcome.first_audio_us)},
      {"stream_ms", outcome.stream_ms},
      {"heard_ms", outcome.heard_ms},
      {"first_clear_ms", optional_number(outcome.first_clear_ms)},
      {"clear_after_input_ms", optional_number(outcome.clear_after_input_ms)},
      {"media_until_clear", outcome.media_until_clear},
      {"media_after_clear", outcome.media_after_clear},
      {"heard_at_clear_ms", optional_number(outcome.heard_at_clear_ms)},
      {"lateness_ms", lateness_json(outcome.lateness_us)},
      {"send_lag_ms", in_ms(outcome.send_lag_us)},
      {"duplicate", duplicate_json(outcome.duplicate)},
      {"stream_status", outcome.stream_status},
      {"disconnected_by", outcome.disconnected_by},
      {"passthru_branch", outcome.passthru_branch},
      {"deliveries", deliveries_json(outcome.deliveries)},
  };
  std::string out = "{\n";
  for (const auto& [name, value] : fields) {
    fmt::format_to(std::back_inserter(out), "{}  \"{}\": {}", out.size() == 2 ? "" : ",\n", name, dump_json(value));
  }
  return out + "\n}\n";
}

std::string outcome_text(const VoicebotCallOutcome& outcome) {
  std::string out;
  tell_setup(out, outcome);
  if (outcome.connected) {
    tell_audio(out, outcome);
    tell_end(out, outcome);
  }
  tell_deliveries(out, outcome);
  return out;
}

}  // namespace exo::simulator
