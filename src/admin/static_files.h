#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "admin/http_exchange.h"
#include "base/embedded.h"

namespace exo::admin {

/// The admin page's files under their names: "/" is index.html. Immutable.
class StaticFiles {
 public:
  /// What a request says of the copy that it wants; headers as sent.
  struct Wish {
    std::string_view if_none_match{};
    std::string_view accept_encoding{};
  };

  /// "x.gz" is not served by itself but as "x" compressed. The bytes of `files` are not copied: they are part of the
  /// executable.
  explicit StaticFiles(std::span<const embedded::File> files);

  /// The file at `path` (as sent, undecoded: our names need no escapes), compressed when that is wished, or 304 when
  /// the browser's copy is current. nullopt: no such file. What lies under /a/ has a hash of the page in its address
  /// and is kept for ever; of the rest browsers keep a copy but ask each time, so a new release shows at once.
  [[nodiscard]] std::optional<Reply> find(std::string_view path, const Wish& wish) const;

 private:
  struct Entry {
    std::string_view plain;
    std::string_view gzip;  ///< empty: there is none
    std::string_view content_type;
    std::string_view cache_control;
    std::string etag;  ///< of the plain bytes, without quotes
  };
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace exo::admin
