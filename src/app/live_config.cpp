#include "app/live_config.h"

#include <utility>

#include <fmt/format.h>

#include "app/adoption.h"

namespace exo::app {
namespace {

Result<std::optional<net::Certificate>> read_plane(std::string_view plane, const net::TlsFiles& files) {
  if (!files.enabled()) return std::optional<net::Certificate>();
  auto pair = net::Certificate::read_pair(files);
  if (!pair) return fail(Errc::bad_configuration, fmt::format("the {} plane's TLS: {}", plane, pair.error().detail));
  return std::optional(*std::move(pair));
}

}  // namespace

Result<Certificates> read_certificates(const Config& config) {
  auto admin = read_plane("admin", config.admin.tls);
  if (!admin) return std::unexpected(admin.error());
  auto calls = read_plane("call", config.calls.tls);
  if (!calls) return std::unexpected(calls.error());
  return Certificates{*std::move(admin), *std::move(calls)};
}

void LiveConfig::adopted(const Config& running, const Config& read, Certificates certificates) {
  const std::lock_guard lock(mutex_);
  running_ = running;
  read_ = read;
  certificates_ = std::move(certificates);
  refused_.clear();
}

void LiveConfig::refused(const std::string& reason) {
  const std::lock_guard lock(mutex_);
  refused_ = reason;
}

std::size_t LiveConfig::max_streams() const {
  const std::lock_guard lock(mutex_);
  return running_.calls.max_streams;
}

Certificates LiveConfig::certificates() const {
  const std::lock_guard lock(mutex_);
  return certificates_;
}

admin::SettingsReport LiveConfig::report(WallTime now) const {
  std::unique_lock lock(mutex_);
  const auto running = running_;
  const auto read = read_;
  const auto certificates = certificates_;
  const auto reason = refused_;
  lock.unlock();
  auto facts = look_at_folder(running.store_folder);
  facts.admin_certificate = certificates.admin;
  facts.calls_certificate = certificates.calls;
  facts.waiting = differing_keys(running, read);
  facts.refused = reason;
  return {list_settings(running, read), find_trouble(running, facts, now), list_certificates(facts, now)};
}

admin::SettingsReport report_on(const Config& config, const Certificates& certificates, WallTime now) {
  LiveConfig live(config);
  live.adopted(config, config, certificates);
  return live.report(now);
}

}  // namespace exo::app
