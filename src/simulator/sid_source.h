#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "base/clock.h"

namespace exo::simulator {

/// SIDs in Exotel's form (exotel.md Appendix B): random, or always the same ones from a seed. One thread.
class SidSource {
 public:
  explicit SidSource(std::optional<std::uint64_t> seed);

  [[nodiscard]] std::string next(WallTime time);

 private:
  std::optional<std::mt19937_64> seeded_;
};

}  // namespace exo::simulator
