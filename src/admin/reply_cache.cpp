#include "admin/reply_cache.h"

#include <algorithm>

namespace exo::admin {

bool ReplyCache::holds(const Kept& kept, std::uint64_t version, SteadyTime now) const noexcept {
  return kept.version == version || now - kept.at < fresh_;
}

std::optional<std::string> ReplyCache::find(const FormFields& query, std::uint64_t version, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  const auto found = bodies_.find(query);
  if (found == bodies_.end() || !holds(found->second, version, now)) return std::nullopt;
  return found->second.body;
}

void ReplyCache::keep(const FormFields& query, std::uint64_t version, const std::string& body, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (body.size() > kMaxBytes) return;
  if (const auto known = bodies_.find(query); known != bodies_.end() && known->second.version > version) return;
  // What no longer holds is of no more use; and whoever asks for ever new things gets no more room.
  newest_ = std::max(newest_, version);
  std::erase_if(bodies_, [&](const auto& each) { return !holds(each.second, newest_, now); });
  if (bodies_.size() >= kMost && !bodies_.contains(query)) bodies_.clear();
  bodies_.insert_or_assign(query, Kept{body, version, now});
}

}  // namespace exo::admin
