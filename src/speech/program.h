#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "base/error.h"

namespace exo::speech {

/// One run of a local program, without a shell.
struct ProgramRun {
  std::string program;  ///< looked up in PATH unless it has a '/'
  std::vector<std::string> arguments;
  std::string input;  ///< to its standard input, then end of file
  std::chrono::milliseconds time_limit{2'000};
  std::size_t max_output = 4 << 20;  ///< bytes of its standard output
};

/// What the program wrote to its standard output. It gets a bare environment (no secrets of ours), no open files but
/// the three standard ones, its own process group, a lower priority; the group is killed at the time limit, and when it
/// writes too much. Any thread; blocks. `not_found` when there is no such program, `upstream_timeout`, `too_large`,
/// `upstream_failed` when it exits with anything but 0.
[[nodiscard]] Result<std::string> run_program(const ProgramRun& run);

}  // namespace exo::speech
