#include "base/redact.h"

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
      {"token exo_ab12_secretsecret was used", "token exo_ab12_[redacted] was used"},
      {"token exo_0123456789abcdef0123456789", "token exo_[redacted]"},
  };
  for (const auto& row : rows) EXPECT_EQ(redact_secrets(row.text), row.shown) << row.text;
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

}  // namespace
}  // namespace exo
