#include "simulator/pacing_meter.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace exo::simulator {

using std::chrono::duration_cast;
using std::chrono::microseconds;

bool PacingMeter::begins_utterance(SteadyTime arrival) const {
  if (!utterance_ || arrival > played_out_ + kPause) return true;
  return marked_ && arrival > played_out_;
}

void PacingMeter::chunk(SteadyTime arrival, microseconds duration) {
  if (begins_utterance(arrival)) utterance_ = Utterance{.began = arrival};
  marked_ = false;
  const auto lead = duration_cast<microseconds>(arrival - utterance_->began) - utterance_->position;
  utterance_->best_lead = std::min(utterance_->best_lead, lead);
  utterance_->position += duration;
  played_out_ = std::max(played_out_, arrival) + duration;
  if (lateness_.size() >= kMaxKept) return;
  const auto late = (lead - utterance_->best_lead).count();
  lateness_.push_back(
      static_cast<std::uint32_t>(std::min<std::int64_t>(late, std::numeric_limits<std::uint32_t>::max())));
}

std::uint32_t quantile(std::vector<std::uint32_t> values, double share) {
  if (values.empty()) return 0;
  const auto rank = static_cast<std::ptrdiff_t>(std::ceil(share * static_cast<double>(values.size()))) - 1;
  const auto at = values.begin() + std::clamp<std::ptrdiff_t>(rank, 0, std::ssize(values) - 1);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace exo::simulator
