#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "domain/call_record.h"
#include "domain/stream_desk.h"

namespace exo::calls {

/// What the webhook said about calls whose stream has yet to open, and the record that was begun for each of them. The
/// first stream that asks takes the record over; one that nobody took comes back from `take_lapsed`. Bounded in number
/// and age, so strangers cannot fill it; the oldest goes first. Thread-safe.
class CallMemory {
 public:
  enum class Record : std::uint8_t { begun, none };

  explicit CallMemory(std::size_t capacity = 10'000, std::chrono::milliseconds lifetime = std::chrono::minutes(10));

  /// Said again (Exotel may retry), the newer words replace the older, but for the time of the first and its record. An
  /// empty id is nobody's. `begun`: the caller saves `record` as it gave it. None is begun for a call that has one, and
  /// none while half of the capacity waits for streams, which bounds what strangers write to the disk.
  Record remember(std::string_view call_id, domain::WebhookHit hit, domain::CallRecord record, SteadyTime now);
  /// Claims the record: its id is told once.
  [[nodiscard]] std::optional<domain::WebhookHit> find(std::string_view call_id, SteadyTime now);
  /// A stream has opened for the call and has yet to say so itself: the record that was begun for it, which stays
  /// unclaimed. Told once, nullopt from then on and where none is begun or it is claimed: no number of streams makes
  /// more of it.
  [[nodiscard]] std::optional<domain::CallRecord> first_opening(std::string_view call_id, SteadyTime now);
  /// At most `most` records whose calls were forgotten before a stream claimed them, as they were begun.
  [[nodiscard]] std::vector<domain::CallRecord> take_lapsed(std::size_t most, SteadyTime now);
  /// All records that nobody claimed; the memory is empty afterwards.
  [[nodiscard]] std::vector<domain::CallRecord> take_all();
  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    std::string call_id;
    domain::WebhookHit hit;
    SteadyTime at;
    std::unique_ptr<domain::CallRecord> record;  ///< until it is claimed
    bool opened = false;                         ///< first_opening has told it
  };

  [[nodiscard]] Record begin(Entry& entry, domain::CallRecord record);
  void forget_oldest();
  void forget_expired(SteadyTime now);

  const std::size_t capacity_;
  const std::chrono::milliseconds lifetime_;
  mutable std::mutex mutex_;
  std::list<Entry> by_age_;                                                 ///< oldest first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_id_;  ///< keys lie in the entries
  std::list<std::unique_ptr<domain::CallRecord>> lapsed_;
  std::size_t waiting_ = 0;  ///< unclaimed records, those in lapsed_ among them
};

}  // namespace exo::calls
