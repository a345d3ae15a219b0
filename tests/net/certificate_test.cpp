#include "net/certificate.h"

#include <filesystem>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.h"
#include "support/temp_folder.h"

namespace exo::net {
namespace {

class CertificateTest : public testing::Test {
 protected:
  TlsFiles make(const std::string& name, const std::vector<std::string>& hosts) {
    TlsFiles files{folder / (name + ".crt"), folder / (name + ".key")};
    EXPECT_TRUE(make_self_signed(files, hosts, now));
    return files;
  }
  static std::string why(const TlsFiles& files) {
    const auto read = Certificate::read_pair(files);
    if (read) return "it was accepted";
    EXPECT_EQ(read.error().code, Errc::bad_configuration);
    return read.error().detail;
  }
  exo::test::TempFolder folder;
  WallTime now = wall_now();
};

TEST_F(CertificateTest, OfOnesOwnIsForItsHostsAndNobodyElses) {
  const auto files = make("own", {"localhost", "127.0.0.1", "::1", "box.example.com", "bad host,DNS:evil.example.com"});
  const auto read = Certificate::read_pair(files);
  ASSERT_TRUE(read) << read.error().detail;
  for (const char* host : {"localhost", "127.0.0.1", "::1", "box.example.com"}) EXPECT_TRUE(read->covers(host)) << host;
  for (const char* host : {"", "127.0.0.2", "evil.example.com", "example.com"})
    EXPECT_FALSE(read->covers(host)) << host;
  EXPECT_EQ(read->days_left(now), 396);  // nearly 397: the certificate counts whole seconds
  EXPECT_LT(read->days_left(now + std::chrono::days(500)), 0);
  EXPECT_EQ(read->fingerprint().size(), 95U);
  for (const auto& file : {files.certificate, files.key}) {
    EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600)) << file;
  }
  EXPECT_NE(Certificate::read_pair(make("other", {"localhost"}))->fingerprint(), read->fingerprint());
}

TEST_F(CertificateTest, ThatCannotBeUsedIsExplained) {
  const auto one = make("one", {"localhost"});
  const auto other = make("other", {"localhost"});
  const auto junk = folder / "junk.pem";
  ASSERT_TRUE(write_file(junk, "no PEM", FileAccess::owner_only));
  EXPECT_NE(why({one.certificate, other.key}).find("does not belong"), std::string::npos);
  EXPECT_NE(why({junk, one.key}).find("junk.pem holds no certificate"), std::string::npos);
  EXPECT_NE(why({one.certificate, junk}).find("junk.pem holds no private key"), std::string::npos);
  EXPECT_NE(why({folder / "absent", one.key}).find("absent cannot be read"), std::string::npos);
  EXPECT_NE(why({one.certificate, {}}).find("key"), std::string::npos);
}

TEST_F(CertificateTest, ThatCannotBeWrittenIsAnError) {
  EXPECT_FALSE(make_self_signed({"/proc/nowhere/a.crt", "/proc/nowhere/a.key"}, std::vector<std::string>{"x"}, now));
}

}  // namespace
}  // namespace exo::net
