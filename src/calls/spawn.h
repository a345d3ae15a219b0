#pragma once

#include <cstdint>
#include <exception>
#include <string_view>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "calls/asio_types.h"

namespace exo::calls {

/// Logs (rate-limited) and counts an exception that ended `what`. Thread-safe.
void report_exception(std::string_view what, const std::exception_ptr& error) noexcept;
/// How many there were since the process began.
[[nodiscard]] std::uint64_t reported_exceptions() noexcept;

/// The one way to start a coroutine: co_spawn with `detached` would swallow its exceptions. `what` is static text.
inline void spawn(const Executor& executor, Awaitable<void> work, std::string_view what) {
  asio::co_spawn(executor, std::move(work), [what](const std::exception_ptr& error) {
    if (error) report_exception(what, error);
  });
}

}  // namespace exo::calls
