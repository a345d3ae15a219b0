#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace exo {

/// The whole file. `not_found` when there is none, `too_large` above `max_bytes`, `internal` with the reason otherwise.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes = 16 << 20);

enum class FileAccess { owner_only /* 0600 */, world_readable /* 0644 */ };

/// Durable and atomic: a reader, or a crash, sees the old content or the new, never a part. Creates missing folders.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view content, FileAccess access);

}  // namespace exo
