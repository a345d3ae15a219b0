#include "app/findings.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "app/file_watch.h"
#include "base/file.h"
#include "support/temp_folder.h"

namespace exo::app {
namespace {

std::vector<std::string> ids(const Config& config, const SiteFacts& facts = {}) {
  std::vector<std::string> list;
  for (const auto& finding : find_trouble(config, facts, wall_now())) list.push_back(finding.id);
  return list;
}

bool has(const std::vector<std::string>& list, std::string_view id) {
  return std::ranges::find(list, id) != list.end();
}

Config good() {
  Config config;
  config.address.public_url = "https://voice.example.com";
  config.calls.webhook_key = Secret("0123456789abcdef");
  config.calls.trusted_proxies = {"127.0.0.1"};
  return config;
}

TEST(Findings, AreNoneWhenAllIsWell) {
  EXPECT_EQ(ids(good()), std::vector<std::string>{});
}

TEST(Findings, KnowAddressesThatExotelCannotReach) {
  for (const char* url :
       {"https://localhost", "https://10.1.2.3", "https://192.168.1.5:8443", "https://[::1]", "https://169.254.1.1",
        "https://[fd00::1]", "https://box.local", "https://intranet", "voice.lan:443"}) {
    auto config = good();
    config.address.public_url = url;
    EXPECT_TRUE(has(ids(config), "address-not-public")) << url;
  }
  auto config = good();
  config.address.public_url = "http://voice.example.com/base?x=1";
  for (const char* id : {"address-plain", "address-path", "address-extra"}) EXPECT_TRUE(has(ids(config), id)) << id;
  config.address.public_url = "";
  config.address.core_fleet = {"", "https://core1.example.com"};
  EXPECT_TRUE(has(ids(config), "public-url-unset"));
  EXPECT_TRUE(has(ids(config), "fleet-entry-unusable"));
}

TEST(Findings, KnowOpenPlanes) {
  auto config = good();
  config.admin.listen = "0.0.0.0:8080";
  config.calls.webhook_key = {};
  config.calls.trusted_proxies = {};
  for (const char* id : {"admin-plane-plain", "webhook-key-unset", "proxy-not-trusted"}) {
    EXPECT_TRUE(has(ids(config), id)) << id;
  }
  config.calls.listen = "127.0.0.1:8081";
  EXPECT_FALSE(has(ids(config), "webhook-key-unset"));
}

TEST(Findings, KnowTheDiskAndWhatIsNotInUse) {
  SiteFacts facts;
  facts.folder_mode = 0755;
  facts.free_bytes = 1 << 20;
  facts.disk_bytes = 1ULL << 40;
  facts.waiting = {"calls.loops"};
  facts.refused = "a reason";
  const auto list = ids(good(), facts);
  EXPECT_EQ(list, (std::vector<std::string>{"configuration-refused", "data-folder-open", "disk-nearly-full",
                                            "restart-needed"}));
}

TEST(Findings, KnowCertificatesThatExpireOrAreForAnotherHost) {
  const exo::test::TempFolder folder;
  const net::TlsFiles files{folder / "c", folder / "k"};
  const std::vector<std::string> hosts{"other.example.com"};
  ASSERT_TRUE(net::make_self_signed(files, hosts, wall_now() - std::chrono::days(390)));
  SiteFacts facts;
  facts.calls_certificate = *net::Certificate::read_pair(files);
  const auto list = ids(good(), facts);
  EXPECT_TRUE(has(list, "certificate-name"));
  EXPECT_TRUE(has(list, "certificate-expiring"));
  ASSERT_TRUE(net::make_self_signed(files, hosts, wall_now() - std::chrono::days(400)));
  facts.calls_certificate = *net::Certificate::read_pair(files);
  EXPECT_TRUE(has(ids(good(), facts), "certificate-expired"));
}

TEST(FileWatch, TellsAChangeOnceItHasSettled) {
  const exo::test::TempFolder folder;
  const auto file = folder / "a";
  FileWatch watch;
  watch.watch({file});
  EXPECT_FALSE(watch.changed());
  ASSERT_TRUE(write_file(file, "one", FileAccess::owner_only));
  EXPECT_FALSE(watch.changed()) << "it may still be written";
  EXPECT_TRUE(watch.changed());
  EXPECT_FALSE(watch.changed());
  ASSERT_TRUE(write_file(file, "twoo", FileAccess::owner_only));
  watch.accept();
  EXPECT_FALSE(watch.changed());
  EXPECT_FALSE(watch.changed());
  std::filesystem::remove(file);
  EXPECT_FALSE(watch.changed());
  EXPECT_TRUE(watch.changed());
}

}  // namespace
}  // namespace exo::app
