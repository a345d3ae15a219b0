#include "admin/event_hub.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/random.h"

namespace exo::admin {

EventHub::EventHub() : process_(random_hex(4)) {}

void EventHub::publish(std::string kind, std::string data) {
  {
    const std::lock_guard lock(mutex_);
    kept_.push_back(std::make_shared<const Event>(++newest_, std::move(kind), std::move(data)));
    if (kept_.size() > kKept) kept_.pop_front();
  }
  news_.notify_all();
}

std::uint64_t EventHub::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

std::string EventHub::id_of(std::uint64_t number) const {
  return fmt::format("{}-{}", process_, number);
}

std::optional<std::uint64_t> EventHub::number_of(std::string_view id) const {
  if (!id.starts_with(process_ + "-")) return std::nullopt;
  const auto digits = id.substr(process_.size() + 1);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size() || number > newest()) return std::nullopt;
  return number;
}

EventHub::Batch EventHub::wait_after(std::uint64_t seen, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  news_.wait_for(lock, patience, [&] { return closed_ || newest_ > seen; });
  if (closed_) return {.state = State::closed};
  if (newest_ <= seen) return {};
  const auto unseen = newest_ - seen;
  if (unseen > kept_.size()) return {.state = State::lost};
  Batch batch;
  const auto first = kept_.end() - static_cast<std::ptrdiff_t>(unseen);
  const auto count = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(unseen, kMostAtOnce));
  batch.events.assign(first, first + count);
  return batch;
}

void EventHub::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  news_.notify_all();
}

}  // namespace exo::admin
