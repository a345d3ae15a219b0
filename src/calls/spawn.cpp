#include "calls/spawn.h"

#include <atomic>

#include "base/log.h"

namespace exo::calls {
namespace {

std::atomic<std::uint64_t> g_exceptions{0};

}  // namespace

void report_exception(std::string_view what, const std::exception_ptr& error) noexcept {
  static log::RateLimit limit;
  ++g_exceptions;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& broken) {
    if (limit.allow().pass) log::error("calls", "{} was ended by an exception: {}", what, broken.what());
  } catch (...) {
    if (limit.allow().pass) log::error("calls", "{} was ended by an unknown exception", what);
  }
}

std::uint64_t reported_exceptions() noexcept {
  return g_exceptions;
}

}  // namespace exo::calls
