#include "app/last_words.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstring>

#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log_writer.h"

namespace exo::app {
namespace {

[[maybe_unused]] constexpr std::array<int, 5> kFatal{SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
constexpr std::chrono::milliseconds kMoment{300};

/// Of the thread that installs the handler: whoever ran out of stack has none left for it.
constexpr std::size_t kStackBytes = 64UL * 1024;  // a frame with the largest vector registers takes some 11 KiB
[[maybe_unused]] alignas(16) std::array<std::byte, kStackBytes> g_stack;

const char* name_of(int signal) noexcept {
  switch (signal) {
    case SIGSEGV:
      return "exogate: ended by SIGSEGV\n";
    case SIGABRT:
      return "exogate: ended by SIGABRT\n";
    case SIGBUS:
      return "exogate: ended by SIGBUS\n";
    case SIGFPE:
      return "exogate: ended by SIGFPE\n";
    default:
      return "exogate: ended by SIGILL\n";
  }
}

/// Only what may be called in a signal handler (signal-safety(7)). The default is in force again already.
[[maybe_unused]] void say_last_words(int signal) {
  log::wait_for_lines(kMoment);
  const char* words = name_of(signal);
  pollfd room{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&room, 1, 0) > 0) {
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, words, std::strlen(words));
  }
  ::raise(signal);
}

}  // namespace

void forbid_core_dumps() noexcept {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  // A kernel that pipes dumps to a collector does not look at that limit.
  ::prctl(PR_SET_DUMPABLE, 0);
}

void install_last_words() noexcept {
// Sanitizers report from handlers of their own.
#if !defined(__has_feature) || !__has_feature(address_sanitizer)
  stack_t stack{};
  stack.ss_sp = g_stack.data();
  stack.ss_size = g_stack.size();
  ::sigaltstack(&stack, nullptr);
  struct sigaction action{};
  action.sa_handler = say_last_words;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
  for (const int signal : kFatal) ::sigaction(signal, &action, nullptr);
#endif
}

}  // namespace exo::app
