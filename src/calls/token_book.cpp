#include "calls/token_book.h"

#include "base/digest.h"
#include "base/random.h"

namespace exo::calls {
namespace {

constexpr std::size_t kTokenBytes = 16;
constexpr std::size_t kTokenLength = 22;
constexpr std::string_view kUrlSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string TokenBook::issue(std::string_view call_id, SteadyTime now, std::string_view bot_id) {
  const std::lock_guard lock(mutex_);
  forget_expired(now);
  if (const auto known = by_call_.find(call_id); known != by_call_.end()) {
    known->second->at = now;
    by_age_.splice(by_age_.end(), by_age_, known->second);
    return known->second->text;
  }
  auto text = random_token(kTokenBytes);
  if (capacity_ == 0) return text;
  if (by_age_.size() >= capacity_) forget(by_age_.begin());
  by_age_.push_back({text, blake2b_hex(text), std::string(call_id), std::string(bot_id), now, uses_});
  const auto place = std::prev(by_age_.end());
  by_hash_.emplace(place->hash, place);
  if (!call_id.empty()) by_call_.emplace(place->call_id, place);
  return text;
}

std::optional<std::string> TokenBook::redeem(std::string_view token, SteadyTime now, std::string_view bot_id) {
  const auto hash = blake2b_hex(token);
  const std::lock_guard lock(mutex_);
  forget_expired(now);
  const auto known = by_hash_.find(hash);
  if (known == by_hash_.end() || known->second->bot_id != bot_id) return std::nullopt;
  const auto place = known->second;
  auto call_id = place->call_id;
  if (--place->uses_left == 0) forget(place);
  return call_id;
}

bool TokenBook::knows(std::string_view token, SteadyTime now, std::string_view bot_id) {
  const auto hash = blake2b_hex(token);
  const std::lock_guard lock(mutex_);
  forget_expired(now);
  const auto known = by_hash_.find(hash);
  return known != by_hash_.end() && known->second->bot_id == bot_id;
}

bool TokenBook::has_shape(std::string_view text) noexcept {
  return text.size() == kTokenLength && text.find_first_not_of(kUrlSafe) == std::string_view::npos;
}

std::size_t TokenBook::size() const {
  const std::lock_guard lock(mutex_);
  return by_age_.size();
}

void TokenBook::forget(Place token) {
  by_hash_.erase(token->hash);
  if (!token->call_id.empty()) by_call_.erase(token->call_id);
  by_age_.erase(token);
}

void TokenBook::forget_expired(SteadyTime now) {
  while (!by_age_.empty() && now - by_age_.front().at >= kLifetime) forget(by_age_.begin());
}

}  // namespace exo::calls
