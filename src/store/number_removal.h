#pragma once

#include <cstddef>
#include <cstdint>

#include "base/clock.h"
#include "base/error.h"

namespace exo::store {

class Database;

/// Takes numbers and pressed digits out of call records, reports and test calls that are older than `before`; how many
/// call records changed. Works through the past in short writes, so that others can write meanwhile; what is already
/// without numbers is not looked at. An error leaves the rest for the next time.
[[nodiscard]] Result<std::int64_t> remove_numbers(Database& database, WallTime before);

}  // namespace exo::store
