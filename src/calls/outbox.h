#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/greeting_audio.h"
#include "domain/stream_brain.h"
#include "exotel/stream_codec.h"

namespace exo::calls {

/// What is to be sent on one stream, in order, as text messages. One loop's thread only. Bounded by the brain, which
/// makes no audio while the outbox is full; its memory is reused from message to message.
class Outbox {
 public:
  static constexpr std::size_t kMostMessages = 512;  ///< full as well, however short they are

  /// Full at so much audio that has not been sent.
  explicit Outbox(std::chrono::milliseconds max_queued = std::chrono::milliseconds(2'000)) : max_queued_(max_queued) {}

  /// A message in pieces, so that the payload is never copied.
  using Pieces = std::array<std::string_view, 3>;

  /// Every later message carries this stream's id.
  void address_to(std::string_view stream_sid) { encoder_.emplace(stream_sid); }
  void push(const domain::SendMedia& media);
  void push(const domain::SendMark& mark);
  /// Forgets all media and marks that are not on the wire; the clear goes out next.
  void push(const domain::SendClear& clear);
  /// Forgets all that has not been taken; after the message on the wire comes the close frame. The first code counts.
  void close(std::uint16_t code);

  [[nodiscard]] domain::Outlet outlet() const noexcept;
  /// Nothing to take, no close frame due.
  [[nodiscard]] bool idle() const noexcept { return count_ == 0 && !close_code_; }
  /// The next message, which is then on the wire and stays valid until `sent()`; nullopt when there is none.
  [[nodiscard]] std::optional<Pieces> take();
  void sent();
  /// Set once `close` was called.
  [[nodiscard]] std::optional<std::uint16_t> close_code() const noexcept { return close_code_; }

 private:
  struct Message {
    std::string text;
    std::string_view payload;
    std::string_view tail;
    std::shared_ptr<const domain::GreetingAudio> audio;  ///< owns the payload
    std::chrono::microseconds length{0};                 ///< of the audio
  };

  Message& append();
  void forget_unsent();

  std::optional<exotel::StreamEncoder> encoder_;
  std::vector<Message> ring_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::chrono::microseconds queued_{0};  ///< of all messages in the ring
  const std::chrono::microseconds max_queued_;
  bool on_wire_ = false;
  std::optional<std::uint16_t> close_code_;
};

}  // namespace exo::calls
