#include "calls/media_socket.h"

#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/recycling_allocator.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <fmt/format.h>

#include "base/random.h"
#include "calls/live_call.h"

namespace exo::calls {
namespace {

namespace websocket = beast::websocket;

constexpr std::chrono::milliseconds kCloseGrace{1'000};  // for the peer's half of the closing handshake
constexpr std::size_t kUsualMessageBytes = 8UL * 1024;

std::string_view text_of(const beast::flat_buffer& buffer) {
  const auto bytes = buffer.cdata();
  return {static_cast<const char*>(bytes.data()), bytes.size()};
}

/// The handlers of a stream's writes take their memory from where the last one left it.
template <class Handler>
auto recycled(Handler handler) {
  return asio::bind_allocator(asio::recycling_allocator<void>(), std::move(handler));
}

/// The socket under one call: reads messages into it and writes its outbox. One read at a time for its whole life,
/// one write at a time, deadlines by tick.
template <class Stream>
class MediaSocket final : public LoopMember, public std::enable_shared_from_this<MediaSocket<Stream>> {
 public:
  template <class Lower>
  MediaSocket(Lower lower, StreamPass pass, EventLoop& loop)
      : loop_(loop), pass_(std::move(pass)), unfinished_(std::move(pass_.unfinished)), ws_(std::move(lower)) {
    const auto now = std::chrono::steady_clock::now();
    last_received_ = now;
    kill_at_ = now + loop_.site().options().upgrade_timeout;
    configure();
    loop_.add(*this);
    loop_.call_began();
  }
  ~MediaSocket() {
    loop_.call_ended();
    loop_.remove(*this);
  }

  static Awaitable<void> carry(std::shared_ptr<MediaSocket> self, HttpRequestMessage request) {
    auto [refused] = co_await self->ws_.async_accept(request, kAwait);
    if (refused || self->dead_) co_return;
    request = {};
    self->open();
    self->read();
  }

  void tick(domain::Moment now, SteadyTime beat) override {
    if (kill_at_ && now.steady >= *kill_at_) return kill();
    if (!call_) return;
    if (writing_since_ && now.steady - *writing_since_ >= loop_.site().options().send_timeout && ws_.is_open()) {
      call_->on_closed(domain::SocketLoss::stalled, "the peer stopped reading", now);
      return kill();
    }
    const auto self = this->shared_from_this();
    look();
    call_->on_tick(now, beat);
    pump();
    ping_if_silent(now.steady);
  }

  void end(domain::Moment now) override {
    ending_ = true;
    if (!call_) return kill();
    socket().rouse();
    call_->on_shutdown(now);
    pump();
  }

 private:
  void read() {
    ws_.async_read(in_, recycled([self = this->shared_from_this()](error_code error, std::size_t) {
                     if (error) return self->lose(error);
                     self->receive();
                     self->read_on();
                   }));
  }

  /// On a crowded loop the socket is looked after by tick: between two reads, and while nothing is being written.
  void read_on() {
    const bool idle = !writing_since_ && !pinging_ && !closing_;
    if (idle && !ending_ && !dead_ && call_->started() && loop_.is_crowded()) socket().settle();
    read();
  }

  /// At what lies in the stream's own memory only when its turn has come: of thousands of calls that is never at hand.
  void look() {
    if (++looks_ % EventLoop::kTicksOfRest != 0) {
      if (writing_since_ && socket().is_settled()) socket().poll(SettledSocket::What::writes);
      return;
    }
    if (!ws_.is_open() && !kill_at_ && !lost_) {
      // Beast has met something that is no WebSocket, sent a close frame and waits for TCP to end.
      violated_ = true;
      kill_soon();
    }
    if (!socket().is_settled()) return;
    if (loop_.is_quiet()) return socket().rouse();
    socket().poll(SettledSocket::What::all);
  }

  SettledSocket& socket() { return beast::get_lowest_layer(ws_); }

  void configure() {
    ws_.read_message_max(loop_.site().options().max_message);
    ws_.auto_fragment(false);
    ws_.text(true);
    ws_.control_callback([this](websocket::frame_type kind, beast::string_view) {
      last_received_ = std::chrono::steady_clock::now();
      if (kind != websocket::frame_type::close) return;
      // Beast answers it and then waits for TCP to end, which a broken peer never does.
      peer_closed_ = true;
      kill_soon();
    });
  }

  void open() {
    kill_at_.reset();
    loop_.site().counters().add(Count::streams);
    domain::StreamOpening opening{
        random_uuid(),     std::move(pass_.path), std::move(pass_.bot_id), std::move(pass_.call_id),
        pass_.sample_rate, std::move(pass_.peer), pass_.slot.seat()};
    // A browser's token is no way to the record of a call that Exotel has announced.
    if (pass_.token_call_id.starts_with(domain::kBrowserCallPrefix)) opening.only_call_sid = pass_.token_call_id;
    call_ =
        std::make_unique<LiveCall>(std::move(opening), loop_.site(), loop_.decoder(), loop_.scratch(), moment_now());
    call_->tie_to(std::move(pass_.token_call_id));
  }

  void receive() {
    if (dead_) return in_.consume(in_.size());
    const auto now = moment_now();
    last_received_ = now.steady;
    if (ws_.got_text()) {
      call_->on_text(text_of(in_), now);
    } else {
      call_->on_binary(now);
    }
    if (unfinished_ && call_->started()) unfinished_.reset();
    in_.consume(in_.size());
    if (in_.capacity() > kUsualMessageBytes) in_.shrink_to_fit();
    pump();
  }

  void lose(error_code error) {
    const auto now = moment_now();
    const auto most = loop_.site().options().max_message;
    if (peer_closed_ || error == websocket::error::closed) {
      call_->on_closed(domain::SocketLoss::closed,
                       fmt::format("closed by the peer with code {}", static_cast<unsigned>(ws_.reason().code)), now);
    } else if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow) {
      call_->on_closed(domain::SocketLoss::violated, fmt::format("a message above {} bytes", most), now);
    } else if (error == websocket::condition::protocol_violation) {
      call_->on_closed(domain::SocketLoss::violated, error.message(), now);
    } else if (violated_ && !lost_) {
      call_->on_closed(domain::SocketLoss::violated, fmt::format("no WebSocket, or a message above {} bytes", most),
                       now);
    } else {
      call_->on_closed(domain::SocketLoss::lost, error.message(), now);
    }
    kill();
  }

  /// Writes the next message; after the last one the close frame, if one is due.
  void pump() {
    if (writing_since_ || closing_ || dead_ || call_->outbox().idle() || !ws_.is_open()) return;
    if (const auto message = call_->outbox().take()) {
      writing_since_ = std::chrono::steady_clock::now();
      std::array<asio::const_buffer, 3> buffers;
      for (std::size_t i = 0; i < buffers.size(); ++i) buffers[i] = asio::buffer((*message)[i]);
      ws_.async_write(buffers, recycled([self = this->shared_from_this()](error_code error, std::size_t) {
                        self->written(error);
                      }));
    } else if (const auto code = call_->outbox().close_code()) {
      closing_ = true;
      kill_soon();
      socket().rouse();
      ws_.async_close(websocket::close_reason(*code), recycled([self = this->shared_from_this()](error_code) {}));
    }
  }

  void written(error_code error) {
    writing_since_.reset();
    call_->outbox().sent();
    if (error) {
      lost_ = true;
      return kill();
    }
    pump();
  }

  void ping_if_silent(SteadyTime now) {
    const auto after = loop_.site().options().ping_after;
    if (now - last_received_ < after || now - last_ping_ < after) return;
    if (pinging_ || closing_ || dead_ || !ws_.is_open()) return;
    pinging_ = true;
    last_ping_ = now;
    ws_.async_ping({}, recycled([self = this->shared_from_this()](error_code) { self->pinging_ = false; }));
  }

  void kill_soon() {
    const auto at = std::chrono::steady_clock::now() + kCloseGrace;
    kill_at_ = kill_at_ ? std::min(*kill_at_, at) : at;
  }

  /// Ends TCP; whatever is under way then fails, and the reader with it.
  void kill() {
    if (dead_) return;
    dead_ = true;
    error_code ignored;
    socket().close(ignored);
  }

  EventLoop& loop_;
  StreamPass pass_;
  std::optional<Unfinished> unfinished_;  ///< until `start`
  websocket::stream<Stream, false> ws_;   // false: no compression is ever offered
  std::unique_ptr<LiveCall> call_;        ///< once the handshake is done
  beast::flat_buffer in_;
  std::optional<SteadyTime> kill_at_;
  std::optional<SteadyTime> writing_since_;
  SteadyTime last_received_{};
  SteadyTime last_ping_{};
  std::uint32_t looks_ = 0;  ///< by tick
  bool ending_ = false;
  bool pinging_ = false;
  bool closing_ = false;
  bool dead_ = false;
  bool peer_closed_ = false;  ///< its close frame came
  bool violated_ = false;     ///< what came was no WebSocket
  bool lost_ = false;         ///< a write found TCP or TLS gone
};

}  // namespace

Awaitable<void> carry_call(Socket socket, HttpRequestMessage request, StreamPass pass, EventLoop& loop) {
  auto media = std::make_shared<MediaSocket<SettledSocket>>(std::move(socket), std::move(pass), loop);
  co_await MediaSocket<SettledSocket>::carry(std::move(media), std::move(request));
}

Awaitable<void> carry_call(TlsSocket socket, HttpRequestMessage request, StreamPass pass, EventLoop& loop) {
  auto media = std::make_shared<MediaSocket<TlsSocket>>(std::move(socket), std::move(pass), loop);
  co_await MediaSocket<TlsSocket>::carry(std::move(media), std::move(request));
}

}  // namespace exo::calls
