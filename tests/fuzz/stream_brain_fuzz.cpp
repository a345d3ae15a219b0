// Any sequence of events against the brain of a media stream; its invariants are asserted (support/brain_story.h).
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "support/brain_story.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  exo::test::BrainStory({data, size}, [](std::string_view broken) {
    std::fprintf(stderr, "broken: %.*s\n", static_cast<int>(broken.size()), broken.data());
    std::abort();
  }).play();
  return 0;
}
