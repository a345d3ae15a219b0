#include "net/socket_cutoff.h"

#include <array>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace exo::net {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

class SocketPair : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
  void TearDown() override {
    for (const int fd : ends_) ::close(fd);
  }
  std::array<int, 2> ends_{};
};

TEST_F(SocketPair, WakesABlockedReaderAtItsTime) {
  SocketCutoff cutoff(steady_clock::now() + milliseconds(50));
  cutoff.watch(ends_[0]);
  char byte = 0;
  EXPECT_EQ(::read(ends_[0], &byte, 1), 0);
  EXPECT_TRUE(cutoff.fired());
}

TEST_F(SocketPair, EndsASocketThatComesTooLate) {
  SocketCutoff cutoff(steady_clock::now() - milliseconds(1));
  cutoff.watch(ends_[1]);
  char byte = 0;
  EXPECT_EQ(::read(ends_[1], &byte, 1), 0);
}

TEST_F(SocketPair, LeavesTheSocketAloneWhenItGoesBeforeItsTime) {
  {
    SocketCutoff cutoff(steady_clock::now() + hours(1));
    cutoff.watch(ends_[0]);
    EXPECT_FALSE(cutoff.fired());
  }
  char byte = 'x';
  EXPECT_EQ(::write(ends_[0], &byte, 1), 1);
  EXPECT_EQ(::read(ends_[1], &byte, 1), 1);
}

TEST_F(SocketPair, NeverTouchesAnotherSocketThatGotTheSameNumber) {
  SocketCutoff cutoff(steady_clock::now() + milliseconds(100));
  cutoff.watch(ends_[0]);
  ::close(ends_[0]);
  std::array<int, 2> others{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, others.data()), 0);
  ASSERT_EQ(others[0], ends_[0]) << "the lowest free number is given out again";
  char byte = 0;
  EXPECT_EQ(::read(ends_[1], &byte, 1), 0) << "the watched connection ends, though its owner has closed his descriptor";
  EXPECT_TRUE(cutoff.fired());
  byte = 'x';
  EXPECT_EQ(::write(others[0], &byte, 1), 1);
  EXPECT_EQ(::read(others[1], &byte, 1), 1);
  ends_[0] = others[0];
  ::close(others[1]);
}

}  // namespace
}  // namespace exo::net
