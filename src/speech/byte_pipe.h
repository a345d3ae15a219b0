#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/http_message.h"

namespace exo::speech {

/// Between the thread that blocks in a vendor's transport and the one that makes a greeting: the reader waits with
/// deadlines, which the transport does not have, and may walk away from a transport that is stuck. Bytes that come
/// later go nowhere.
class BytePipe {
 public:
  /// `max_bytes`: of all that may come.
  explicit BytePipe(std::size_t max_bytes) : left_(max_bytes) {}

  // --- the transport's thread ---
  /// False: nobody reads any more, or too much has come. Stop the transfer.
  [[nodiscard]] bool push(Bytes bytes);
  /// After the last push; the first outcome counts.
  void close(Result<HttpReply> outcome);

  // --- the reader's thread ---
  struct Pulled {
    std::vector<std::byte> bytes;              ///< all that came since the last pull; may be empty only when…
    std::optional<Result<HttpReply>> outcome;  ///< …the transport ended with this, or
    bool timed_out = false;                    ///< nothing came in time
  };
  /// Waits for bytes or the end. Never returns bytes and an outcome together.
  [[nodiscard]] Pulled pull(SteadyTime deadline);
  /// From now on push() answers false.
  void abandon();

  // --- any thread ---
  /// The reader gets this outcome at once, the transport's bytes go nowhere.
  void interrupt(Error reason);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::byte> bytes_;
  std::size_t left_;
  std::optional<Result<HttpReply>> outcome_;
  bool abandoned_ = false;
  bool overflowed_ = false;
};

}  // namespace exo::speech
