#pragma once

#include <filesystem>

namespace exo::net {

/// PEM files of one server: the full chain and its key. Both empty: plain HTTP.
struct TlsFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;

  [[nodiscard]] bool enabled() const noexcept { return !certificate.empty(); }
};

}  // namespace exo::net
