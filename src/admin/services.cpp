#include "admin/services.h"

#include <fmt/format.h>

#include "base/log.h"

namespace exo::admin {

Result<std::shared_ptr<void>> Services::take_export_slot() {
  auto slot = exports.take();
  if (slot) return slot;
  Error busy{Errc::unavailable,
             fmt::format("{} exports are being read already: try again when one is done", exports.most())};
  busy.retry_after = std::chrono::seconds(10);
  return std::unexpected(std::move(busy));
}

Result<void> Services::publish_bots() {
  const std::lock_guard lock(publishing);
  const auto bots = parts.bots.list();
  if (!bots) return std::unexpected(bots.error());
  parts.switchboard.publish_bots(*bots);
  return {};
}

Result<void> Services::publish_dids() {
  const std::lock_guard lock(publishing);
  const auto record = parts.integration.load();
  if (!record) return std::unexpected(record.error());
  parts.switchboard.publish_dids(record->dids);
  return {};
}

const AdminPlaneOptions& Services::live() const noexcept {
  const auto* changed = newest.load();
  return changed == nullptr ? options : *changed;
}

void Services::adopt(AdminPlaneOptions changed) {
  const std::lock_guard lock(adopting);
  adopted.push_back(std::make_unique<const AdminPlaneOptions>(std::move(changed)));
  newest = adopted.back().get();
}

void publish_bots_or_log(Services& services) {
  const auto done = services.publish_bots();
  if (!done) log::error("admin", "live calls do not know the changed bots yet: {}", done.error().detail);
}

void publish_dids_or_log(Services& services) {
  const auto done = services.publish_dids();
  if (!done) log::error("admin", "live calls do not know the changed numbers yet: {}", done.error().detail);
}

}  // namespace exo::admin
