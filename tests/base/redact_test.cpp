#include "base/redact.h"

#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace exo {
namespace {

struct Row {
  const char* text;
  const char* shown;
};

TEST(RedactSecrets, TakesOutTheValuesOfKnownKeys) {
  const Row rows[] = {
      {"GET /x?key=abc123&y=1", "GET /x?key=[redacted]&y=1"},
      {"API_Token=s3cret end", "API_Token=[redacted] end"},
      {R"({"password": "a b \" c", "x": 1})", R"({"password": "[redacted]", "x": 1})"},
      {R"({\"api_key\":\"abc\"})", R"({\"api_key\":\"[redacted]\"})"},
      {"{'token': 'abc'}", "{'token': '[redacted]'}"},
      {"xi-api-key: abc, next", "xi-api-key: [redacted], next"},
      {"Authorization: Basic dXNlcjpwYXNz", "Authorization: [redacted]"},
      {"authorization: Bearer abc.def x", "authorization: [redacted] x"},
      {"sent Bearer abcdefgh12345 to it", "sent Bearer [redacted] to it"},
      {"Cookie: __Host-exogate=abcdef", "Cookie: [redacted]"},
      {"#setup=deadbeef", "#setup=[redacted]"},
      {"wss://b1:pass@voice.example.com/x", "wss://[redacted]@voice.example.com/x"},
      {"https://token@host/a@b", "https://[redacted]@host/a@b"},
  };
  for (const auto& row : rows) EXPECT_EQ(redact_secrets(row.text), row.shown) << row.text;
}

TEST(RedactSecrets, KnowsANameByItsLastPart) {
  const Row rows[] = {
      {"auth_token=abc", "auth_token=[redacted]"},
      {"EXOGATE_CALLS_WEBHOOK_KEY=0123abc next", "EXOGATE_CALLS_WEBHOOK_KEY=[redacted] next"},
      {"X-Amz-Security-Token: FwoGZXIvYXdz/x==", "X-Amz-Security-Token: [redacted]"},
      {"--db-password=abc", "--db-password=[redacted]"},
      {"{\"accessToken\":\"abc\"}", "{\"accessToken\":\"[redacted]\"}"},
      {"client-secret => 'abc'", "client-secret => '[redacted]'"},
      {"ApiKey=abc", "ApiKey=[redacted]"},
      {"keyword=a token_count=b secretary=c tokens: d", "keyword=a token_count=b secretary=c tokens: d"},
  };
  for (const auto& row : rows) EXPECT_EQ(redact_secrets(row.text), row.shown) << row.text;
}

TEST(RedactSecrets, ReadsEncodedSeparatorsAndLists) {
  const Row rows[] = {
      {"?next=%2Fx%3Fapi_token%3Dabc%26y%3D1", "?next=%2Fx%3Fapi_token%3D[redacted]%26y%3D1"},
      {"%26key%3dabc", "%26key%3d[redacted]"},
      {"auth_token%253Dabc", "auth_token%253D[redacted]"},
      {"password%3A%20abc end", "password%3A%20[redacted] end"},
      {"%22token%22%3A%22abc%22", "%22token%22%3A%22[redacted]%22"},
      {R"(\u0026key=abc)", R"(\u0026key=[redacted])"},
      {R"(a\nkey=abc)", R"(a\nkey=[redacted])"},
      {R"({"api_token": ["abc"], "x": 1})", R"({"api_token": [redacted], "x": 1})"},
      {R"({"token": {"value": ["a}b"]}, "x": 1})", R"({"token": [redacted], "x": 1})"},
      {R"({"api_token": ["abc", "de)", R"({"api_token": [redacted])"},
      {R"({\"password\":\"a\\\"b\",\"x\":1})", R"({\"password\":\"[redacted]\",\"x\":1})"},
      {R"({\"url\":\"/?key=abc\"})", R"({\"url\":\"/?key=[redacted]\"})"},
  };
  for (const auto& row : rows) EXPECT_EQ(redact_secrets(row.text), row.shown) << row.text;
}

TEST(RedactSecrets, ReadsHeadersAndSentences) {
  const Row rows[] = {
      {"the password: hunter was refused", "the password: [redacted] was refused"},
      {"password: 123456", "password: [redacted]"},
      {"Invalid API key: 0a1b2c3d", "Invalid API key: [redacted]"},
      {"Cookie: a=b; x=secret", "Cookie: [redacted]"},
      {"Set-Cookie: a=b; Path=/\r\nHost: h", "Set-Cookie: [redacted]\r\nHost: h"},
      {"with Basic dXNlcjpwYXNz, it", "with Basic [redacted], it"},
      {"Basic%20dXNlcjpwYXNz", "Basic%20[redacted]"},
      {"Authorization: Bearer [redacted] x", "Authorization: [redacted] x"},
      {"Authorization: Token abc x", "Authorization: [redacted] x"},
      {"Authorization: Digest username=\"u\", response=\"r\"", "Authorization: [redacted]"},
  };
  for (const auto& row : rows) EXPECT_EQ(redact_secrets(row.text), row.shown) << row.text;
}

TEST(RedactSecrets, FindsUserinfoWithASlashInThePassword) {
  const Row rows[] = {
      {"https://u:pa/ss@host/x", "https://[redacted]@host/x"},
      {"https://u:p?a#b@host", "https://[redacted]@host"},
      {"https://host:8080/a@b and https://[::1]/a@b", "https://host:8080/a@b and https://[::1]/a@b"},
      {"https://host/?u=https://a:b/c@d", "https://host/?u=https://[redacted]@d"},
  };
  for (const auto& row : rows) EXPECT_EQ(redact_secrets(row.text), row.shown) << row.text;
}

TEST(RedactSecrets, KnowsTokensByTheirShape) {
  const std::string secret = "A1b2C3d4E5f6G7h8I9j0K-L_M3n4O5p6Q7r8S9t0U1v";
  ASSERT_EQ(secret.size(), 43U);
  EXPECT_EQ(redact_secrets("token exo_0123abcd_" + secret + " used"), "token exo_0123abcd_[redacted] used");
  EXPECT_EQ(redact_secrets("with exo_" + secret), "with exo_[redacted]");
  EXPECT_EQ(redact_secrets("Invalid API key, sk_0123456789abcdef"), "Invalid API key, sk_[redacted]");
  EXPECT_EQ(redact_secrets("sk-0123456789abcdefg."), "sk-[redacted].");
  for (const char* text : {"exo_something_else_that_is_only_a_long_name_of_a_thing", "exo_0123abcd", "exo_0123abcd_",
                           "exo_short1", "sk_012345678901234", "task-0123456789abcdef0123"}) {
    EXPECT_EQ(redact_secrets(text), text);
  }
}

TEST(RedactSecrets, LeavesHarmlessValuesAlone) {
  for (const char* text :
       {"\"token\": null", "token=null", "{\"secret\":true}", "the session = 5 minutes", "\"key\": 12", "key=1234567",
        "\"key\": \"5\"", "?key=… into", "key=[redacted] password: [redacted]", "Basic authentication",
        "Bearer authentication", "'calls.webhook_key': did you mean calls.webhook", "stream.password: must be longer",
        "api_key: cannot be read", "api_key::parse", "session: opened", "cookie: none",
        "5f3c9a1b2d4e6f708192a3b4c5d6e7f8"}) {
    EXPECT_EQ(redact_secrets(text), text);
  }
  EXPECT_EQ(redact_secrets("key=12345678"), "key=[redacted]");
  EXPECT_EQ(redact_secrets("password=1234"), "password=[redacted]");
}

TEST(RedactSecrets, LeavesSentencesAlone) {
  for (const char* text : {"", "key", "calls.webhook_key: wants at least 16 characters", "monkey=banana",
                           "a Bearer of news", "https://h/p", "mail ops@example.com", "the token: unknown", "exo_x",
                           "password", "key=", "x = y", "://@", "basic = 1"}) {
    EXPECT_EQ(redact_secrets(text), text);
  }
}

TEST(RedactSecrets, BearsWhatStrangersSend) {
  EXPECT_EQ(redact_secrets("\"password\":\""), "\"password\":\"");
  EXPECT_EQ(redact_secrets("\"password\":\"\\"), "\"password\":\"[redacted]");
  EXPECT_EQ(redact_secrets("key=a key=b"), "key=[redacted] key=[redacted]");
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "key=";
  EXPECT_LT(redact_secrets(many).size(), many.size() * 4);
  for (const char* text : {"key=%",    "key%", "key%3",  "key%3D",  "key%25", "key:",      "key=[",    "key={\"",
                           "token=\\", "\\",   "\\u",    "\\u00",   "%",      "%4",        "://",      "://a:b",
                           "exo_",     "sk_",  "basic ", "cookie:", "\"key",  "key\\\\\"", "key=\\\"", "]key=]"}) {
    EXPECT_LE(redact_secrets(text).size(), std::string_view(text).size() + 10) << text;
  }
}

TEST(RedactSecrets, TakesTimeInProportionToHostileText) {
  for (const char* piece : {"key=…", "://a:b", "setup:", "api_key::", "key=\"…", "key:[redacted]", "[{\"", "\\",
                            "exo_-", "%3D%25", "basic ", "cookie:", "key=\\\"", "+1 ", "\\u002B1-", "1.", "to=\\"}) {
    std::string text;
    while (text.size() < 1 << 20) text += piece;
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(mask_numbers(redact_secrets(text)).empty());
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20)) << piece;
  }
}

TEST(MaskNumbers, KeepsTheLastFourDigitsOfWhatMayBeATelephoneNumber) {
  const Row rows[] = {
      {"from +919876543210 to 09876543210", "from +********3210 to *******3210"},
      {"To=%2B919876543210&x", "To=%2B********3210&x"},
      {"9876543210", "******3210"},
      {"call-0123456789012 and 123456789", "call-0123456789012 and 123456789"},
      {"a1234567890 1234567890b", "a1234567890 1234567890b"},
      {"0.1234567890 s, 1234567890123456", "0.1234567890 s, 1234567890123456"},
  };
  for (const auto& row : rows) EXPECT_EQ(mask_numbers(row.text), row.shown) << row.text;
}

TEST(MaskNumbers, KnowsTheWaysNumbersAreWritten) {
  const Row rows[] = {
      {"+91 98765 43210", "+** ***** *3210"},
      {"+91-98765-43210, +1 (415) 555-0123", "+**-*****-*3210, +* (***) ***-0123"},
      {"+919876543210 123 ms", "+********3210 123 ms"},
      {"Number%3D09876543210", "Number%3D*******3210"},
      {"sip%3A9876543210%40host sip:14155550123@host", "sip%3A******3210%40host sip:*******0123@host"},
      {R"(\u002B919876543210 \n9876543210)", R"(\u002B********3210 \n******3210)"},
      {"%252B14155550123 %2b14155550123", "%252B*******0123 %2b*******0123"},
      {"call_9876543210.wav", "call_******3210.wav"},
      {R"({"From":"14155550123"} to=14155550123)", R"({"From":"*******0123"} to=*******0123)"},
      {"919876543210 0123456789 +1234567890", "********3210 ******6789 +******7890"},
  };
  for (const auto& row : rows) EXPECT_EQ(mask_numbers(row.text), row.shown) << row.text;
}

TEST(MaskNumbers, LeavesTimesCountsAndIdentifiersAlone) {
  for (const char* text :
       {"at 1763725533", "1763725533000 ms", "176372553300000", "5368709120 bytes", "12345678901 bytes",
        "6763725533.25", "5f3c9a1b2d4e6f708192a3b4c5d6e7f8", "9876543210987654321098765432109a",
        "98765432109876543210987654321098", "a9876543210987_9876543210a", "550e8400-e29b-41d4-a716-919876543210",
        "+1234567890123456", "+12 34", "+", "%2B", "\\u002B", "2026-11-21T10:00:00+0530"}) {
    EXPECT_EQ(mask_numbers(text), text);
  }
}

}  // namespace
}  // namespace exo
