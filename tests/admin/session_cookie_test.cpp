#include "admin/session_cookie.h"

#include <gtest/gtest.h>

#include "incoming.h"

namespace exo::admin {
namespace {

using test::incoming;

TEST(SessionCookie, IsHostPrefixedOnLoopbackAndOverTls) {
  for (const auto* host : {"localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080", "[::1]"}) {
    EXPECT_EQ(cookie_kind(incoming({{"Host", host}})), CookieKind::host_prefixed) << host;
  }
  auto secure = incoming({{"Host", "gateway.lan"}});
  secure.transport = Transport::tls;
  EXPECT_EQ(cookie_kind(secure), CookieKind::host_prefixed);
}

TEST(SessionCookie, IsPlainOnALanName) {
  for (const auto* host :
       {"gateway.lan:8080", "192.168.1.4", "", "127.0.0.1.example.com", "localhost.example.com", "["}) {
    EXPECT_EQ(cookie_kind(incoming({{"Host", host}})), CookieKind::plain) << host;
  }
}

TEST(SessionCookie, HasTheAttributesThatKeepItAtHome) {
  EXPECT_EQ(session_cookie(CookieKind::host_prefixed, "T"),
            "__Host-exogate=T; Path=/; HttpOnly; SameSite=Strict; Secure");
  EXPECT_EQ(session_cookie(CookieKind::plain, "T"), "exogate_session=T; Path=/; HttpOnly; SameSite=Strict");
  EXPECT_EQ(expired_cookie(CookieKind::host_prefixed),
            "__Host-exogate=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure");
}

TEST(SessionCookie, IsFoundAmongOthersUnderTheFittingNameOnly) {
  EXPECT_EQ(session_token(incoming({{"Host", "localhost"}, {"Cookie", "a=b; __Host-exogate=T=1;c"}})), "T=1");
  EXPECT_EQ(session_token(incoming({{"Host", "localhost"}, {"Cookie", "exogate_session=T"}})), "");
  EXPECT_EQ(session_token(incoming({{"Host", "box.lan"}, {"Cookie", "exogate_session=T"}})), "T");
  EXPECT_EQ(session_token(incoming({{"Host", "box.lan"}, {"Cookie", "__Host-exogate=T"}})), "");
  for (const auto* cookie : {"", ";;;", "=", "__Host-exogate", "x__Host-exogate=T", "__host-exogate=T"}) {
    EXPECT_EQ(session_token(incoming({{"Host", "localhost"}, {"Cookie", cookie}})), "") << cookie;
  }
}

}  // namespace
}  // namespace exo::admin
