#pragma once

#include <span>

#include "base/embedded.h"

namespace exo::embedded {

/// The admin page as web/pack.py makes it: "index.html", "favicon.svg", "a/{hash}/app.js", …, and beside each file the
/// same compressed, "index.html.gz". Generated at build time (exo_embed in CMakeLists.txt).
[[nodiscard]] std::span<const File> web_files();

}  // namespace exo::embedded
