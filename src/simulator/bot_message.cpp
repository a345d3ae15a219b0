#include "simulator/bot_message.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "domain/audio_format.h"

namespace exo::simulator {
namespace {

namespace json = boost::json;

constexpr std::size_t kExampleBytes = 60;
constexpr std::size_t kLongestMarkName = 64;
/// A message with a usual chunk (200 ms at 8 kHz are 4,268 characters) is parsed without an allocation.
constexpr std::size_t kOnStack = 16 * 1024;

const json::object* member_object(const json::object& parent, std::string_view name) {
  const auto* value = parent.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

/// Empty when absent or no string.
std::string_view member_text(const json::object& parent, std::string_view name) {
  const auto* value = parent.if_contains(name);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view{} : std::string_view(text->data(), text->size());
}

void check_stream_sid(const json::object& message, std::string_view expected, Violations& violations) {
  auto sid = member_text(message, "stream_sid");
  if (sid.empty()) sid = member_text(message, "streamSid");
  if (sid.empty()) return violations.note("message without stream_sid");
  if (sid != expected) violations.note("stream_sid of another stream", sid);
}

void check_chunk(std::size_t bytes, Violations& violations) {
  const auto example = fmt::format("{} bytes", bytes);
  if (bytes < kMinChunkBytes) violations.note("audio chunk below 3200 bytes", example);
  if (bytes > kMaxChunkBytes) violations.note("audio chunk above 100000 bytes", example);
  if (bytes % 2 != 0) violations.note("audio chunk with half a sample", example);
  if (bytes % domain::kFrameQuantum != 0) violations.note("audio chunk that is no multiple of 320 bytes", example);
}

constexpr std::array<bool, 256> base64_alphabet() {
  std::array<bool, 256> known{};
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
    known[static_cast<unsigned char>(c)] = true;
  }
  return known;
}

/// Of the bytes that `text` encodes, without the cost of decoding it; nullopt: no base64. Does not see stray trailing
/// bits.
std::optional<std::size_t> decoded_size(std::string_view text) {
  static constexpr auto kKnown = base64_alphabet();
  const bool padded = text.size() % 4 == 0;
  for (int most = 2; padded && most > 0 && text.ends_with('='); --most) text.remove_suffix(1);
  bool all_known = true;
  for (const char c : text) all_known = kKnown[static_cast<unsigned char>(c)] && all_known;
  if (!all_known || text.size() % 4 == 1) return std::nullopt;
  return text.size() * 3 / 4;
}

/// nullopt: the payload is no base64.
std::optional<BotMessage> take_audio(std::string_view payload, AudioUse use) {
  BotMessage message{.event = BotMessage::Event::media, .audio_bytes = 0, .audio = {}, .mark_name = {}};
  if (use == AudioUse::measure) {
    const auto size = decoded_size(payload);
    if (!size) return std::nullopt;
    message.audio_bytes = *size;
    return message;
  }
  auto audio = base64_decode(payload);
  if (!audio) return std::nullopt;
  message.audio_bytes = audio->size();
  message.audio = std::move(*audio);
  return message;
}

BotMessage read_media(const json::object& message, Violations& violations, AudioUse use) {
  const auto* media = member_object(message, "media");
  const auto* payload = media == nullptr ? nullptr : media->if_contains("payload");
  if (payload == nullptr || !payload->is_string()) {
    violations.note("media without payload");
    return {};
  }
  auto taken = take_audio(member_text(*media, "payload"), use);
  if (!taken) {
    violations.note("payload that is not base64");
    return {};
  }
  check_chunk(taken->audio_bytes, violations);
  return std::move(*taken);
}

BotMessage read_mark(const json::object& message, Violations& violations) {
  const auto* mark = member_object(message, "mark");
  const auto* name = mark == nullptr ? nullptr : mark->if_contains("name");
  if (name == nullptr || !name->is_string()) {
    violations.note("mark without name");
    return {};
  }
  std::string text(member_text(*mark, "name"));
  if (text.size() > kLongestMarkName) violations.note("mark name longer than 64 characters", text);
  return {.event = BotMessage::Event::mark, .audio_bytes = 0, .audio = {}, .mark_name = std::move(text)};
}

BotMessage read_object(const json::object& message, std::string_view stream_sid, Violations& violations, AudioUse use) {
  const auto event = member_text(message, "event");
  if (event != "media" && event != "mark" && event != "clear") {
    violations.note(event.empty() ? "message without event" : "unknown event", event);
    return {};
  }
  check_stream_sid(message, stream_sid, violations);
  if (event == "media") return read_media(message, violations, use);
  if (event == "mark") return read_mark(message, violations);
  return {.event = BotMessage::Event::clear, .audio_bytes = 0, .audio = {}, .mark_name = {}};
}

}  // namespace

void Violations::note(std::string_view kind, std::string_view example) {
  const auto known = std::ranges::find(entries_, kind, &Entry::kind);
  if (known != entries_.end()) {
    ++known->times;
    return;
  }
  entries_.push_back({std::string(kind), printable(example, kExampleBytes), 1});
}

std::vector<std::string> Violations::list() const {
  std::vector<std::string> out;
  for (const auto& entry : entries_) {
    const auto times = entry.times == 1 ? std::string("once") : fmt::format("{} times", entry.times);
    out.push_back(entry.example.empty() ? fmt::format("{} ({})", entry.kind, times)
                                        : fmt::format("{} ({}; first: {})", entry.kind, times, entry.example));
  }
  return out;
}

BotMessage read_bot_message(std::string_view text, std::string_view stream_sid, Violations& violations, AudioUse use) {
  std::array<unsigned char, kOnStack> room;
  json::monotonic_resource memory(room.data(), room.size());
  boost::system::error_code error;
  const auto value = json::parse({text.data(), text.size()}, error, &memory);
  const auto* message = error ? nullptr : value.if_object();
  if (message == nullptr) {
    violations.note("text that is no JSON object", text);
    return {};
  }
  return read_object(*message, stream_sid, violations, use);
}

}  // namespace exo::simulator
