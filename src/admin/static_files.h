#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "admin/http_exchange.h"
#include "base/embedded.h"

namespace exo::admin {

/// The admin page's files under their public names: "/" is index.html, files of npm packages live under /vendor/.
/// Immutable.
class StaticFiles {
 public:
  /// The bytes of `files` are not copied: they are part of the executable.
  explicit StaticFiles(std::span<const embedded::File> files);

  /// The file at `path` (as sent, undecoded: our names need no escapes), or 304 when the browser's copy is current.
  /// nullopt: no such file. Browsers keep a copy but ask each time, so a new release shows at once.
  [[nodiscard]] std::optional<Reply> find(std::string_view path, std::string_view if_none_match) const;

 private:
  struct Entry {
    std::string_view bytes;
    std::string_view content_type;
    std::string etag;
  };
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace exo::admin
