#include "speech/program.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

namespace exo::speech {
namespace {

using std::chrono::steady_clock;

constexpr int kNiceness = 10;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) noexcept : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  void close() noexcept {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  void take(int fd) noexcept {
    close();
    fd_ = fd;
  }
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

std::unexpected<Error> system_failure(const std::string& program, int code) {
  return fail(code == ENOENT ? Errc::not_found : Errc::internal, fmt::format("{}: {}", program, std::strerror(code)));
}

/// Milliseconds until `deadline` for poll(2), never negative.
int until(SteadyTime deadline) noexcept {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

/// A started program; killed and reaped at the latest when this goes.
class Child {
 public:
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { kill_and_reap(); }

  [[nodiscard]] Result<void> start(const ProgramRun& run);
  [[nodiscard]] Result<std::string> exchange(const ProgramRun& run, SteadyTime deadline);
  /// Its exit status as waitpid(2) gives it.
  [[nodiscard]] Result<int> wait(SteadyTime deadline);

 private:
  [[nodiscard]] int spawn(const ProgramRun& run, int its_stdin, int its_stdout);
  void feed(std::string_view& input);
  /// False at the end of the output.
  [[nodiscard]] bool drain(std::string& output);
  int kill_and_reap() noexcept;

  pid_t pid_ = -1;
  Descriptor to_child_;
  Descriptor from_child_;
};

Result<void> Child::start(const ProgramRun& run) {
  // Input goes through a socket: writing to one whose reader is gone can be told not to raise SIGPIPE.
  int input[2];
  int output[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input) != 0) return system_failure(run.program, errno);
  to_child_.take(input[0]);
  const Descriptor its_stdin(input[1]);
  if (::pipe2(output, O_CLOEXEC) != 0) return system_failure(run.program, errno);
  from_child_.take(output[0]);
  const Descriptor its_stdout(output[1]);
  if (const int code = spawn(run, its_stdin.get(), its_stdout.get()); code != 0) {
    pid_ = -1;
    return system_failure(run.program, code);
  }
  ::setpriority(PRIO_PGRP, static_cast<id_t>(pid_), kNiceness);  // live calls come first
  return {};
}

int Child::spawn(const ProgramRun& run, int its_stdin, int its_stdout) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, its_stdin, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, its_stdout, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  const char* path = std::getenv("PATH");
  std::string path_entry = fmt::format("PATH={}", path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin");
  std::string locale_entry = "LC_ALL=C.UTF-8";
  char* const environment[] = {path_entry.data(), locale_entry.data(), nullptr};
  std::vector<std::string> words = {run.program};
  words.insert(words.end(), run.arguments.begin(), run.arguments.end());
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const int code = ::posix_spawnp(&pid_, run.program.c_str(), &files, &attributes, arguments.data(), environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return code;
}

void Child::feed(std::string_view& input) {
  const auto sent = ::send(to_child_.get(), input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) input.remove_prefix(static_cast<std::size_t>(sent));
  const bool refused = sent < 0 && errno != EAGAIN && errno != EINTR;
  if (input.empty() || refused) to_child_.close();
}

bool Child::drain(std::string& output) {
  char chunk[16384];
  const auto got = ::read(from_child_.get(), chunk, sizeof chunk);
  if (got > 0) output.append(chunk, static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && errno == EINTR);
}

Result<std::string> Child::exchange(const ProgramRun& run, SteadyTime deadline) {
  std::string output;
  std::string_view input = run.input;
  if (input.empty()) to_child_.close();
  for (;;) {
    pollfd watched[] = {{from_child_.get(), POLLIN, 0}, {to_child_.get(), POLLOUT, 0}};  // poll skips a closed one (-1)
    const int ready = ::poll(watched, 2, until(deadline));
    if (ready < 0 && errno != EINTR) return system_failure(run.program, errno);
    if (steady_clock::now() >= deadline)
      return fail(Errc::upstream_timeout, fmt::format("{}: no answer in time", run.program));
    if (ready <= 0) continue;
    if (watched[1].revents != 0) feed(input);
    if (watched[0].revents != 0 && !drain(output)) return output;
    if (output.size() > run.max_output) return fail(Errc::too_large, fmt::format("{}: wrote too much", run.program));
  }
}

Result<int> Child::wait(SteadyTime deadline) {
  // glibc 2.36 declares pidfd_open without C linkage.
  const Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  pollfd watched{handle.get(), POLLIN, 0};
  while (::poll(&watched, 1, until(deadline)) < 0 && errno == EINTR) {
  }
  if (watched.revents == 0) return fail(Errc::upstream_timeout, "does not end");
  return kill_and_reap();
}

int Child::kill_and_reap() noexcept {
  if (pid_ <= 0) return 0;
  ::kill(-pid_, SIGKILL);  // also whatever it started; harmless to one that has exited but is not reaped
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

}  // namespace

Result<std::string> run_program(const ProgramRun& run) {
  const auto deadline = steady_clock::now() + run.time_limit;
  Child child;
  if (auto started = child.start(run); !started) return std::unexpected(std::move(started.error()));
  auto output = child.exchange(run, deadline);
  if (!output) return output;
  const auto status = child.wait(deadline);
  if (!status) return fail(status.error().code, fmt::format("{}: {}", run.program, status.error().detail));
  if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0) return output;
  if (WIFEXITED(*status)) {
    return fail(Errc::upstream_failed, fmt::format("{}: exit status {}", run.program, WEXITSTATUS(*status)));
  }
  return fail(Errc::upstream_failed, fmt::format("{}: ended by signal {}", run.program, WTERMSIG(*status)));
}

}  // namespace exo::speech
