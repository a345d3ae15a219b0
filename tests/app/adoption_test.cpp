#include "app/adoption.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "app/option_table.h"

namespace exo::app {
namespace {

using Keys = std::vector<std::string>;

const admin::Setting& find(const std::vector<admin::Setting>& settings, std::string_view key) {
  return *std::ranges::find(settings, key, &admin::Setting::key);
}

TEST(Adoption, TakesWhatMayChangeAndKeepsTheRest) {
  Config running;
  Config read;
  read.address.public_url = "https://new.example.com";
  read.calls.max_streams = 7;
  read.calls.listen = "127.0.0.1:1";
  read.calls.loops = 3;
  read.calls.webhook_key = Secret("0123456789abcdef");
  read.origins["calls.loops"] = {Origin::Kind::file, "f", 3};
  const auto planned = plan_adoption(running, read);
  EXPECT_EQ(differing_keys(running, planned), (Keys{"public_url", "calls.webhook_key", "calls.max_streams"}));
  EXPECT_EQ(differing_keys(planned, read), (Keys{"calls.listen", "calls.loops"}));
  EXPECT_TRUE(planned.admin.webhook_key.matches("0123456789abcdef"));
  EXPECT_FALSE(planned.origins.contains("calls.loops"));
}

TEST(Adoption, ChangesCertificatesButNotWhetherTlsIsSpoken) {
  Config running;
  running.admin.tls = {"/a.crt", "/a.key"};
  Config read;
  read.admin.tls = {"/b.crt", "/b.key"};
  read.calls.tls = {"/c.crt", "/c.key"};
  const auto planned = plan_adoption(running, read);
  EXPECT_EQ(planned.admin.tls.certificate, "/b.crt");
  EXPECT_FALSE(planned.calls.tls.enabled());
  EXPECT_EQ(differing_keys(planned, read), (Keys{"calls.tls_certificate", "calls.tls_key"}));
  read.admin.tls = {};
  EXPECT_EQ(plan_adoption(running, read).admin.tls.certificate, "/a.crt");
}

TEST(Adoption, EveryKeyCanBeReadAndCopied) {
  const Config defaults;
  for (const auto& option : option_table()) {
    Config copy;
    copy_option(copy, defaults, option);
    EXPECT_TRUE(same_value(copy, defaults, option)) << option.key;
    if (!std::holds_alternative<SecretSlot>(option.slot)) {
      EXPECT_TRUE(read_option(defaults, option)) << option.key;
    }
  }
}

TEST(Settings, ShowSecretsAsSetAndWhatWaits) {
  Config running;
  running.calls.webhook_key = Secret("0123456789abcdef");
  running.origins["calls.webhook_key"] = {Origin::Kind::environment, "EXOGATE_CALLS_WEBHOOK_KEY"};
  Config read = running;
  read.calls.loops = 3;
  const auto settings = list_settings(running, read);
  EXPECT_EQ(settings.size(), option_table().size());
  const auto& key = find(settings, "calls.webhook_key");
  EXPECT_EQ(key.kind, admin::Setting::Kind::secret);
  EXPECT_EQ(key.value, admin::SettingValue(true));
  EXPECT_EQ(key.origin, "environment");
  const auto& loops = find(settings, "calls.loops");
  EXPECT_EQ(loops.waiting, admin::SettingValue(std::int64_t{3}));
  EXPECT_EQ(loops.change, admin::Setting::Change::restart);
  EXPECT_EQ(find(settings, "calls.status_callbacks").value, admin::SettingValue(false));
  EXPECT_FALSE(find(settings, "public_url").waiting);
}

}  // namespace
}  // namespace exo::app
