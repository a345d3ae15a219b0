#include "admin/reply_cache.h"

namespace exo::admin {

std::optional<std::string> ReplyCache::find(const FormFields& query, std::uint64_t version) {
  const std::lock_guard lock(mutex_);
  if (version != version_) return std::nullopt;
  const auto found = bodies_.find(query);
  if (found == bodies_.end()) return std::nullopt;
  return found->second;
}

void ReplyCache::keep(const FormFields& query, std::uint64_t version, const std::string& body) {
  const std::lock_guard lock(mutex_);
  if (version < version_ || body.size() > kMaxBytes) return;
  // What was kept before the last write is of no more use; and whoever asks for ever new things gets no more room.
  if (version > version_ || bodies_.size() >= kMost) bodies_.clear();
  version_ = version;
  bodies_.insert_or_assign(query, body);
}

}  // namespace exo::admin
