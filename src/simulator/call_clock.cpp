#include "simulator/call_clock.h"

namespace exo::simulator {

using std::chrono::duration_cast;
using std::chrono::steady_clock;

CallClock::CallClock(std::uint32_t speed) noexcept
    : speed_(speed), began_(steady_clock::now()), began_wall_(exo::wall_now()) {}

SteadyTime CallClock::now() const noexcept {
  return began_ + (steady_clock::now() - began_) * speed_;
}

WallTime CallClock::wall_now() const noexcept {
  // At the real pace also when somebody sets the machine's clock meanwhile.
  if (speed_ == 1) return exo::wall_now();
  return began_wall_ + duration_cast<WallTime::duration>(now() - began_);
}

SteadyTime CallClock::real(SteadyTime time) const noexcept {
  return began_ + (time - began_) / speed_;
}

}  // namespace exo::simulator
