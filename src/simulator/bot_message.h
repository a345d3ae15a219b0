#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace exo::simulator {

/// What a bot did against exotel.md §1.7 and §2.2: each kind once, with how often and the first example. Bounded.
class Violations {
 public:
  /// `kind` is one of a fixed set of sentences; `example` may come from the bot.
  void note(std::string_view kind, std::string_view example = {});
  /// In the order in which they first happened: "audio chunk below 3200 bytes (12 times; first: 160 bytes)".
  [[nodiscard]] std::vector<std::string> list() const;

 private:
  struct Entry {
    std::string kind;
    std::string example;
    std::uint64_t times = 0;
  };
  std::vector<Entry> entries_;
};

/// One text frame from the bot.
struct BotMessage {
  enum class Event : std::uint8_t { media, mark, clear, none /* nothing to obey: malformed or unknown */ };
  Event event = Event::none;
  std::size_t audio_bytes = 0;   ///< media: size of the PCM, any up to kMaxChunkBytes and above
  std::vector<std::byte> audio;  ///< media with AudioUse::decode: the PCM itself, s16le
  std::string mark_name;
};

/// Documented limits of one chunk of audio towards Exotel, bytes of PCM (exotel.md §2.2).
inline constexpr std::size_t kMinChunkBytes = 3'200;
inline constexpr std::size_t kMaxChunkBytes = 100'000;

/// Decoding costs more than all the rest; who records nothing needs sizes only.
enum class AudioUse : std::uint8_t { decode, measure };

/// Reads what a bot sent on stream `stream_sid`. As Exotel does, a missing or odd stream id does not hinder playing; it
/// is noted. Never fails: text that is no message is noted and gives Event::none.
[[nodiscard]] BotMessage read_bot_message(std::string_view text, std::string_view stream_sid, Violations& violations,
                                          AudioUse use = AudioUse::decode);

}  // namespace exo::simulator
