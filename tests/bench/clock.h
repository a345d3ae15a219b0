#pragma once

#include <chrono>

namespace exo::bench {

using Clock = std::chrono::steady_clock;

}  // namespace exo::bench
