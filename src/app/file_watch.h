#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace exo::app {

/// Tells when files may have changed, by looking at them: that works across renames, symbolic links and file systems
/// that report nothing. A set of files that belong together (a certificate and its key) is written one after another,
/// so a change is told only once two looks in a row have seen the same.
class FileWatch {
 public:
  /// Files to look at from now on; those that were looked at already keep what was seen of them.
  void watch(const std::vector<std::filesystem::path>& files);
  /// One look. True once after each change.
  [[nodiscard]] bool changed();
  /// What is there now is known: somebody is about to read it.
  void accept();

 private:
  struct Stamp {
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    std::int64_t size = -1;  ///< -1: no such file
    std::uint64_t inode = 0;
    std::uint64_t device = 0;
    auto operator<=>(const Stamp&) const = default;
  };
  struct Watched {
    std::filesystem::path file;
    Stamp known;
    Stamp last_look;
  };
  [[nodiscard]] static Stamp look_at(const std::filesystem::path& file);

  std::vector<Watched> files_;
};

}  // namespace exo::app
