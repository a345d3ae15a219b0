#include "base/log.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "base/json.h"
#include "base/log_writer.h"
#include "base/redact.h"
#include "base/text.h"

namespace exo::log {
namespace {

std::atomic<Level> g_least{Level::info};
std::atomic<Format> g_format{Format::text};
std::atomic<Numbers> g_numbers{Numbers::masked};

constexpr std::size_t kMostWaiting = 1 << 20;  // bytes; some 8,000 lines
constexpr std::chrono::seconds kLastLines{2};

std::string_view name(Level level) noexcept {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "?";
}

constexpr std::size_t kMaxLine = 4096;

/// What may be shown of a text that may come from anywhere.
std::string shown(std::string_view text) {
  auto safe = redact_secrets(printable(text, kMaxLine));
  return g_numbers.load(std::memory_order_relaxed) == Numbers::full ? safe : mask_numbers(safe);
}

std::string line_of(Level level, std::string_view area, std::string_view message) {
  if (g_format.load(std::memory_order_relaxed) == Format::json) {
    const Json line = {
        {"time", iso8601(wall_now())}, {"level", name(level)}, {"area", area}, {"message", shown(message)}};
    return dump_json(line) + '\n';
  }
  return fmt::format("{} {:<7} {:<9} {}\n", iso8601(wall_now()), name(level), area, shown(message));
}

std::string tell_dropped(std::uint64_t count) {
  return line_of(Level::warning, "log", fmt::format("{} lines were dropped: standard error is too slow", count));
}

std::mutex g_queue_mutex;            // guards the pointer, never a wait
std::shared_ptr<LineQueue> g_queue;  // null: whoever logs writes
std::atomic<bool> g_gave_up{false};  // standard error took nothing at the end: nobody waits for it again

std::shared_ptr<LineQueue> queue() {
  const std::lock_guard lock(g_queue_mutex);
  return g_queue;
}

}  // namespace

class BackgroundWriter::Impl {
 public:
  Impl() : queue(std::make_shared<LineQueue>(STDERR_FILENO, kMostWaiting, tell_dropped)) {
    thread = std::thread([lines = queue] { lines->run(); });
  }
  std::shared_ptr<LineQueue> queue;
  std::thread thread;
};

BackgroundWriter::BackgroundWriter() : impl_(std::make_shared<Impl>()) {
  const std::lock_guard lock(g_queue_mutex);
  g_queue = impl_->queue;
}

BackgroundWriter::~BackgroundWriter() {
  if (impl_->queue->stop(std::chrono::steady_clock::now() + kLastLines)) {
    impl_->thread.join();
  } else {
    g_gave_up = true;
    impl_->thread.detach();  // it waits inside write(2), and owns its queue
  }
  const std::lock_guard lock(g_queue_mutex);
  g_queue.reset();
}

void configure(Level least, Format format, Numbers numbers) {
  g_least = least;
  g_format = format;
  g_numbers = numbers;
}

bool enabled(Level level) noexcept {
  return level >= g_least.load(std::memory_order_relaxed);
}

std::string number(std::string_view number) {
  return g_numbers.load(std::memory_order_relaxed) == Numbers::full ? std::string(number) : masked_number(number);
}

void write(Level level, std::string_view area, std::string_view message) noexcept {
  try {
    auto line = line_of(level, area, message);
    if (const auto waiting = queue(); (waiting && waiting->offer(line)) || g_gave_up) return;
    // One write(2) a line keeps lines of several threads whole. Nothing can be done where the log itself is broken.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
  } catch (...) {
    return;
  }
}

RateLimit::Verdict RateLimit::allow(SteadyTime now) noexcept {
  constexpr std::chrono::seconds kInterval{1};
  auto before = full_at_.load();
  for (;;) {
    const auto start = std::max(before, now);
    if (start - now > kInterval * (burst_ - 1)) {
      held_back_.fetch_add(1);
      return {false, 0};
    }
    if (full_at_.compare_exchange_weak(before, start + kInterval)) return {true, held_back_.exchange(0)};
  }
}

}  // namespace exo::log
