#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "simulator/voicebot_options.h"

namespace exo::simulator {

/// Who is on the line, as `start` says it.
struct StreamIdentity {
  std::string stream_sid;
  std::string call_sid;
  std::string account_sid;
  std::string from;
  std::string to;
  FormFields custom_parameters;  ///< in order; none: the key is absent, as seen live
};

enum class Counters : std::uint8_t { text /* live */, number /* documented examples */ };
enum class KeyStyle : std::uint8_t { snake_case /* live */, camel_case };

struct WireStyle {
  Counters counters = Counters::text;
  KeyStyle keys = KeyStyle::snake_case;
  std::uint32_t sample_rate = 8000;
  std::uint32_t frame_ms = 20;
  std::string encoding = "base64";  ///< the label in media_format
  std::string bit_rate;             ///< its other label; empty: as live
  enum class CustomParameters : std::uint8_t { when_any /* live */, always } custom_parameters{};
  enum class Timestamps : std::uint8_t { end_of_frame, begin_of_frame /* the first is 0 */ } timestamps{};
  StreamSidPlace stream_sid_place = StreamSidPlace::everywhere;
  enum class ToKey : std::uint8_t { plain, with_blank /* "to " */ } to_key = ToKey::plain;
  enum class Extras : std::uint8_t { none, unknown /* a field that nobody knows in every message */ } extras{};
};

/// The text frames that Exotel sends during one stream (exotel.md §1.6, Appendix A): compact JSON, keys in the captured
/// order, one counter for the whole stream. One thread.
class StreamMessages {
 public:
  StreamMessages(StreamIdentity identity, WireStyle style);

  [[nodiscard]] static std::string_view connected() noexcept { return R"({"event":"connected"})"; }
  [[nodiscard]] std::string start();
  /// `payload`: base64. The text stays valid until the next call; no allocation in the steady state.
  [[nodiscard]] const std::string& media(std::string_view payload);
  [[nodiscard]] std::string dtmf(char digit, std::chrono::milliseconds duration);
  [[nodiscard]] std::string mark(std::string_view name);
  [[nodiscard]] std::string stop(std::string_view reason);
  /// An event that nobody knows, with nested values; it has a number in the stream's sequence.
  [[nodiscard]] std::string unknown_event();

 private:
  /// {"event":…,"stream_sid":…,"sequence_number":…,
  void open(std::string& out, std::string_view event);
  void key(std::string& out, std::string_view snake, std::string_view camel) const;
  void counter(std::string& out, std::uint64_t value) const;
  [[nodiscard]] bool names_stream(std::string_view event) const;
  void append_custom_parameters(std::string& out) const;
  void append_media_format(std::string& out) const;

  const StreamIdentity identity_;
  const WireStyle style_;
  const std::string stream_sid_;  ///< as a JSON string
  std::uint64_t sequence_ = 0;
  std::uint64_t chunk_ = 0;
  std::string media_;
};

}  // namespace exo::simulator
