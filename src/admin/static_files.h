#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

  /// "x.br" and "x.gz" are not served by themselves but as "x" compressed. The bytes of `files` are not copied: they
  /// are part of the executable.
  explicit StaticFiles(std::span<const embedded::File> files);

  /// The file at `path` (as sent, undecoded: our names need no escapes), in the coding that `wish` welcomes most
  /// (Brotli before gzip where it does not mind), or 304 when the browser's copy is current. nullopt: no such file.
  /// What lies under /a/ has a hash of the page in its address and is kept for ever; of the rest browsers keep a copy
  /// but ask each time, so a new release shows at once.
  [[nodiscard]] std::optional<Reply> find(std::string_view path, const Wish& wish) const;

 private:
  /// A file compressed.
  struct Copy {
    std::string_view coding;  ///< as HTTP calls it
    std::string_view bytes;
  };
  struct Entry {
    std::string_view plain;
    std::vector<Copy> packed;  ///< the smallest first
    std::string_view content_type;
    std::string_view cache_control;
    std::string etag;  ///< of the plain bytes, without quotes

    /// nullptr: the plain bytes.
    [[nodiscard]] const Copy* copy_for(std::string_view accept_encoding) const;
  };

  void add(std::string path, const Entry& entry);

  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace exo::admin
