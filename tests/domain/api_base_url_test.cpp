#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "domain/integration.h"

namespace exo::domain {
namespace {

const std::vector<std::string> kHosts = {"http://127.0.0.1:9100", "https://Exotel.LAN:8443/", "http://[::1]:9100",
                                         "http://api:8080",       "http://10.0.0.0/8:80",     "not a host",
                                         "https://k:s@private"};

struct Row {
  std::string_view input;
  std::string_view expected;
};

// decisions.md §2, "api_base_url normalisation"
constexpr Row kAccepted[] = {
    {"", "https://api.exotel.com"},
    {"https://api.exotel.com", "https://api.exotel.com"},
    {"https://api.in.exotel.com", "https://api.in.exotel.com"},
    {" https://api.exotel.com/ \n", "https://api.exotel.com"},
    {"https://api.exotel.com///", "https://api.exotel.com"},
    {"@api.exotel.com", "https://api.exotel.com"},
    {"https://@api.in.exotel.com", "https://api.in.exotel.com"},
    {"api.exotel.com", "https://api.exotel.com"},
    {"HTTPS://API.Exotel.COM", "https://api.exotel.com"},
    {"https://api.exotel.com:443", "https://api.exotel.com"},
    {"https://api.exotel.com/v1", "https://api.exotel.com"},
    {"https://api.exotel.com/v1/", "https://api.exotel.com"},
    {"https://api.exotel.com/v1/Accounts", "https://api.exotel.com"},
    {"https://api.exotel.com/v1/Accounts/exotel1/Calls/connect.json", "https://api.exotel.com"},
    {"https://api.exotel.com/v1?x=1#y", "https://api.exotel.com"},
    {"api", "https://api.exotel.com"},
    {"api.in", "https://api.in.exotel.com"},
    {"API.IN/v1", "https://api.in.exotel.com"},
    {"@api", "https://api.exotel.com"},
    {"http://127.0.0.1:9100", "http://127.0.0.1:9100"},
    {"http://127.0.0.1:9100/v1/", "http://127.0.0.1:9100"},
    {"https://exotel.lan:8443", "https://exotel.lan:8443"},
    {"exotel.lan:8443", "https://exotel.lan:8443"},
    {"http://[::1]:9100", "http://[::1]:9100"},
    {"http://api:8080", "http://api:8080"},  // a listed host of that name is not Exotel's
};

TEST(NormaliseApiBaseUrl, AcceptsTheClosedListInEverySpelling) {
  for (const auto& [input, expected] : kAccepted) {
    const auto base = normalise_api_base_url(input, kHosts);
    ASSERT_TRUE(base) << input << ": " << base.error().detail;
    EXPECT_EQ(*base, expected) << input;
    EXPECT_EQ(normalise_api_base_url(*base, kHosts).value(), *base) << "normalised twice";
  }
}

TEST(NormaliseApiBaseUrl, RefusesEverythingElse) {
  for (const std::string_view input : {"https://evil.example",
                                       "http://api.exotel.com",
                                       "https://api.exotel.com:8443",
                                       "https://api.exotel.com.evil.example",
                                       "https://evilapi.exotel.com",
                                       "https://api.us.exotel.com",
                                       "ftp://api.exotel.com",
                                       "https://",
                                       "https://api.exotel.com/x",
                                       "https://api.exotel.com/v2",
                                       "https://api.exotel.com/v1x",
                                       "https://api.exotel.com/v1/../x",
                                       "http://127.0.0.1:9101",
                                       "https://127.0.0.1:9100",
                                       "http://127.0.0.1",
                                       "http://localhost:9100",
                                       "http://api",
                                       "http://10.0.0.0",
                                       "http://10.0.0.0:80",
                                       "https://private",
                                       "https://api.exotel.com\\.evil.example",
                                       "https://api.exotel.com\r\nX: y",
                                       "https:/api.exotel.com",
                                       "\xFF"}) {
    const auto base = normalise_api_base_url(input, kHosts);
    ASSERT_FALSE(base) << input << " became " << *base;
    EXPECT_EQ(base.error().code, Errc::unprocessable);
    EXPECT_TRUE(base.error().detail.contains("https://api.in.exotel.com")) << "the allowed ones are not named";
    EXPECT_TRUE(base.error().detail.contains("http://127.0.0.1:9100"));
  }
  EXPECT_FALSE(normalise_api_base_url("http://127.0.0.1:9100", {})) << "http without a list";
}

TEST(NormaliseApiBaseUrl, SendsCredentialsWhereTheyBelongAndNeverRepeatsThem) {
  for (const std::string_view input :
       {"https://KEYKEY:TOKTOK@api.exotel.com", "KEYKEY:TOKTOK@api.exotel.com", "https://KEYKEY@api.exotel.com",
        "https://KEYKEY:TOK/TOK@api.exotel.com/v1/Accounts/x", "https://KEYKEY:TOK?TOK@api.exotel.com",
        "@@api.exotel.com"}) {
    const auto base = normalise_api_base_url(input, kHosts);
    ASSERT_FALSE(base) << input;
    EXPECT_EQ(base.error().code, Errc::unprocessable);
    EXPECT_TRUE(base.error().detail.contains("put credentials in api_key/api_token")) << base.error().detail;
    EXPECT_FALSE(base.error().detail.contains("KEY"));
    EXPECT_FALSE(base.error().detail.contains("TOK"));
  }
  const auto pasted = normalise_api_base_url("KEYKEY:TOKTOK", kHosts);
  ASSERT_FALSE(pasted);
  EXPECT_FALSE(pasted.error().detail.contains("TOK"));
}

}  // namespace
}  // namespace exo::domain
