// What a call plane that cannot start says.
#include <string>

#include <gtest/gtest.h>

#include "calls/call_fixture.h"
#include "support/test_authority.h"

namespace exo::test {
namespace {

class StartTest : public CallPlaneFixture {
 protected:
  std::string refusal() {
    const auto started = calls::CallPlane::start(options, {board, greetings, log, {}});
    if (started) return "";
    EXPECT_EQ(started.error().code, Errc::bad_configuration);
    return started.error().detail;
  }
};

TEST_F(StartTest, AnAddressInUse) {
  start();
  options.listen = "127.0.0.1:" + std::to_string(plane->port());
  EXPECT_NE(refusal().find("cannot listen on " + options.listen), std::string::npos);
}

TEST_F(StartTest, AddressesThatAreNone) {
  for (const std::string address : {"", "localhost", "127.0.0.1:x", "1.2.3.4:80:80"}) {
    options.listen = address;
    EXPECT_NE(refusal(), "") << address;
  }
}

TEST_F(StartTest, AddressListsThatAreNone) {
  options.trusted_proxies = {"10.0.0.0/8", "my-proxy"};
  EXPECT_NE(refusal().find("my-proxy"), std::string::npos);
  options.trusted_proxies = {};
  options.allow_from = {"2001:db8::/129"};
  EXPECT_NE(refusal().find("2001:db8::/129"), std::string::npos);
}

TEST_F(StartTest, CertificatesThatCannotBeUsed) {
  TestAuthority authority;
  const auto one = authority.issue("IP:127.0.0.1");
  const auto other = authority.issue("IP:127.0.0.1");
  options.tls = {one.certificate_file, ""};
  EXPECT_EQ(refusal(), "TLS needs both a certificate file and a key file");
  options.tls = {"/nonexistent/cert.pem", one.key_file};
  EXPECT_NE(refusal().find("/nonexistent/cert.pem"), std::string::npos);
  options.tls = {one.key_file, one.key_file};
  EXPECT_NE(refusal().find("certificate"), std::string::npos);
  options.tls = {one.certificate_file, other.key_file};
  EXPECT_NE(refusal().find("key"), std::string::npos);
  options.tls = {one.certificate_file, one.key_file};
  EXPECT_EQ(refusal(), "");
}

}  // namespace
}  // namespace exo::test
