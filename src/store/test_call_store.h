#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace exo::store {

class Database;

/// A test call that Exotel has accepted.
struct TestCall {
  std::string call_sid{};
  std::string did_id{};
  std::string to_number{};  ///< the customer; forgotten with the call records' numbers
  std::string placed_by{};  ///< e-mail of the user
  WallTime placed_at{};
  std::string provider_status{};           ///< Exotel's word at the dial, verbatim
  std::uint32_t polls = 0;                 ///< how often Calls/{sid} was asked
  std::optional<WallTime> next_poll_at{};  ///< nullopt: not asked any more
};

/// Test calls, newest first. Any thread.
class TestCallStore {
 public:
  explicit TestCallStore(Database& database) : database_(database) {}

  /// One of the same SID is replaced.
  [[nodiscard]] Result<void> add(const TestCall& call);
  [[nodiscard]] Result<TestCall> get(std::string_view call_sid);  ///< `not_found` "Test call not found"
  [[nodiscard]] Result<std::vector<TestCall>> newest(std::size_t limit);
  /// Those whose next_poll_at is `now` or earlier, the most overdue first.
  [[nodiscard]] Result<std::vector<TestCall>> due(WallTime now, std::size_t limit);
  /// `not_found` "Test call not found".
  [[nodiscard]] Result<void> note_poll(std::string_view call_sid, std::uint32_t polls,
                                       std::optional<WallTime> next_poll_at);

 private:
  Database& database_;
};

}  // namespace exo::store
