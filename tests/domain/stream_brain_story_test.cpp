#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "support/brain_story.h"

namespace exo::domain {
namespace {

/// Any order of events, ticks and pauses: whatever happens, the invariants of brain_story.h hold.
class RandomCalls : public testing::TestWithParam<unsigned> {};

TEST_P(RandomCalls, KeepTheInvariants) {
  std::mt19937 dice(GetParam());
  std::vector<std::uint8_t> bytes(8000);
  for (auto& each : bytes) each = static_cast<std::uint8_t>(dice());
  test::BrainStory(bytes, [](std::string_view broken) { ADD_FAILURE() << broken; }).play();
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomCalls, testing::Range(1U, 401U));

}  // namespace
}  // namespace exo::domain
