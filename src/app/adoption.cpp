#include "app/adoption.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <variant>

#include "app/option_table.h"

namespace exo::app {
namespace {

bool is_secret(const Option& option) {
  return std::holds_alternative<SecretSlot>(option.slot);
}

admin::SettingValue shown(const Config& config, const Option& option) {
  auto value = read_option(config, option);
  if (is_secret(option)) return value.has_value();
  if (std::holds_alternative<SwitchSlot>(option.slot)) return *value == RawValue(std::string("true"));
  return std::visit([](auto&& each) { return admin::SettingValue(std::forward<decltype(each)>(each)); },
                    *std::move(value));
}

std::string_view to_string(Origin::Kind kind) {
  switch (kind) {
    case Origin::Kind::built_in:
      return "default";
    case Origin::Kind::file:
      return "file";
    case Origin::Kind::environment:
      return "environment";
    case Origin::Kind::flag:
      return "flag";
  }
  return "";
}

admin::Setting describe(const Config& running, const Config& read, const Option& option) {
  const auto found = running.origins.find(option.key);
  const auto origin = found == running.origins.end() ? Origin{} : found->second;
  admin::Setting setting{
      .key = std::string(option.key),
      .help = std::string(option.help),
      .kind = is_secret(option) ? admin::Setting::Kind::secret : admin::Setting::Kind::plain,
      .value = shown(running, option),
      .origin = std::string(to_string(origin.kind)),
      .origin_name = origin.name,
      .origin_line = origin.line,
      .change = option.change == Change::live ? admin::Setting::Change::live : admin::Setting::Change::restart};
  if (!same_value(running, read, option)) setting.waiting = shown(read, option);
  return setting;
}

void keep_origin(Config& planned, const Config& running, const Option& option) {
  const auto found = running.origins.find(option.key);
  planned.origins.erase(std::string(option.key));
  if (found != running.origins.end()) planned.origins.insert(*found);
}

void keep_keys(Config& planned, const Config& running, std::initializer_list<std::string_view> keys) {
  for (const auto& option : option_table()) {
    if (std::ranges::find(keys, option.key) == keys.end()) continue;
    copy_option(planned, running, option);
    keep_origin(planned, running, option);
  }
}

}  // namespace

Config plan_adoption(const Config& running, const Config& read) {
  Config planned = read;
  for (const auto& option : option_table()) {
    if (option.change == Change::live) continue;
    copy_option(planned, running, option);
    keep_origin(planned, running, option);
  }
  // Another way to come to a certificate, or TLS where there was none, changes how the listener was made. Files of our
  // own making lie in the data folder, which stays.
  const bool same_admin =
      running.admin_tls == read.admin_tls && running.admin.tls.enabled() == read.admin.tls.enabled();
  if (!same_admin || running.admin_tls == AdminTls::self_signed) {
    keep_keys(planned, running, {"admin.tls_certificate", "admin.tls_key"});
  }
  if (running.calls.tls.enabled() != read.calls.tls.enabled()) {
    keep_keys(planned, running, {"calls.tls_certificate", "calls.tls_key"});
  }
  complete(planned);
  return planned;
}

std::vector<std::string> differing_keys(const Config& one, const Config& other) {
  std::vector<std::string> keys;
  for (const auto& option : option_table()) {
    if (!same_value(one, other, option)) keys.emplace_back(option.key);
  }
  return keys;
}

std::vector<admin::Setting> list_settings(const Config& running, const Config& read) {
  std::vector<admin::Setting> settings;
  for (const auto& option : option_table()) settings.push_back(describe(running, read, option));
  return settings;
}

}  // namespace exo::app
