#include "base/log_writer.h"

#include <limits>
#include <string>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/text.h"

namespace exo::log {
namespace {

std::string tell_dropped(std::uint64_t count) {
  return std::to_string(count) + " dropped\n";
}

/// A pipe that nobody reads until asked.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe2(ends_, O_CLOEXEC), 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    ::close(ends_[0]);
    close_writer();
  }
  [[nodiscard]] int reader() const { return ends_[0]; }
  [[nodiscard]] int writer() const { return ends_[1]; }
  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  /// Everything until the writing end is closed.
  std::string read_all() {
    std::string text;
    char bytes[4096];
    for (ssize_t size; (size = ::read(ends_[0], bytes, sizeof bytes)) > 0;)
      text.append(bytes, static_cast<std::size_t>(size));
    return text;
  }

 private:
  int ends_[2] = {-1, -1};
};

SteadyTime soon() {
  return std::chrono::steady_clock::now() + std::chrono::seconds(20);
}

struct Counts {
  int written = 0;
  int dropped = 0;
};

/// Lines of `text`, and what those that tell of dropped ones tell.
Counts count(const std::string& text) {
  Counts counts;
  for (const auto line : split(text, '\n')) {
    if (line.ends_with(" dropped")) {
      counts.dropped += std::stoi(std::string(line));
    } else if (!line.empty()) {
      ++counts.written;
    }
  }
  return counts;
}

TEST(LineQueue, WritesInOrderAndToTheLast) {
  Pipe pipe;
  LineQueue queue(pipe.writer(), 1 << 20, tell_dropped);
  std::thread thread([&] { queue.run(); });
  std::string wanted;
  for (int i = 0; i < 200; ++i) {
    auto line = "line " + std::to_string(i) + "\n";
    wanted += line;
    EXPECT_TRUE(queue.offer(line));
  }
  EXPECT_TRUE(queue.stop(soon()));
  thread.join();
  pipe.close_writer();
  EXPECT_EQ(pipe.read_all(), wanted);
  std::string late = "late";
  EXPECT_FALSE(queue.offer(late));
  EXPECT_EQ(late, "late");
}

TEST(LineQueue, DropsAndCountsWhatDoesNotFitWithoutWaiting) {
  Pipe pipe;
  LineQueue queue(pipe.writer(), 64UL * 1024, tell_dropped);
  std::thread thread([&] { queue.run(); });
  constexpr int kLines = 1000;  // of 1 KiB: the pipe holds 64, the queue as many
  for (int i = 0; i < kLines; ++i) {
    auto line = std::string(1023, 'x') + "\n";
    EXPECT_TRUE(queue.offer(line));
  }
  std::string text;
  std::thread reader([&] { text = pipe.read_all(); });
  EXPECT_TRUE(queue.stop(soon()));
  thread.join();
  pipe.close_writer();
  reader.join();
  const auto [written, dropped] = count(text);
  EXPECT_EQ(written + dropped, kLines);
  EXPECT_GT(dropped, 500);
}

TEST(LineQueue, GivesUpAtTheDeadlineWhenNobodyReads) {
  Pipe pipe;
  LineQueue queue(pipe.writer(), 1 << 20, tell_dropped);
  std::thread thread([&] { queue.run(); });
  for (int i = 0; i < 500; ++i) {
    auto line = std::string(1023, 'x') + "\n";
    EXPECT_TRUE(queue.offer(line));
  }
  EXPECT_FALSE(wait_for_lines(std::chrono::milliseconds(20)));
  EXPECT_TRUE(queue.stop(std::chrono::steady_clock::now()));
  thread.join();
  EXPECT_TRUE(wait_for_lines(std::chrono::milliseconds(0)));
}

TEST(LineQueue, TellsOfDroppedLinesBeforeItIsEmpty) {
  Pipe pipe;
  constexpr int kFits = 8;
  LineQueue queue(pipe.writer(), kFits * 1024UL, tell_dropped);
  for (int i = 0; i < kFits + 3; ++i) {
    auto line = std::string(1023, 'x') + "\n";
    EXPECT_TRUE(queue.offer(line));
  }
  std::thread thread([&] { queue.run(); });
  EXPECT_TRUE(queue.stop(soon()));
  thread.join();
  pipe.close_writer();
  const auto text = pipe.read_all();
  EXPECT_TRUE(text.contains("\n3 dropped\nx"));
  EXPECT_EQ(count(text).written, kFits);
}

TEST(LineQueue, TellsOfALineThatNeverFits) {
  Pipe pipe;
  LineQueue queue(pipe.writer(), 0, tell_dropped);
  std::thread thread([&] { queue.run(); });
  std::string line = "x\n";
  EXPECT_TRUE(queue.offer(line));
  char told[10];  // "1 dropped\n", long before the queue is stopped
  EXPECT_EQ(::read(pipe.reader(), told, sizeof told), 10);
  EXPECT_TRUE(queue.stop(soon()));
  thread.join();
}

TEST(LineQueue, GivesUpOnADescriptorThatIsWritableAndTakesNothing) {
  // A counter that this line, read as a number, would make overflow.
  const int descriptor = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  ASSERT_EQ(::eventfd_write(descriptor, std::numeric_limits<eventfd_t>::max() - 2), 0);
  LineQueue queue(descriptor, 1 << 20, tell_dropped);
  std::thread thread([&] { queue.run(); });
  std::string line = "1234567\n";
  EXPECT_TRUE(queue.offer(line));
  EXPECT_TRUE(queue.stop(std::chrono::steady_clock::now()));
  eventfd_t before = 0;
  EXPECT_EQ(::eventfd_read(descriptor, &before), 0);
  EXPECT_EQ(before, std::numeric_limits<eventfd_t>::max() - 2);
  thread.join();
  ::close(descriptor);
}

TEST(LineQueue, SurvivesABrokenDescriptor) {
  LineQueue queue(-1, 1 << 20, tell_dropped);
  std::thread thread([&] { queue.run(); });
  std::string line = "x\n";
  EXPECT_TRUE(queue.offer(line));
  EXPECT_TRUE(queue.stop(std::chrono::steady_clock::now()));
  thread.join();
}

}  // namespace
}  // namespace exo::log
