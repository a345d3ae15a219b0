#pragma once

#include <span>

#include "base/embedded.h"

namespace exo::embedded {

/// The admin page: names relative to web/ ("index.html", "i18n/en.json",
/// "node_modules/htm/preact/standalone.module.js"). Generated at build time (exo_embed in CMakeLists.txt).
[[nodiscard]] std::span<const File> web_files();

}  // namespace exo::embedded
