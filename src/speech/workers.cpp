#include "speech/workers.h"

#include <exception>
#include <system_error>
#include <utility>

#include "base/log.h"

namespace exo::speech {

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool Workers::post(Task task) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return false;
  const auto unclaimed = threads_.size() - busy_;
  if (tasks_.size() >= unclaimed && threads_.size() < max_threads_) {
    try {
      threads_.emplace_back([this] { work(); });
    } catch (const std::system_error& refused) {
      static log::RateLimit limit;
      if (limit.allow().pass) log::error("speech", "cannot start a worker thread: {}", refused.what());
      if (threads_.empty()) return false;
    }
  }
  if (tasks_.size() >= threads_.size() - busy_ + max_queued_) return false;
  tasks_.push_back(std::move(task));
  wake_.notify_one();
  return true;
}

void Workers::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    auto task = std::move(tasks_.front());
    tasks_.pop_front();
    ++busy_;
    lock.unlock();
    try {
      task();
    } catch (const std::exception& error) {
      static log::RateLimit limit;
      if (limit.allow().pass) log::error("speech", "a greeting could not be made: {}", error.what());
    }
    task = nullptr;  // what it holds goes before the next wait
    lock.lock();
    --busy_;
  }
}

}  // namespace exo::speech
