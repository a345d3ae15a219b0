#include "base/log_writer.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <ctime>
#include <string_view>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace exo::log {
namespace {

constexpr std::size_t kPipeRoom = 4096;  // what a pipe that poll(2) calls writable takes without blocking
constexpr int kLookUpMilliseconds = 50;  // while the descriptor is full: is it time to give up?

/// Lines of all queues that are not written yet; here, as a signal handler may not take a lock.
std::atomic<std::uint64_t> g_waiting{0};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

/// Bytes taken; 0: none for now; -1: the descriptor is broken.
ssize_t write_some(int descriptor, std::string_view text) {
  // The journal is a stream socket, on which a short write may block although poll(2) has seen room.
  auto written = ::send(descriptor, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (written < 0 && errno == ENOTSOCK) written = ::write(descriptor, text.data(), text.size());
  if (written >= 0) return written;
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -1;
}

}  // namespace

LineQueue::LineQueue(int descriptor, std::size_t most_bytes, std::function<std::string(std::uint64_t)> tell_dropped)
    : descriptor_(descriptor), most_bytes_(most_bytes), tell_dropped_(std::move(tell_dropped)) {}

bool LineQueue::offer(std::string& line) {
  const std::lock_guard lock(mutex_);
  if (state_ == State::closed) return false;
  if (bytes_ + line.size() > most_bytes_) {
    ++dropped_;
    work_.notify_one();  // a line longer than the bound finds nobody at work
    return true;
  }
  bytes_ += line.size();
  g_waiting.fetch_add(1);
  lines_.push_back(std::move(line));
  work_.notify_one();
  return true;
}

void LineQueue::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return !lines_.empty() || dropped_ > 0 || state_ != State::open; });
    if (lines_.empty() && dropped_ == 0) break;
    // One at a time, so that what waits for a slow reader counts against the bound.
    std::string line;
    const bool told = !lines_.empty();
    if (told) {
      line = std::move(lines_.front());
      lines_.pop_front();
      bytes_ -= line.size();
    }
    // Not only once it is empty: under steady load it never is.
    const bool has_room = lines_.empty() || bytes_ < most_bytes_ / 2;
    const auto dropped = has_room ? std::exchange(dropped_, 0) : 0;
    lock.unlock();
    if (told) write_out(line);
    if (dropped > 0) write_out(tell_dropped_(dropped));
    if (told) g_waiting.fetch_sub(1);
    lock.lock();
  }
  state_ = State::closed;
  closed_.notify_all();
}

bool LineQueue::stop(SteadyTime deadline) {
  std::unique_lock lock(mutex_);
  if (state_ == State::open) state_ = State::closing;
  deadline_ = deadline;
  work_.notify_all();
  return closed_.wait_until(lock, deadline + std::chrono::seconds(1), [this] { return state_ == State::closed; });
}

bool LineQueue::given_up() {
  const std::lock_guard lock(mutex_);
  return std::chrono::steady_clock::now() >= deadline_;
}

void LineQueue::write_out(const std::string& line) {
  std::string_view rest(line);
  while (!rest.empty()) {
    pollfd wanted{descriptor_, POLLOUT, 0};
    const bool last_try = given_up();
    const int ready = ::poll(&wanted, 1, last_try ? 0 : kLookUpMilliseconds);
    if (ready == 0 && !last_try) continue;
    const auto written = ready > 0 ? write_some(descriptor_, rest.substr(0, kPipeRoom)) : 0;
    if (written < 0 || (written == 0 && last_try)) return;
    // There are descriptors that poll(2) calls writable and that take nothing all the same.
    if (written == 0) ::poll(nullptr, 0, kLookUpMilliseconds);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool wait_for_lines(std::chrono::milliseconds at_most) noexcept {
  for (std::int64_t waited = 0; g_waiting.load() > 0; ++waited) {
    if (waited >= at_most.count()) return false;
    const timespec moment{0, 1'000'000};
    ::nanosleep(&moment, nullptr);
  }
  return true;
}

}  // namespace exo::log
