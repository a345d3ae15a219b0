#include "calls/media_client.h"
// The client's header sets what asio's headers must know.
#include <array>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "calls/settled_socket.h"

namespace exo::test {
namespace {

using calls::SettledSocket;
using What = SettledSocket::What;
using boost::system::error_code;

/// One end of a connection settled, the other an ordinary blocking socket.
class SettledSocketTest : public testing::Test {
 protected:
  SettledSocketTest() {
    asio::basic_socket_acceptor<Tcp, calls::Executor> acceptor(io_, Tcp::endpoint(Tcp::v4(), 0));
    peer_.connect({asio::ip::make_address("127.0.0.1"), acceptor.local_endpoint().port()});
    calls::Socket accepted(io_);
    acceptor.accept(accepted);
    socket_ = std::make_unique<SettledSocket>(std::move(accepted));
  }
  void settle() {
    socket_->settle();
    ASSERT_TRUE(socket_->is_settled());
  }
  void read(std::size_t most) {
    buffer_.resize(most);
    error_.reset();
    socket_->async_read_some(asio::buffer(buffer_), [this](error_code error, std::size_t size) {
      error_ = error;
      size_ = size;
    });
    EXPECT_FALSE(error_) << "no handler from within the call that asks";
  }
  /// Runs the loop and polls until the read has come to its end.
  void poll_until_read() {
    while (!error_) poll_once();
  }
  void poll_once() {
    io_.restart();
    io_.poll();
    socket_->poll(What::all);
  }
  std::string heard() const { return buffer_.substr(0, size_); }

  asio::io_context io_;
  asio::io_context peers_;
  Tcp::socket peer_{peers_};
  std::unique_ptr<SettledSocket> socket_;
  std::string buffer_;
  std::optional<error_code> error_;
  std::size_t size_ = 0;
};

TEST_F(SettledSocketTest, ReadsWhatCameBeforeAndAfterItSettled) {
  asio::write(peer_, asio::buffer("early", 5));
  settle();
  read(100);
  poll_until_read();
  EXPECT_EQ(heard(), "early");
  read(100);
  asio::write(peer_, asio::buffer("late", 4));
  poll_until_read();
  EXPECT_EQ(heard(), "late");
}

TEST_F(SettledSocketTest, ReadsInPieces) {
  settle();
  asio::write(peer_, asio::buffer("abcdefg", 7));
  std::string all;
  while (all.size() < 7) {
    read(3);
    poll_until_read();
    EXPECT_FALSE(*error_);
    all += heard();
  }
  EXPECT_EQ(all, "abcdefg");
}

TEST_F(SettledSocketTest, ReadsIntoSeveralBuffers) {
  settle();
  std::array<char, 2> first{};
  std::array<char, 8> second{};
  const std::array<asio::mutable_buffer, 2> both{asio::buffer(first), asio::buffer(second)};
  std::size_t got = 0;
  asio::write(peer_, asio::buffer("abcde", 5));
  socket_->async_read_some(both, [&](error_code, std::size_t size) { got = size; });
  while (got == 0) poll_once();
  EXPECT_EQ(std::string(first.data(), 2) + std::string(second.data(), got - 2), std::string("abcde").substr(0, got));
}

TEST_F(SettledSocketTest, NothingIsReadUnlessPolled) {
  settle();
  read(100);
  asio::write(peer_, asio::buffer("x", 1));
  io_.poll();
  EXPECT_FALSE(error_);
  socket_->poll(What::writes);
  EXPECT_FALSE(error_);
  poll_until_read();
  EXPECT_EQ(heard(), "x");
}

TEST_F(SettledSocketTest, NoBufferIsFilledAtOnce) {
  settle();
  read(0);
  poll_until_read();
  EXPECT_FALSE(*error_);
  EXPECT_EQ(size_, 0U);
}

TEST_F(SettledSocketTest, TheEndOfTheStream) {
  settle();
  read(100);
  peer_.shutdown(Tcp::socket::shutdown_send);
  poll_until_read();
  EXPECT_EQ(*error_, asio::error::eof);
}

TEST_F(SettledSocketTest, AReset) {
  settle();
  read(100);
  peer_.set_option(asio::socket_base::linger(true, 0));
  peer_.close();
  poll_until_read();
  EXPECT_EQ(*error_, asio::error::connection_reset);
  EXPECT_EQ(size_, 0U);
}

TEST_F(SettledSocketTest, WritesNoMoreThanThePeerTakesAndGoesOnLater) {
  settle();
  const std::string much(32UL << 20, 'm');
  std::optional<error_code> written;
  asio::async_write(*socket_, asio::buffer(much), [&](error_code error, std::size_t) { written = error; });
  EXPECT_FALSE(written) << "no handler from within the call that asks";
  for (int i = 0; i < 50; ++i) poll_once();
  EXPECT_FALSE(written) << "the peer has not read yet";
  std::size_t arrived = 0;
  std::string part(1UL << 20, '\0');
  while (arrived < much.size()) {
    arrived += peer_.read_some(asio::buffer(part));
    poll_once();
  }
  while (!written) poll_once();
  EXPECT_FALSE(*written);
}

TEST_F(SettledSocketTest, AWriteToAPeerThatIsGone) {
  settle();
  peer_.set_option(asio::socket_base::linger(true, 0));
  peer_.close();
  std::optional<error_code> written;
  socket_->async_write_some(asio::buffer("x", 1), [&](error_code error, std::size_t) { written = error; });
  while (!written) poll_once();
  EXPECT_TRUE(*written);
}

TEST_F(SettledSocketTest, RousedItIsWokenAsBefore) {
  settle();
  read(100);
  socket_->rouse();
  EXPECT_FALSE(socket_->is_settled());
  EXPECT_FALSE(error_);
  asio::write(peer_, asio::buffer("hello", 5));
  io_.restart();
  while (!error_) io_.run_one();
  EXPECT_EQ(heard(), "hello");
  settle();
  read(100);
  asio::write(peer_, asio::buffer("again", 5));
  poll_until_read();
  EXPECT_EQ(heard(), "again");
}

TEST_F(SettledSocketTest, AHandlerMayRouseAndTheOtherOneStillComes) {
  settle();
  std::optional<error_code> written;
  const std::string much(32UL << 20, 'm');
  read(100);
  socket_->async_write_some(asio::buffer(much), [](error_code, std::size_t) {});
  poll_once();
  socket_->async_write_some(asio::buffer(much), [&](error_code error, std::size_t) {
    written = error;
    socket_->rouse();
  });
  asio::write(peer_, asio::buffer("kept", 4));
  std::string part(1UL << 20, '\0');
  while (!written || !error_) {
    if (peer_.available() != 0) std::ignore = peer_.read_some(asio::buffer(part));
    poll_once();
  }
  EXPECT_EQ(heard(), "kept");
}

TEST_F(SettledSocketTest, ClosedWhatWaitsFails) {
  settle();
  read(100);
  error_code ignored;
  socket_->close(ignored);
  EXPECT_FALSE(error_);
  io_.restart();
  while (!error_) io_.run_one();
  EXPECT_EQ(*error_, asio::error::operation_aborted);
  error_code end;
  char byte = 0;
  std::ignore = peer_.read_some(asio::buffer(&byte, 1), end);
  EXPECT_EQ(end, asio::error::eof);
  socket_->settle();
  EXPECT_FALSE(socket_->is_settled()) << "there is nothing to settle";
}

TEST_F(SettledSocketTest, DestroyedItForgetsWhatWaits) {
  settle();
  const auto owned = std::make_shared<int>(0);
  std::array<char, 8> buffer{};
  bool called = false;
  socket_->async_read_some(asio::buffer(buffer), [&called, owned](error_code, std::size_t) { called = true; });
  EXPECT_EQ(owned.use_count(), 2);
  socket_.reset();
  EXPECT_EQ(owned.use_count(), 1);
  EXPECT_FALSE(called);
  error_code end;
  std::ignore = peer_.read_some(asio::buffer(buffer), end);
  EXPECT_EQ(end, asio::error::eof);
}

}  // namespace
}  // namespace exo::test
