#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace exo::speech {

/// A few threads, each started when a task finds no idle one, and a short queue in front of them. Any thread may post.
/// The destructor runs what is queued (tasks that must not start any more ask their owner) and waits for all.
class Workers {
 public:
  using Task = std::move_only_function<void()>;

  /// At most `threads` at work, at most `queued` waiting; `queued` 0: a task is taken only when a thread is free for
  /// it.
  Workers(std::size_t threads, std::size_t queued) : max_threads_(threads), max_queued_(queued) {}
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();

  /// False when full; the task is dropped. Never blocks. A task must not throw.
  [[nodiscard]] bool post(Task task);

 private:
  void work();

  const std::size_t max_threads_;
  const std::size_t max_queued_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  std::size_t busy_ = 0;  ///< threads that run a task
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace exo::speech
