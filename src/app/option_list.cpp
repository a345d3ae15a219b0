#include <array>
#include <chrono>

#include "app/option_table.h"

namespace exo::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 2> kFormats = {"text", "json"};
constexpr std::array<std::string_view, 2> kNumbers = {"masked", "full"};
constexpr std::array<std::string_view, 2> kAdminTls = {"files", "self-signed"};

constexpr std::int64_t kMaxSeconds = 3600;

constexpr Switch to_switch(bool on) {
  return on ? Switch::on : Switch::off;
}

const Option kOptions[] = {
    {"core_fleet", "", "base URLs of the call cores; the first usable one seeds the generated WebSocket URLs",
     ListSlot{[](Config& c) -> auto& { return c.address.core_fleet; }}, Change::live},
    {"public_url", "", "this box as Exotel reaches it, e.g. https://voice.example.com",
     TextSlot{[](Config& c) -> auto& { return c.address.public_url; }}, Change::live},
    {"public_wss_base", "", "overrides core_fleet in the generated WebSocket URLs",
     TextSlot{[](Config& c) -> auto& { return c.address.public_wss_base; }}, Change::live},
    {"admin.listen", "", "address and port of the API and the admin page",
     TextSlot{[](Config& c) -> auto& { return c.admin.listen; }}},
    {"admin.tls_certificate", "", "PEM file with the full certificate chain of the admin plane",
     PathSlot{[](Config& c) -> auto& { return c.admin.tls.certificate; }}, Change::live},
    {"admin.tls_key", "", "PEM file with its private key", PathSlot{[](Config& c) -> auto& { return c.admin.tls.key; }},
     Change::live},
    {"admin.tls", "",
     "files: as tls_certificate and tls_key say; self-signed: a certificate made here, in store.folder",
     ChoiceSlot{kAdminTls, [](Config& c, std::size_t i) { c.admin_tls = static_cast<AdminTls>(i); },
                [](const Config& c) { return static_cast<std::size_t>(c.admin_tls); }}},
    {"admin.metrics_from", "", "addresses or CIDRs that may read /metrics without signing in",
     ListSlot{[](Config& c) -> auto& { return c.admin.metrics_from; }}},
    {"calls.listen", "", "address and port that Exotel connects to",
     TextSlot{[](Config& c) -> auto& { return c.calls.listen; }}},
    {"calls.tls_certificate", "", "PEM file with the full certificate chain of the call plane",
     PathSlot{[](Config& c) -> auto& { return c.calls.tls.certificate; }}, Change::live},
    {"calls.tls_key", "", "PEM file with its private key", PathSlot{[](Config& c) -> auto& { return c.calls.tls.key; }},
     Change::live},
    {"calls.webhook_base_url", "WEBHOOK_BASE_URL",
     "base of the WebSocket URL that the webhook answers; default public_url",
     TextSlot{[](Config& c) -> auto& { return c.address.webhook_base_url; }}, Change::live},
    {"calls.ws_path", "WS_PATH", "path of the media WebSocket",
     TextSlot{[](Config& c) -> auto& { return c.address.ws_path; }}, Change::live},
    {"calls.webhook_key", "", "when set, the URLs of webhook, status and passthru must carry ?key=…",
     SecretSlot{[](Config& c) -> auto& { return c.calls.webhook_key; }}, Change::live},
    {"calls.trusted_proxies", "", "addresses or CIDRs whose X-Forwarded-* headers are believed",
     ListSlot{[](Config& c) -> auto& { return c.calls.trusted_proxies; }}, Change::live},
    {"calls.allow_from", "", "addresses or CIDRs that may reach all but /health; empty: everybody",
     ListSlot{[](Config& c) -> auto& { return c.calls.allow_from; }}, Change::live},
    {"calls.allowed_origins", "", "a request with another Origin header is refused; Exotel sends none",
     ListSlot{[](Config& c) -> auto& { return c.calls.allowed_origins; }}, Change::live},
    {"calls.strict_ws_path", "", "true: only the single-call address that the webhook answered opens ws_path",
     SwitchSlot{[](Config& c, Switch s) {
                  c.calls.ws_path =
                      s == Switch::on ? calls::CallPlaneOptions::WsPath::strict : calls::CallPlaneOptions::WsPath::open;
                },
                [](const Config& c) { return to_switch(c.calls.ws_path == calls::CallPlaneOptions::WsPath::strict); }},
     Change::live},
    {"calls.status_callbacks", "", "true: test calls ask Exotel for callbacks at public_url",
     SwitchSlot{[](Config& c, Switch s) { c.admin.status_callbacks = s == Switch::on; },
                [](const Config& c) { return to_switch(c.admin.status_callbacks); }},
     Change::live},
    {"calls.loops", "", "event loops, one thread each; 0: one per core",
     NumberSlot{0, 256, [](Config& c, std::int64_t n) { c.calls.loops = static_cast<unsigned>(n); },
                [](const Config& c) -> std::int64_t { return static_cast<std::int64_t>(c.calls.loops); }}},
    {"calls.max_streams", "", "live calls; one more hears the sorry message",
     NumberSlot{1, 100'000, [](Config& c, std::int64_t n) { c.calls.max_streams = static_cast<std::size_t>(n); },
                [](const Config& c) -> std::int64_t { return static_cast<std::int64_t>(c.calls.max_streams); }},
     Change::live},
    {"calls.reserve_streams", "", "calls beyond max_streams that hear the sorry message; more are refused with 503",
     NumberSlot{0, 10'000, [](Config& c, std::int64_t n) { c.calls.reserve_streams = static_cast<std::size_t>(n); },
                [](const Config& c) -> std::int64_t { return static_cast<std::int64_t>(c.calls.reserve_streams); }},
     Change::live},
    {"calls.max_calls_per_bot", "", "live calls of a bot without a limit of its own; 0: no limit",
     NumberSlot{0, 100'000,
                [](Config& c, std::int64_t n) { c.calls.max_calls_per_bot = static_cast<std::uint32_t>(n); },
                [](const Config& c) -> std::int64_t { return static_cast<std::int64_t>(c.calls.max_calls_per_bot); }},
     Change::live},
    {"calls.max_calls_per_number", "", "live calls on one number; 0: no limit",
     NumberSlot{
         0, 100'000, [](Config& c, std::int64_t n) { c.calls.max_calls_per_number = static_cast<std::uint32_t>(n); },
         [](const Config& c) -> std::int64_t { return static_cast<std::int64_t>(c.calls.max_calls_per_number); }},
     Change::live},
    {"calls.max_unfinished_per_address", "", "connections of one address that have asked nothing or not started yet",
     NumberSlot{1, 100'000,
                [](Config& c, std::int64_t n) { c.calls.max_unfinished_per_address = static_cast<std::size_t>(n); },
                [](const Config& c) -> std::int64_t {
                  return static_cast<std::int64_t>(c.calls.max_unfinished_per_address);
                }}},
    {"calls.max_unfinished", "", "the same, of all addresses",
     NumberSlot{1, 100'000, [](Config& c, std::int64_t n) { c.calls.max_unfinished = static_cast<std::size_t>(n); },
                [](const Config& c) -> std::int64_t { return static_cast<std::int64_t>(c.calls.max_unfinished); }}},
    {"calls.max_header_bytes", "", "of a request",
     NumberSlot{1024, 65'536, [](Config& c, std::int64_t n) { c.calls.max_header_bytes = static_cast<std::size_t>(n); },
                [](const Config& c) -> std::int64_t { return static_cast<std::int64_t>(c.calls.max_header_bytes); }},
     Change::live},
    {"calls.max_message_bytes", "", "of one message on a media stream",
     NumberSlot{4096, 1'048'576, [](Config& c, std::int64_t n) { c.calls.max_message = static_cast<std::size_t>(n); },
                [](const Config& c) -> std::int64_t { return static_cast<std::int64_t>(c.calls.max_message); }},
     Change::live},
    {"calls.max_messages_per_second", "", "of one media stream, on average; live Exotel sends 50",
     NumberSlot{
         60, 10'000, [](Config& c, std::int64_t n) { c.calls.max_messages_per_second = static_cast<std::uint32_t>(n); },
         [](const Config& c) -> std::int64_t { return static_cast<std::int64_t>(c.calls.max_messages_per_second); }},
     Change::live},
    {"calls.max_duration_seconds", "", "a call is ended after this long; Exotel itself ends it after 3600",
     NumberSlot{1, kMaxSeconds, [](Config& c, std::int64_t n) { c.calls.max_duration = seconds(n); },
                [](const Config& c) -> std::int64_t {
                  return std::chrono::duration_cast<seconds>(c.calls.max_duration).count();
                }},
     Change::live},
    {"calls.upgrade_timeout_seconds", "", "to a complete request or WebSocket handshake",
     NumberSlot{1, 60, [](Config& c, std::int64_t n) { c.calls.upgrade_timeout = seconds(n); },
                [](const Config& c) -> std::int64_t {
                  return std::chrono::duration_cast<seconds>(c.calls.upgrade_timeout).count();
                }},
     Change::live},
    {"calls.start_timeout_seconds", "", "from the handshake to Exotel's start message",
     NumberSlot{1, 60, [](Config& c, std::int64_t n) { c.calls.start_timeout = seconds(n); },
                [](const Config& c) -> std::int64_t {
                  return std::chrono::duration_cast<seconds>(c.calls.start_timeout).count();
                }},
     Change::live},
    {"calls.media_timeout_seconds", "", "without any message: the peer is dead",
     NumberSlot{1, 120, [](Config& c, std::int64_t n) { c.calls.media_timeout = seconds(n); },
                [](const Config& c) -> std::int64_t {
                  return std::chrono::duration_cast<seconds>(c.calls.media_timeout).count();
                }},
     Change::live},
    {"calls.lead_milliseconds", "", "audio sent ahead of real time",
     NumberSlot{0, 1000, [](Config& c, std::int64_t n) { c.calls.lead = milliseconds(n); },
                [](const Config& c) -> std::int64_t { return c.calls.lead.count(); }},
     Change::live},
    {"calls.max_queued_audio_milliseconds", "", "audio of a call that may wait for a slow peer",
     NumberSlot{200, 10'000, [](Config& c, std::int64_t n) { c.calls.max_queued_audio = milliseconds(n); },
                [](const Config& c) -> std::int64_t { return c.calls.max_queued_audio.count(); }},
     Change::live},
    {"calls.barge_in_speech_milliseconds", "", "sustained speech that interrupts an interruptible greeting",
     NumberSlot{40, 5'000, [](Config& c, std::int64_t n) { c.calls.barge_in_speech = milliseconds(n); },
                [](const Config& c) -> std::int64_t { return c.calls.barge_in_speech.count(); }},
     Change::live},
    {"calls.barge_in_grace_milliseconds", "", "from a greeting's first audio; speech does not interrupt before",
     NumberSlot{0, 5'000, [](Config& c, std::int64_t n) { c.calls.barge_in_grace = milliseconds(n); },
                [](const Config& c) -> std::int64_t { return c.calls.barge_in_grace.count(); }},
     Change::live},
    {"calls.drain_seconds", "", "how long live calls may go on after SIGTERM",
     NumberSlot{0, kMaxSeconds, [](Config& c, std::int64_t n) { c.drain = seconds(n); },
                [](const Config& c) -> std::int64_t { return std::chrono::duration_cast<seconds>(c.drain).count(); }},
     Change::live},
    {"store.folder", "", "data folder: the database, the master key, cached greetings",
     PathSlot{[](Config& c) -> auto& { return c.store_folder; }}},
    {"store.key_file", "", "master key; default: the systemd credential exogate.key, else master.key in store.folder",
     PathSlot{[](Config& c) -> auto& { return c.key_file; }}},
    {"store.keep_numbers_days", "", "after so many days call records lose their phone numbers",
     NumberSlot{1, 36'500, [](Config& c, std::int64_t n) { c.keep_numbers = std::chrono::days(n); },
                [](const Config& c) -> std::int64_t { return c.keep_numbers.count(); }},
     Change::live},
    {"exotel.app_id", "EXOTEL_APP_ID", "flow (app) id that the page offers for new numbers",
     TextSlot{[](Config& c) -> auto& { return c.admin.exotel_app_id; }}, Change::live},
    {"exotel.allowed_api_hosts", "", "API hosts beside Exotel's own, as scheme://host:port (a simulator on loopback)",
     ListSlot{[](Config& c) -> auto& { return c.admin.allowed_api_hosts; }}, Change::live},
    {"speech.greeting", "GREETING_TEXT", "what a bot without a greeting of its own says",
     TextSlot{[](Config& c) -> auto& { return c.speech.default_greeting; }}},
    {"speech.greeting_hi", "", "the same for Hindi bots",
     TextSlot{[](Config& c) -> auto& { return c.speech.default_greeting_hi; }}},
    {"speech.sorry", "", "what a caller hears when a limit is reached",
     TextSlot{[](Config& c) -> auto& { return c.speech.sorry; }}},
    {"speech.sorry_hi", "", "the same for Hindi bots", TextSlot{[](Config& c) -> auto& { return c.speech.sorry_hi; }}},
    {"speech.command", "", "a local voice: program and arguments, {language} is en or hi; text in, WAV or PCM out",
     ListSlot{[](Config& c) -> auto& { return c.speech_command; }}},
    {"speech.command_pcm_rate", "", "Hz of the raw s16le that speech.command writes; 0: it writes a WAV",
     NumberSlot{0, 192'000,
                [](Config& c, std::int64_t n) { c.speech.command.pcm_rate = static_cast<std::uint32_t>(n); },
                [](const Config& c) -> std::int64_t { return static_cast<std::int64_t>(c.speech.command.pcm_rate); }}},
    {"speech.command_seconds", "", "time limit of speech.command for a whole text",
     NumberSlot{1, 60, [](Config& c, std::int64_t n) { c.speech.command.time_limit = seconds(n); },
                [](const Config& c) -> std::int64_t {
                  return std::chrono::duration_cast<seconds>(c.speech.command.time_limit).count();
                }}},
    {"speech.elevenlabs_api_key", "ELEVENLABS_API_KEY", "without it the built-in voice speaks",
     SecretSlot{[](Config& c) -> auto& { return c.speech.elevenlabs.api_key; }}},
    {"speech.elevenlabs_voice_id", "ELEVENLABS_VOICE_ID", "whose voice",
     TextSlot{[](Config& c) -> auto& { return c.speech.elevenlabs.voice_id; }}},
    {"speech.elevenlabs_model", "", "model id", TextSlot{[](Config& c) -> auto& { return c.speech.elevenlabs.model; }}},
    {"speech.elevenlabs_base_url", "ELEVENLABS_BASE_URL", "a regional or residency host",
     TextSlot{[](Config& c) -> auto& { return c.speech.elevenlabs.base_url; }}},
    {"speech.allowed_hosts", "", "scheme://host-or-CIDR:port entries that speech may reach beside public https hosts",
     ListSlot{[](Config& c) -> auto& { return c.speech_allowed_hosts; }}, Change::live},
    {"speech.espeak_program", "", "speaks what the built-in voice cannot, when installed",
     TextSlot{[](Config& c) -> auto& { return c.speech.espeak_program; }}},
    {"site.ca_file", "", "PEM bundle to trust for outbound TLS instead of the system's",
     TextSlot{[](Config& c) -> auto& { return c.ca_file; }}, Change::live},
    {"log.level", "", "debug, info, warning or error",
     ChoiceSlot{kLevels, [](Config& c, std::size_t i) { c.log_level = static_cast<log::Level>(i); },
                [](const Config& c) { return static_cast<std::size_t>(c.log_level); }},
     Change::live},
    {"log.format", "", "text or json",
     ChoiceSlot{kFormats, [](Config& c, std::size_t i) { c.log_format = static_cast<log::Format>(i); },
                [](const Config& c) { return static_cast<std::size_t>(c.log_format); }},
     Change::live},
    {"log.numbers", "", "masked or full: are phone numbers written out, or their last four digits only?",
     ChoiceSlot{kNumbers, [](Config& c, std::size_t i) { c.log_numbers = static_cast<log::Numbers>(i); },
                [](const Config& c) { return static_cast<std::size_t>(c.log_numbers); }},
     Change::live},
};

}  // namespace

std::span<const Option> option_table() {
  return kOptions;
}

}  // namespace exo::app
