#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace exo::bench {

/// Collected milliseconds.
class Percentiles {
 public:
  void add(double milliseconds) { values_.push_back(milliseconds); }
  [[nodiscard]] std::size_t count() const noexcept { return values_.size(); }
  /// `p` from 0 to 100; -1 without values.
  [[nodiscard]] double at(double p) {
    if (values_.empty()) return -1;
    const auto last = static_cast<double>(values_.size() - 1);
    const auto place = static_cast<std::ptrdiff_t>(std::min(last, last * p / 100 + 0.5));
    std::nth_element(values_.begin(), values_.begin() + place, values_.end());
    return values_[static_cast<std::size_t>(place)];
  }

 private:
  std::vector<double> values_;
};

}  // namespace exo::bench
