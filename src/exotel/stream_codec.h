#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/stream_event.h"

namespace exo::exotel {

/// Reads what Exotel sends on a media stream, tolerantly (exotel.md §1.6–1.11): every field as string or number, in
/// snake_case and camelCase, the key "to " with its trailing space, stream_sid at the top or inside `start`.
/// One decoder serves any number of streams of one thread; a message of usual size allocates nothing.
class StreamDecoder {
 public:
  static constexpr std::size_t kMaxMessageBytes = 256UL * 1024;
  static constexpr std::size_t kMaxDepth = 8;       ///< real messages have 3
  static constexpr std::size_t kMaxParameters = 8;  ///< Exotel allows 3; more are dropped

  StreamDecoder();
  ~StreamDecoder();
  StreamDecoder(const StreamDecoder&) = delete;
  StreamDecoder& operator=(const StreamDecoder&) = delete;

  /// `text` is UTF-8, which whoever took it from a WebSocket has checked (RFC 6455 §8.1): it is not checked again.
  /// The views in the event live until the next call and as long as this object.
  [[nodiscard]] domain::StreamEvent decode(std::string_view text) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// How many bytes of PCM a payload stands for, without decoding it; nullopt when no base64 has that length.
[[nodiscard]] std::optional<std::size_t> decoded_size(std::string_view base64) noexcept;

/// Writes what we send on one stream (exotel.md §1.7). Of a media message only the small text before the payload is
/// composed; the payload itself goes to the socket from where it lies, followed by kMediaTail.
class StreamEncoder {
 public:
  static constexpr std::string_view kMediaTail = "\"}}";

  explicit StreamEncoder(std::string_view stream_sid);

  /// Each replaces `out`, whose memory is reused. Numbers go out as strings, as Exotel's own do.
  void media_head(std::string& out, std::uint64_t sequence, std::uint64_t chunk, std::uint64_t timestamp_ms) const;
  void mark(std::string& out, std::uint64_t sequence, std::string_view name) const;
  void clear(std::string& out, std::uint64_t sequence) const;

 private:
  std::string sid_;  ///< as a JSON string with its quotes
};

}  // namespace exo::exotel
