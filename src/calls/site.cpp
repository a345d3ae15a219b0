#include "calls/site.h"

#include <algorithm>
#include <utility>

namespace exo::calls {
namespace {

constexpr std::size_t kWebhooksRemembered = 10'000;
constexpr std::size_t kMostLapsedAtOnce = 300;

}  // namespace

StreamSlot::~StreamSlot() {
  if (site_ != nullptr) site_->give_back();
}

Result<Site::Addresses> Site::parse_addresses(const CallPlaneOptions& options) {
  auto proxies = net::CidrList::parse(options.trusted_proxies);
  if (!proxies) return std::unexpected(proxies.error());
  auto allowed = net::CidrList::parse(options.allow_from);
  if (!allowed) return std::unexpected(allowed.error());
  return Addresses{*std::move(proxies), *std::move(allowed)};
}

Site::Site(CallPlaneOptions options, CallPlaneParts parts, Addresses addresses)
    : parts_(std::move(parts)),
      unfinished_(options.max_unfinished_per_address, options.max_unfinished),
      memory_(kWebhooksRemembered, options.webhook_memory) {
  adopt(std::move(options), std::move(addresses));
}

void Site::adopt(CallPlaneOptions options, Addresses addresses) {
  const std::lock_guard lock(adopting_);
  all_terms_.push_back(std::make_unique<const Terms>(std::move(options), std::move(addresses)));
  terms_ = all_terms_.back().get();
}

std::string Site::speech_trouble() const {
  return parts_.speech_trouble ? parts_.speech_trouble() : std::string{};
}

void Site::remember(std::string_view call_id, domain::WebhookHit hit, domain::CallRecord record) {
  auto begun = record;
  const auto now = std::chrono::steady_clock::now();
  if (memory_.remember(call_id, std::move(hit), std::move(record), now) == CallMemory::Record::begun) {
    parts_.log.save(std::move(begun));
  }
}

void Site::stream_opened(const domain::CallRecord& stream) {
  auto record = memory_.first_opening(stream.call_id, std::chrono::steady_clock::now());
  if (!record) return;
  record->path = stream.path;
  record->peer = stream.peer;
  record->sample_rate = stream.sample_rate;
  record->opened_at = stream.opened_at;
  record->timeline = stream.timeline;
  const auto before = std::chrono::duration_cast<std::chrono::milliseconds>(*record->webhook_at - stream.opened_at);
  record->timeline.insert(record->timeline.begin(), {before.count(), domain::StepKind::webhook, {}});
  parts_.log.save(*std::move(record));
}

void Site::end_lapsed() {
  for (auto& record : memory_.take_lapsed(kMostLapsedAtOnce, std::chrono::steady_clock::now())) {
    save_ended(std::move(record), domain::EndReason::no_stream, wall_now());
  }
}

void Site::end_waiting() {
  for (auto& record : memory_.take_all()) save_ended(std::move(record), domain::EndReason::shutdown, wall_now());
}

void Site::save_ended(domain::CallRecord record, domain::EndReason reason, WallTime now) {
  record.end_reason = reason;
  record.ended_at = now;
  record.timeline.push_back({std::chrono::duration_cast<std::chrono::milliseconds>(now - record.opened_at).count(),
                             domain::StepKind::closed, std::string(to_string(reason))});
  parts_.log.save(std::move(record));
}

std::optional<domain::WebhookHit> Site::webhook_hit(std::string_view call_id) {
  if (call_id.empty()) return std::nullopt;
  return memory_.find(call_id, std::chrono::steady_clock::now());
}

domain::Admission Site::admit(std::string_view bot_id, std::uint32_t bot_most, std::string_view did_id) {
  return places_.admit(bot_id, bot_most != 0 ? bot_most : options().max_calls_per_bot, did_id,
                       options().max_calls_per_number);
}

std::optional<StreamSlot> Site::take_slot() {
  if (draining_) return std::nullopt;
  auto taken = streams_.load();
  do {
    if (taken >= options().max_streams + options().reserve_streams) return std::nullopt;
  } while (!streams_.compare_exchange_weak(taken, taken + 1));
  return StreamSlot(*this, taken < options().max_streams ? StreamSlot::Seat::regular : StreamSlot::Seat::reserve);
}

void Site::give_back() noexcept {
  const std::lock_guard lock(silence_mutex_);
  if (--streams_ == 0) silence_.notify_all();
}

void Site::wait_for_grace() {
  std::unique_lock lock(silence_mutex_);
  // The deadline may move while we wait.
  while (streams_ != 0 && std::chrono::steady_clock::now() < grace_ends_) silence_.wait_until(lock, grace_ends_);
}

void Site::end_grace_by(SteadyTime time) {
  const std::lock_guard lock(silence_mutex_);
  grace_ends_ = std::min(grace_ends_, time);
  silence_.notify_all();
}

void Site::wait_for_silence(std::chrono::milliseconds at_most) {
  std::unique_lock lock(silence_mutex_);
  silence_.wait_for(lock, at_most, [this] { return streams_ == 0; });
}

}  // namespace exo::calls
