#include "base/scrub.h"

#include <string_view>

#include "base/encoding.h"

namespace exo {

std::string scrubbed(std::string text, KeptFromSight secrets) {
  constexpr std::string_view kGone = "…";
  constexpr std::size_t kLeastBytes = 8;
  for (const auto* secret : secrets) {
    if (secret->reveal().size() < kLeastBytes) continue;
    for (const auto& spelling : {secret->reveal(), percent_encode(secret->reveal())}) {
      for (auto at = text.find(spelling); at != std::string::npos; at = text.find(spelling, at + kGone.size())) {
        text.replace(at, spelling.size(), kGone);
      }
    }
  }
  return text;
}

}  // namespace exo
