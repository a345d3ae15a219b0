#include "base/file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/random.h"

namespace exo {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

std::unexpected<Error> system_failure(std::string_view what, const std::filesystem::path& path) {
  const int code = errno;
  return fail(code == ENOENT ? Errc::not_found : Errc::internal,
              fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(code)));
}

bool write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const auto written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return system_failure("read", path);
  std::string content;
  char chunk[16384];
  for (;;) {
    const auto got = ::read(file.get(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("read", path);
    if (got == 0) return content;
    content.append(chunk, static_cast<std::size_t>(got));
    if (content.size() > max_bytes) {
      return fail(Errc::too_large, fmt::format("{} is larger than {} bytes", path.string(), max_bytes));
    }
  }
}

/// A rename or a new folder survives a power cut only when the folder that names it was flushed.
void flush_folder(const std::filesystem::path& folder) {
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0) ::fsync(directory.get());
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  const bool made = std::filesystem::create_directories(folder, failure);
  if (failure) return fail(Errc::internal, fmt::format("cannot create {}: {}", folder.string(), failure.message()));
  if (!made) return {};
  for (auto parent = folder.parent_path(); !parent.empty(); parent = parent.parent_path()) {
    flush_folder(parent);
    if (parent == parent.root_path()) break;
  }
  return {};
}

Result<void> write_file(const std::filesystem::path& path, std::string_view content, FileAccess access) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  if (auto made = make_folder(folder); !made) return made;
  auto temporary = path;
  temporary += "." + random_hex(6) + ".tmp";
  {
    const mode_t mode = access == FileAccess::owner_only ? 0600 : 0644;
    const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (file.get() < 0) return system_failure("write", path);
    // The umask has already taken its part of the mode.
    if (::fchmod(file.get(), mode) != 0 || !write_all(file.get(), content) || ::fsync(file.get()) != 0) {
      auto failure = system_failure("write", path);
      ::unlink(temporary.c_str());
      return failure;
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    auto failure = system_failure("write", path);
    ::unlink(temporary.c_str());
    return failure;
  }
  flush_folder(folder);
  return {};
}

}  // namespace exo
