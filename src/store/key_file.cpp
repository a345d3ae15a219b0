#include "store/key_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"
#include "base/text.h"

namespace exo::store {
namespace {

constexpr std::size_t kMaxFileBytes = 256;

std::unexpected<Error> refusal(const std::filesystem::path& file, std::string_view reason) {
  return fail(Errc::bad_configuration, fmt::format("the master key {} {}", file.string(), reason));
}

Result<void> check_file(const std::filesystem::path& file) {
  struct stat facts{};
  if (::stat(file.c_str(), &facts) != 0) {
    if (errno == ENOENT) return fail(Errc::not_found, fmt::format("the master key {} is missing", file.string()));
    return refusal(file, fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  if (!S_ISREG(facts.st_mode)) return refusal(file, "is not an ordinary file");
  const bool others_may_read = (facts.st_mode & 077) != 0;
  if (others_may_read && !is_systemd_credential(file)) {
    return refusal(file, fmt::format("is open to other users: run chmod 600 {}", file.string()));
  }
  return {};
}

Result<Secret> parse_key(const std::filesystem::path& file, const Secret& content) {
  const auto digits = trim(content.reveal());
  std::string key(kMasterKeyBytes, '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  const int failed = sodium_hex2bin(reinterpret_cast<unsigned char*>(key.data()), key.size(), digits.data(),
                                    digits.size(), nullptr, &length, &end);
  Secret parsed(std::move(key));
  const bool is_key = failed == 0 && length == kMasterKeyBytes && end == digits.data() + digits.size();
  if (!is_key) return refusal(file, "is not 64 hexadecimal digits");
  return parsed;
}

void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

bool is_systemd_credential(const std::filesystem::path& file) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder == '\0') return false;
  std::error_code failed;
  const auto parent = std::filesystem::weakly_canonical(file, failed).parent_path();
  if (failed) return false;
  const auto credentials = std::filesystem::weakly_canonical(folder, failed);
  return !failed && parent == credentials;
}

Result<Secret> read_key_file(const std::filesystem::path& file) {
  if (auto usable = check_file(file); !usable) return std::unexpected(usable.error());
  auto content = read_file(file, kMaxFileBytes);
  if (!content) return refusal(file, fmt::format("cannot be used: {}", content.error().detail));
  return parse_key(file, Secret(std::move(*content)));
}

Result<Secret> create_key_file(const std::filesystem::path& file) {
  auto fresh = file;
  fresh += "." + random_hex(6) + ".new";
  const Secret digits(random_hex(kMasterKeyBytes) + "\n");
  if (auto written = write_file(fresh, digits.reveal(), FileAccess::owner_only); !written) {
    return refusal(file, fmt::format("cannot be made: {}", written.error().detail));
  }
  // A hard link, unlike a rename, refuses to replace what is there.
  const bool failed = ::link(fresh.c_str(), file.c_str()) != 0 && errno != EEXIST;
  const int reason = errno;
  ::unlink(fresh.c_str());
  if (failed) return refusal(file, fmt::format("cannot be made: {}", std::strerror(reason)));
  // Before anything is sealed with it: a key that a power cut takes back would take the secrets with it.
  sync_folder(file.has_parent_path() ? file.parent_path() : std::filesystem::path("."));
  return read_key_file(file);
}

}  // namespace exo::store
