#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "base/clock.h"
#include "simulator/target_url.h"
#include "simulator/tls_trust.h"
#include "simulator/voicebot_options.h"

namespace exo::simulator {

/// Exotel's end of one media WebSocket (exotel.md §1.4): User-Agent Go-http-client/1.1, no Origin, no subprotocol, no
/// compression, no redirects; pings are answered by whoever is in `read`. One strand; one `read` and one `write` may be
/// under way together. Internal to the folder: keeps Beast out of the files above it.
class BotSocket {
 public:
  /// Upgrades until `deadline`; the text is one sentence for a person.
  using Opened = std::expected<std::unique_ptr<BotSocket>, std::string>;
  [[nodiscard]] static boost::asio::awaitable<Opened> open(TargetUrl url, std::string request_target,
                                                           SteadyTime deadline, std::shared_ptr<TlsTrust> trust);
  ~BotSocket();
  BotSocket(const BotSocket&) = delete;
  BotSocket& operator=(const BotSocket&) = delete;

  struct End {
    std::uint16_t close_code = 0;  ///< of the bot's close frame; 0: none came
    std::string detail;            ///< for a person
  };
  enum class Frame : std::uint8_t { text, binary };
  /// The next message; its text stays valid until the next `read`.
  [[nodiscard]] boost::asio::awaitable<std::expected<Frame, End>> read();
  [[nodiscard]] std::string_view message() const noexcept;

  /// Of the frames that `write` sends; text at first.
  void send_as(Opcode opcode);
  /// One frame. False: the connection is gone. `text` must outlive the call.
  [[nodiscard]] boost::asio::awaitable<bool> write(std::string_view text);

  /// Ends our direction of the TCP connection without a close frame; `read` goes on until the bot ends its own.
  void hang_up() noexcept;
  /// Closes the TCP connection at once; pending operations fail.
  void abort() noexcept;
  /// As `abort`, with a TCP reset.
  void reset() noexcept;

  enum class Silence : std::uint8_t { bot_ended, time_up };
  /// A half-open peer: pending operations fail, nothing is sent any more, not even a pong, but the TCP connection stays
  /// until the bot ends it, `deadline` passes or `until` (polled) is true.
  [[nodiscard]] boost::asio::awaitable<Silence> play_dead(SteadyTime deadline, std::function<bool()> until);

 private:
  class Impl;
  explicit BotSocket(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace exo::simulator
