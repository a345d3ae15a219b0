#include "simulator/bot_message.h"

#include <algorithm>
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

BotMessage read_media(const json::object& message, Violations& violations) {
  const auto* media = member_object(message, "media");
  const auto* payload = media == nullptr ? nullptr : media->if_contains("payload");
  if (payload == nullptr || !payload->is_string()) {
    violations.note("media without payload");
    return {};
  }
  auto audio = base64_decode(member_text(*media, "payload"));
  if (!audio) {
    violations.note("payload that is not base64");
    return {};
  }
  check_chunk(audio->size(), violations);
  return {.event = BotMessage::Event::media, .audio = std::move(*audio), .mark_name = {}};
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
  return {.event = BotMessage::Event::mark, .audio = {}, .mark_name = std::move(text)};
}

BotMessage read_object(const json::object& message, std::string_view stream_sid, Violations& violations) {
  const auto event = member_text(message, "event");
  if (event != "media" && event != "mark" && event != "clear") {
    violations.note(event.empty() ? "message without event" : "unknown event", event);
    return {};
  }
  check_stream_sid(message, stream_sid, violations);
  if (event == "media") return read_media(message, violations);
  if (event == "mark") return read_mark(message, violations);
  return {.event = BotMessage::Event::clear, .audio = {}, .mark_name = {}};
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

BotMessage read_bot_message(std::string_view text, std::string_view stream_sid, Violations& violations) {
  boost::system::error_code error;
  const auto value = json::parse({text.data(), text.size()}, error);
  const auto* message = error ? nullptr : value.if_object();
  if (message == nullptr) {
    violations.note("text that is no JSON object", text);
    return {};
  }
  return read_object(*message, stream_sid, violations);
}

}  // namespace exo::simulator
