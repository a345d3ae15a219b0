#pragma once

namespace exo::app {

/// The whole program: reads the command line, runs one command, returns its exit code. Never throws.
int run(int argc, char** argv) noexcept;

}  // namespace exo::app
