#include "calls/unfinished.h"

namespace exo::calls {

Unfinished::~Unfinished() {
  if (among_ != nullptr) among_->leave(address_);
}

std::optional<Unfinished> UnfinishedSockets::enter(std::string_view address) {
  std::string name(address);
  const std::lock_guard lock(mutex_);
  if (count_ >= most_) return std::nullopt;
  if (!name.empty()) {
    const auto known = by_address_.try_emplace(name, 0).first;
    if (known->second >= most_per_address_) {
      if (known->second == 0) by_address_.erase(known);
      return std::nullopt;
    }
    ++known->second;
  }
  ++count_;
  return Unfinished(*this, std::move(name));
}

std::size_t UnfinishedSockets::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

void UnfinishedSockets::leave(const std::string& address) noexcept {
  const std::lock_guard lock(mutex_);
  --count_;
  const auto known = by_address_.find(address);
  if (known != by_address_.end() && --known->second == 0) by_address_.erase(known);
}

}  // namespace exo::calls
