#include "app/folder_lock.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace exo::app {

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> FolderLock::take(const std::filesystem::path& file) {
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) {
    return fail(Errc::bad_configuration, fmt::format("cannot write to {}: {}", file.string(), std::strerror(errno)));
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return {};
  return fail(Errc::bad_configuration, fmt::format("another exogate is running on {}; stop it first, or give this one "
                                                   "another store.folder",
                                                   file.parent_path().string()));
}

}  // namespace exo::app
