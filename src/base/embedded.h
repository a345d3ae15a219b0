#pragma once

#include <span>
#include <string_view>

namespace exo::embedded {

/// A file that was compiled into the executable (exo_embed in CMakeLists.txt).
struct File {
  std::string_view name;  ///< relative to its root, with '/'
  std::string_view bytes;
};

}  // namespace exo::embedded
