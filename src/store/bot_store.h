#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "domain/bot.h"

namespace exo::store {

class Database;

/// Bots. Thread-safe; blocks on the database.
class BotStore {
 public:
  static constexpr std::size_t kMaxRecordingBytes = 64UL << 20;

  explicit BotStore(Database& database) noexcept : database_(database) {}

  [[nodiscard]] Result<std::vector<domain::Bot>> list();       ///< by name, then id
  [[nodiscard]] Result<domain::Bot> get(std::string_view id);  ///< `not_found` "Bot not found"
  enum class Put { created, replaced };
  [[nodiscard]] Result<Put> put(const domain::Bot& bot);   ///< creates or replaces
  [[nodiscard]] Result<void> remove(std::string_view id);  ///< `not_found` "Bot not found"

  /// Keeps an uploaded WAV for `greeting_recording`; its id is made of its bytes, so the same file is kept once. The
  /// caller has checked that it can be played. `unprocessable` when empty, `too_large` above kMaxRecordingBytes.
  [[nodiscard]] Result<std::string> keep_recording(std::string_view wav);
  /// `not_found` "Recording not found".
  [[nodiscard]] Result<std::string> recording(std::string_view id);
  /// Removes recordings that no bot names. put() and remove() do not: a bot is saved after its recording.
  [[nodiscard]] Result<void> drop_unused_recordings();

 private:
  Database& database_;
};

}  // namespace exo::store
