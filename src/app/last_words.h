#pragma once

namespace exo::app {

/// No core dump of this process is ever made, piped to a collector or read by a debugger of the same user: its memory
/// holds secrets.
void forbid_core_dumps() noexcept;

/// When the process is about to die of a signal (SIGSEGV, SIGABRT, …): gives the log's writer a moment for the lines
/// that wait, says which signal, and dies of it. Also when the calling thread overflows its stack; another thread that
/// does so dies without words.
void install_last_words() noexcept;

}  // namespace exo::app
