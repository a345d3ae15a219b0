#pragma once

#include <exception>
#include <type_traits>

#include <SQLiteCpp/Exception.h>

#include "base/error.h"

namespace exo::store {

/// A sentence for what SQLite refused; its own words go to the log. `unavailable` when another process holds the
/// database for too long, else `internal` (full, read-only, damaged, unreadable, a broken constraint).
[[nodiscard]] Error to_error(const SQLite::Exception& failure);
/// Any other exception out of a piece of database work: `internal`, its text in the log.
[[nodiscard]] Error to_error(const std::exception& failure);

/// Runs `work`, which returns a Result, and turns what is thrown in it into an Error: no exception leaves this folder.
template <class Work>
[[nodiscard]] auto guarded(Work work) -> std::invoke_result_t<Work&> {
  try {
    return work();
  } catch (const SQLite::Exception& failure) {
    return std::unexpected(to_error(failure));
  } catch (const std::exception& failure) {
    return std::unexpected(to_error(failure));
  }
}

}  // namespace exo::store
