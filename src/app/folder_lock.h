#pragma once

#include <filesystem>

#include "base/error.h"

namespace exo::app {

/// Keeps a second gateway off a data folder: it would take the first one's live calls for interrupted ones. The lock
/// goes with the process, however that ends. `exogate user …` needs no lock.
class FolderLock {
 public:
  FolderLock() = default;
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

  /// `bad_configuration` with one sentence when another gateway holds it or the file cannot be made.
  [[nodiscard]] Result<void> take(const std::filesystem::path& file);

 private:
  int descriptor_ = -1;
};

}  // namespace exo::app
