#include "simulator/sid_source.h"

#include <string_view>

#include <fmt/format.h>

#include "simulator/exotel_values.h"

namespace exo::simulator {

SidSource::SidSource(std::optional<std::uint64_t> seed) {
  if (seed) seeded_.emplace(*seed);
}

std::string SidSource::next(WallTime time) {
  if (!seeded_) return new_sid(time);
  const auto high = (*seeded_)();
  const auto low = (*seeded_)();
  return make_sid(std::string_view(fmt::format("{:016x}{:016x}", high, low)).substr(0, 28), time);
}

}  // namespace exo::simulator
