#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include "base/clock.h"

/// Between C++ values and SQLite's: one spelling of times (milliseconds), optionals (NULL) and counters.
namespace exo::store {

inline void bind_value(SQLite::Statement& to, int index, int value) {
  to.bind(index, value);
}
inline void bind_value(SQLite::Statement& to, int index, std::int64_t value) {
  to.bind(index, value);
}
inline void bind_value(SQLite::Statement& to, int index, std::uint32_t value) {
  to.bind(index, static_cast<std::int64_t>(value));
}
inline void bind_value(SQLite::Statement& to, int index, std::uint64_t value) {
  to.bind(index, static_cast<std::int64_t>(value));
}
inline void bind_value(SQLite::Statement& to, int index, bool value) {
  to.bind(index, value ? 1 : 0);
}
inline void bind_value(SQLite::Statement& to, int index, std::string_view value) {
  to.bind(index, std::string(value));
}
inline void bind_value(SQLite::Statement& to, int index, const std::string& value) {
  to.bind(index, value);
}
inline void bind_value(SQLite::Statement& to, int index, const char* value) {
  to.bind(index, value);
}
inline void bind_value(SQLite::Statement& to, int index, WallTime value) {
  to.bind(index, static_cast<std::int64_t>(value.time_since_epoch().count()));
}
inline void bind_value(SQLite::Statement& to, int index, const std::vector<std::byte>& value) {
  to.bind(index, value.data(), static_cast<int>(value.size()));
}
template <class Value>
void bind_value(SQLite::Statement& to, int index, const std::optional<Value>& value) {
  if (value) {
    bind_value(to, index, *value);
  } else {
    to.bind(index);
  }
}

/// Binds the values to parameters 1, 2, 3, …
template <class... Values>
void bind_all(SQLite::Statement& to, const Values&... values) {
  int index = 0;
  (bind_value(to, ++index, values), ...);
}

[[nodiscard]] inline std::string text_at(SQLite::Statement& row, int column) {
  return row.getColumn(column).getString();
}
[[nodiscard]] inline std::int64_t integer_at(SQLite::Statement& row, int column) {
  return row.getColumn(column).getInt64();
}
[[nodiscard]] inline WallTime time_at(SQLite::Statement& row, int column) {
  return WallTime{std::chrono::milliseconds{integer_at(row, column)}};
}
[[nodiscard]] inline bool is_null_at(SQLite::Statement& row, int column) {
  return row.getColumn(column).isNull();
}

}  // namespace exo::store
