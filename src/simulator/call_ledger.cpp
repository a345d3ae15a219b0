#include "simulator/call_ledger.h"

#include <utility>

namespace exo::simulator {

std::int64_t KnownCall::conversation_seconds() const noexcept {
  if (!answered || !ended) return 0;
  return std::chrono::duration_cast<std::chrono::seconds>(*ended - *answered).count();
}

void CallLedger::add(FlowDial dial, WallTime now) {
  if (order_.size() >= kMostKept) {
    calls_.erase(order_.front());
    order_.pop_front();
  }
  order_.push_back(dial.call_sid);
  auto sid = dial.call_sid;
  calls_.insert_or_assign(std::move(sid), KnownCall{.dial = std::move(dial), .created = now});
}

void CallLedger::note_answered(const std::string& call_sid, WallTime now) {
  if (const auto found = calls_.find(call_sid); found != calls_.end()) found->second.answered = now;
}

void CallLedger::note_ended(const std::string& call_sid, std::string status, WallTime now) {
  const auto found = calls_.find(call_sid);
  if (found == calls_.end()) return;
  found->second.status = std::move(status);
  found->second.ended = now;
}

const KnownCall* CallLedger::find(const std::string& call_sid) const {
  const auto found = calls_.find(call_sid);
  return found == calls_.end() ? nullptr : &found->second;
}

std::vector<const KnownCall*> CallLedger::newest(std::size_t most) const {
  std::vector<const KnownCall*> list;
  for (auto sid = order_.rbegin(); sid != order_.rend() && list.size() < most; ++sid) list.push_back(find(*sid));
  return list;
}

bool CallLedger::admit(std::uint32_t limit, WallTime now) {
  while (!dials_.empty() && now - dials_.front() >= kRateWindow) dials_.pop_front();
  if (dials_.size() >= limit) return false;
  dials_.push_back(now);
  return true;
}

}  // namespace exo::simulator
