#include "base/process_facts.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"

namespace exo {
namespace {

/// The second number of /proc/self/statm, in pages.
std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  if (!(file >> all >> resident)) return 0;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t open_files() {
  std::uint64_t count = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
       entry.increment(error)) {
    ++count;
  }
  return count;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_seconds() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

ProcessFacts process_facts() {
  static const auto since = std::chrono::steady_clock::now();
  return {.resident_bytes = resident_bytes(),
          .open_files = open_files(),
          .cpu_seconds = cpu_seconds(),
          .up_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count()};
}

}  // namespace exo
