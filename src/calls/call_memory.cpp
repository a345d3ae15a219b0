#include "calls/call_memory.h"

#include <utility>

namespace exo::calls {

CallMemory::CallMemory(std::size_t capacity, std::chrono::milliseconds lifetime)
    : capacity_(capacity), lifetime_(lifetime) {}

CallMemory::Record CallMemory::remember(std::string_view call_id, domain::WebhookHit hit, domain::CallRecord record,
                                        SteadyTime now) {
  if (call_id.empty() || capacity_ == 0) return Record::none;
  hit.record_id.clear();
  const std::lock_guard lock(mutex_);
  forget_expired(now);
  if (const auto known = by_id_.find(call_id); known != by_id_.end()) {
    hit.at = known->second->hit.at;
    known->second->hit = std::move(hit);
    known->second->at = now;
    by_age_.splice(by_age_.end(), by_age_, known->second);
    return Record::none;
  }
  if (by_age_.size() >= capacity_) forget_oldest();
  by_age_.push_back({.call_id = std::string(call_id), .hit = std::move(hit), .at = now, .record = nullptr});
  by_id_.emplace(by_age_.back().call_id, std::prev(by_age_.end()));
  return begin(by_age_.back(), std::move(record));
}

std::optional<domain::WebhookHit> CallMemory::find(std::string_view call_id, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  forget_expired(now);
  const auto known = by_id_.find(call_id);
  if (known == by_id_.end()) return std::nullopt;
  auto hit = known->second->hit;
  if (const auto record = std::move(known->second->record)) {
    hit.record_id = record->id;
    --waiting_;
  }
  return hit;
}

std::optional<domain::CallRecord> CallMemory::first_opening(std::string_view call_id, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  forget_expired(now);
  const auto known = by_id_.find(call_id);
  if (known == by_id_.end() || !known->second->record || std::exchange(known->second->opened, true)) {
    return std::nullopt;
  }
  return *known->second->record;
}

std::vector<domain::CallRecord> CallMemory::take_lapsed(std::size_t most, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  forget_expired(now);
  std::vector<domain::CallRecord> records;
  while (!lapsed_.empty() && records.size() < most) {
    records.push_back(std::move(*lapsed_.front()));
    lapsed_.pop_front();
    --waiting_;
  }
  return records;
}

std::vector<domain::CallRecord> CallMemory::take_all() {
  const std::lock_guard lock(mutex_);
  while (!by_age_.empty()) forget_oldest();
  std::vector<domain::CallRecord> records;
  records.reserve(lapsed_.size());
  for (auto& record : lapsed_) records.push_back(std::move(*record));
  lapsed_.clear();
  waiting_ = 0;
  return records;
}

std::size_t CallMemory::size() const {
  const std::lock_guard lock(mutex_);
  return by_age_.size();
}

CallMemory::Record CallMemory::begin(Entry& entry, domain::CallRecord record) {
  if (waiting_ >= capacity_ / 2) return Record::none;
  entry.record = std::make_unique<domain::CallRecord>(std::move(record));
  ++waiting_;
  return Record::begun;
}

void CallMemory::forget_oldest() {
  auto& oldest = by_age_.front();
  if (oldest.record) lapsed_.push_back(std::move(oldest.record));
  by_id_.erase(oldest.call_id);
  by_age_.pop_front();
}

void CallMemory::forget_expired(SteadyTime now) {
  while (!by_age_.empty() && now - by_age_.front().at >= lifetime_) forget_oldest();
}

}  // namespace exo::calls
