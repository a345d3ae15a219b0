#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/saved_handler.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include "calls/asio_types.h"

namespace exo::calls {

namespace beast = boost::beast;

/// A TCP socket that can be taken out of the system's notification: an AsyncStream that begins as an ordinary asio
/// socket and, once settled, is read and written only when asked to and by `poll`. What arrives then wakes nobody,
/// which is most of what a small message costs. An operation that cannot go on waits for the next `poll`. End of
/// stream and errors are what asio would report, found when polled. One thread; it stays where it was made.
class SettledSocket {
 public:
  using executor_type = Executor;
  using lowest_layer_type = SettledSocket;

  SettledSocket(Socket socket) noexcept : socket_(std::move(socket)) {}  // implicit: TLS streams convert to it
  SettledSocket(const SettledSocket&) = delete;
  SettledSocket& operator=(const SettledSocket&) = delete;
  ~SettledSocket();  ///< forgets what waits, uncalled

  [[nodiscard]] executor_type get_executor() noexcept { return socket_.get_executor(); }
  [[nodiscard]] lowest_layer_type& lowest_layer() noexcept { return *this; }
  [[nodiscard]] asio::ip::tcp::endpoint remote_endpoint(error_code& error) const {
    return socket_.remote_endpoint(error);
  }

  /// Only while no operation is under way. Does nothing where it cannot be done: then all stays as it was.
  void settle() noexcept;
  [[nodiscard]] bool is_settled() const noexcept { return fd_ != kNone; }
  /// Tries again what waits. Handlers are called from within; none may destroy this object meanwhile.
  enum class What : std::uint8_t { writes, all };
  void poll(What what);
  /// Back to an ordinary socket; what waits goes on as an operation of asio, so no handler is called from within.
  void rouse();
  /// Ends TCP. Whatever is under way then fails; no handler is called from within.
  void close(error_code& error);

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, const Buffers& into) { this->begin<&SettledSocket::reading_>(into, std::move(handler)); },
        token, buffers);
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, const Buffers& from) { this->begin<&SettledSocket::writing_>(from, std::move(handler)); },
        token, buffers);
  }

  /// Beast's ways to end TCP.
  template <class Handler>
  friend void async_teardown(beast::role_type role, SettledSocket& socket, Handler&& handler) {
    using beast::websocket::async_teardown;
    socket.rouse();
    async_teardown(role, socket.socket_, std::forward<Handler>(handler));
  }
  friend void beast_close_socket(SettledSocket& socket) {
    error_code ignored;
    socket.close(ignored);
  }

 private:
  static constexpr int kNone = -1;
  static constexpr std::size_t kMostPieces = 6;  // of a message: Beast's header and three of ours

  struct Outcome {
    error_code error;
    std::size_t size = 0;
  };

  /// One direction: the memory of its operation, and the operation when it waits.
  template <class Buffer>
  struct Direction {
    beast::saved_handler waiting;
    std::array<Buffer, kMostPieces> buffers;
    std::size_t count = 0;
    Outcome outcome;

    template <class Sequence>
    void take(const Sequence& sequence) {
      count = 0;
      const auto end = asio::buffer_sequence_end(sequence);
      for (auto each = asio::buffer_sequence_begin(sequence); each != end && count < kMostPieces; ++each) {
        buffers[count] = Buffer(*each);
        if (buffers[count].size() != 0) ++count;
      }
      std::fill(buffers.begin() + static_cast<std::ptrdiff_t>(count), buffers.end(), Buffer());
    }
  };
  using Reading = Direction<asio::mutable_buffer>;
  using Writing = Direction<asio::const_buffer>;

  /// A handler that waits. Called when there is an outcome, or when asio shall take the operation over.
  template <auto kDirection, class Handler>
  struct Waiting {
    SettledSocket* socket;
    Handler handler;

    using allocator_type = asio::associated_allocator_t<Handler>;
    using executor_type = asio::associated_executor_t<Handler, Executor>;
    [[nodiscard]] allocator_type get_allocator() const noexcept { return asio::get_associated_allocator(handler); }
    [[nodiscard]] executor_type get_executor() const noexcept {
      return asio::get_associated_executor(handler, socket->get_executor());
    }
    void operator()() {
      auto& direction = socket->*kDirection;
      if (!socket->is_settled()) return socket->pass_on(std::array(direction.buffers), std::move(handler));
      std::move(handler)(direction.outcome.error, direction.outcome.size);
    }
    void operator()(error_code error) { std::move(handler)(error, 0); }
  };

  template <auto kDirection, class Buffers, class Handler>
  void begin(const Buffers& buffers, Handler handler) {
    auto& direction = this->*kDirection;
    const bool from_ahead = std::is_same_v<decltype(kDirection), Reading SettledSocket::*> && !ahead_.empty();
    if (!is_settled() && !from_ahead) return pass_on(buffers, std::move(handler));
    direction.take(buffers);
    if (attempt(direction)) {
      const auto [error, size] = direction.outcome;
      return asio::post(get_executor(), beast::bind_front_handler(std::move(handler), error, size));
    }
    direction.waiting.emplace(Waiting<kDirection, Handler>{this, std::move(handler)});
  }

  template <class Buffers, class Handler>
  void pass_on(const Buffers& buffers, Handler handler) {
    if constexpr (asio::is_mutable_buffer_sequence<Buffers>::value) {
      socket_.async_read_some(buffers, std::move(handler));
    } else {
      socket_.async_write_some(buffers, std::move(handler));
    }
  }

  /// At most one system call; false when nothing can be had now. The outcome is in the direction.
  [[nodiscard]] bool attempt(Reading& reading);
  [[nodiscard]] bool attempt(Writing& writing) noexcept;

  Socket socket_;  ///< closed while settled
  int fd_ = kNone;
  asio::ip::tcp protocol_ = asio::ip::tcp::v4();
  bool dry_ = false;   ///< the last read took all there was; nothing more is asked for until polled
  std::string ahead_;  ///< what was read beyond the memory of its operation, for the next one
  Reading reading_;
  Writing writing_;
};

}  // namespace exo::calls
