#include "app/option_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace exo::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 2> kFormats = {"text", "json"};

constexpr std::int64_t kMaxSeconds = 3600;

const Option kOptions[] = {
    {"core_fleet", "", "base URLs of the call cores; the first usable one seeds the generated WebSocket URLs",
     ListSlot{[](Config& c) -> auto& { return c.address.core_fleet; }}},
    {"public_url", "", "this box as Exotel reaches it, e.g. https://voice.example.com",
     TextSlot{[](Config& c) -> auto& { return c.address.public_url; }}},
    {"public_wss_base", "", "overrides core_fleet in the generated WebSocket URLs",
     TextSlot{[](Config& c) -> auto& { return c.address.public_wss_base; }}},
    {"admin.listen", "", "address and port of the API and the admin page",
     TextSlot{[](Config& c) -> auto& { return c.admin.listen; }}},
    {"admin.tls_certificate", "", "PEM file with the full certificate chain of the admin plane",
     PathSlot{[](Config& c) -> auto& { return c.admin.tls.certificate; }}},
    {"admin.tls_key", "", "PEM file with its private key",
     PathSlot{[](Config& c) -> auto& { return c.admin.tls.key; }}},
    {"calls.listen", "", "address and port that Exotel connects to",
     TextSlot{[](Config& c) -> auto& { return c.calls.listen; }}},
    {"calls.tls_certificate", "", "PEM file with the full certificate chain of the call plane",
     PathSlot{[](Config& c) -> auto& { return c.calls.tls.certificate; }}},
    {"calls.tls_key", "", "PEM file with its private key",
     PathSlot{[](Config& c) -> auto& { return c.calls.tls.key; }}},
    {"calls.webhook_base_url", "WEBHOOK_BASE_URL",
     "base of the WebSocket URL that the webhook answers; default public_url",
     TextSlot{[](Config& c) -> auto& { return c.address.webhook_base_url; }}},
    {"calls.ws_path", "WS_PATH", "path of the media WebSocket",
     TextSlot{[](Config& c) -> auto& { return c.address.ws_path; }}},
    {"calls.webhook_key", "", "when set, the webhook URL must carry ?key=…",
     SecretSlot{[](Config& c) -> auto& { return c.calls.webhook_key; }}},
    {"calls.trusted_proxies", "", "addresses or CIDRs whose X-Forwarded-* headers are believed",
     ListSlot{[](Config& c) -> auto& { return c.calls.trusted_proxies; }}},
    {"calls.loops", "", "event loops, one thread each; 0: one per core",
     NumberSlot{0, 256, [](Config& c, std::int64_t n) { c.calls.loops = static_cast<unsigned>(n); }}},
    {"calls.max_streams", "", "live calls; one more is refused with 503",
     NumberSlot{1, 100'000, [](Config& c, std::int64_t n) { c.calls.max_streams = static_cast<std::size_t>(n); }}},
    {"calls.max_duration_seconds", "", "a call is ended after this long; Exotel itself ends it after 3600",
     NumberSlot{1, kMaxSeconds, [](Config& c, std::int64_t n) { c.calls.max_duration = seconds(n); }}},
    {"calls.upgrade_timeout_seconds", "", "to a complete request or WebSocket handshake",
     NumberSlot{1, 60, [](Config& c, std::int64_t n) { c.calls.upgrade_timeout = seconds(n); }}},
    {"calls.start_timeout_seconds", "", "from the handshake to Exotel's start message",
     NumberSlot{1, 60, [](Config& c, std::int64_t n) { c.calls.start_timeout = seconds(n); }}},
    {"calls.media_timeout_seconds", "", "without any message: the peer is dead",
     NumberSlot{1, 120, [](Config& c, std::int64_t n) { c.calls.media_timeout = seconds(n); }}},
    {"calls.lead_milliseconds", "", "audio sent ahead of real time",
     NumberSlot{0, 1000, [](Config& c, std::int64_t n) { c.calls.lead = milliseconds(n); }}},
    {"calls.drain_seconds", "", "how long live calls may go on after SIGTERM",
     NumberSlot{0, kMaxSeconds, [](Config& c, std::int64_t n) { c.drain = seconds(n); }}},
    {"store.folder", "", "data folder: the database, the master key, cached greetings",
     PathSlot{[](Config& c) -> auto& { return c.store_folder; }}},
    {"store.key_file", "", "master key; default: the systemd credential exogate.key, else master.key in store.folder",
     PathSlot{[](Config& c) -> auto& { return c.key_file; }}},
    {"exotel.app_id", "EXOTEL_APP_ID", "flow (app) id that the page offers for new numbers",
     TextSlot{[](Config& c) -> auto& { return c.admin.exotel_app_id; }}},
    {"exotel.allowed_api_hosts", "", "API hosts beside Exotel's own, as scheme://host:port (a simulator on loopback)",
     ListSlot{[](Config& c) -> auto& { return c.admin.allowed_api_hosts; }}},
    {"speech.greeting", "GREETING_TEXT", "what a bot without a greeting of its own says",
     TextSlot{[](Config& c) -> auto& { return c.speech.default_greeting; }}},
    {"speech.greeting_hi", "", "the same for Hindi bots",
     TextSlot{[](Config& c) -> auto& { return c.speech.default_greeting_hi; }}},
    {"speech.elevenlabs_api_key", "ELEVENLABS_API_KEY", "without it the built-in voice speaks",
     SecretSlot{[](Config& c) -> auto& { return c.speech.elevenlabs.api_key; }}},
    {"speech.elevenlabs_voice_id", "ELEVENLABS_VOICE_ID", "whose voice",
     TextSlot{[](Config& c) -> auto& { return c.speech.elevenlabs.voice_id; }}},
    {"speech.elevenlabs_model", "", "model id", TextSlot{[](Config& c) -> auto& { return c.speech.elevenlabs.model; }}},
    {"speech.elevenlabs_base_url", "ELEVENLABS_BASE_URL", "a regional or residency host",
     TextSlot{[](Config& c) -> auto& { return c.speech.elevenlabs.base_url; }}},
    {"speech.allowed_hosts", "", "scheme://host-or-CIDR:port entries that speech may reach beside public https hosts",
     ListSlot{[](Config& c) -> auto& { return c.speech_allowed_hosts; }}},
    {"speech.espeak_program", "", "speaks what the built-in voice cannot, when installed",
     TextSlot{[](Config& c) -> auto& { return c.speech.espeak_program; }}},
    {"site.ca_file", "", "PEM bundle to trust for outbound TLS instead of the system's",
     TextSlot{[](Config& c) -> auto& { return c.ca_file; }}},
    {"log.level", "", "debug, info, warning or error",
     ChoiceSlot{kLevels, [](Config& c, std::size_t i) { c.log_level = static_cast<log::Level>(i); }}},
    {"log.format", "", "text or json",
     ChoiceSlot{kFormats, [](Config& c, std::size_t i) { c.log_format = static_cast<log::Format>(i); }}},
};

std::string shown(const RawValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return fmt::format("\"{}\"", printable(*text, 120));
  if (const auto* number = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *number);
  return printable(fmt::format("[\"{}\"]", fmt::join(std::get<std::vector<std::string>>(value), "\", \"")), 160);
}

std::unexpected<Error> refuse(const Option& option, const RawValue& value, std::string_view wanted) {
  return fail(Errc::bad_configuration, fmt::format("{} = {}: {}", option.key, shown(value), wanted));
}

std::optional<std::int64_t> to_number(const RawValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return std::nullopt;
  const auto trimmed = trim(*text);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), number);
  if (error != std::errc{} || end != trimmed.data() + trimmed.size()) return std::nullopt;
  return number;
}

/// Puts a value into a slot; one overload a kind.
struct Apply {
  Config& config;
  const Option& option;
  const RawValue& value;

  Result<void> operator()(const TextSlot& slot) const {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return refuse(option, value, "wants text in quotes");
    if (!is_utf8(*text)) return refuse(option, value, "is not valid UTF-8");
    slot.at(config) = std::string(trim(*text));
    return {};
  }
  Result<void> operator()(const PathSlot& slot) const {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return refuse(option, value, "wants a path in quotes");
    slot.at(config) = std::filesystem::path(std::string(trim(*text)));
    return {};
  }
  Result<void> operator()(const SecretSlot& slot) const {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return refuse(option, std::string("…"), "wants text in quotes");
    slot.at(config) = Secret(std::string(trim(*text)));
    return {};
  }
  Result<void> operator()(const ListSlot& slot) const {
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
      slot.at(config) = *list;
      return {};
    }
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return refuse(option, value, "wants a list of texts");
    auto& list = slot.at(config);
    list.clear();
    for (const auto part : split(*text, ',')) {
      if (!trim(part).empty()) list.emplace_back(trim(part));
    }
    return {};
  }
  Result<void> operator()(const NumberSlot& slot) const {
    const auto number = to_number(value);
    if (!number || *number < slot.least || *number > slot.most) {
      return refuse(option, value, fmt::format("wants a whole number from {} to {}", slot.least, slot.most));
    }
    slot.set(config, *number);
    return {};
  }
  Result<void> operator()(const ChoiceSlot& slot) const {
    const auto* text = std::get_if<std::string>(&value);
    const auto found = text == nullptr ? slot.words.end() : std::ranges::find(slot.words, to_lower(trim(*text)));
    if (found == slot.words.end()) {
      return refuse(option, value, fmt::format("wants one of: {}", fmt::join(slot.words, ", ")));
    }
    slot.set(config, static_cast<std::size_t>(found - slot.words.begin()));
    return {};
  }
};

}  // namespace

std::span<const Option> option_table() {
  return kOptions;
}

std::string environment_name(const Option& option) {
  std::string name = "EXOGATE_";
  for (const char c : option.key) {
    name += c == '.' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return name;
}

std::string flag_name(const Option& option) {
  std::string name = "--";
  for (const char c : option.key) name += c == '.' || c == '_' ? '-' : c;
  return name;
}

bool has_flag(const Option& option) {
  return !std::holds_alternative<SecretSlot>(option.slot);
}

Result<void> apply_option(Config& config, const Option& option, const RawValue& value) {
  return std::visit(Apply{config, option, value}, option.slot);
}

}  // namespace exo::app
