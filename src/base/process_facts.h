#pragma once

#include <chrono>
#include <cstdint>

namespace exo {

/// What the operating system says of this process; 0 where it does not say.
struct ProcessFacts {
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_files = 0;
  double cpu_seconds = 0;  ///< of all threads, user and system
  double up_seconds = 0;   ///< since process_facts() was first asked for
};

/// Any thread; reads /proc.
[[nodiscard]] ProcessFacts process_facts();

}  // namespace exo
