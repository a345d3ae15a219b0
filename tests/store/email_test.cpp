#include "store/email.h"

#include <gtest/gtest.h>

namespace exo::store::test {
namespace {

TEST(Email, KeepsWhatWasTypedWithoutTheSpaceAroundIt) {
  for (const std::string_view email : {"asha@example.com", "Asha.Rao+admin@Example.CO.IN", "a@b", "admin@localhost",
                                       "o'neil_{x}~@1-2.example", "first.last@sub.example.org"}) {
    EXPECT_EQ(clean_email(email).value_or(""), email);
  }
  EXPECT_EQ(clean_email("  asha@example.com\r\n").value_or(""), "asha@example.com");
}

TEST(Email, RefusesWhatIsNone) {
  for (const std::string_view text : std::initializer_list<std::string_view>{"",
                                                                             " ",
                                                                             "asha",
                                                                             "@",
                                                                             "@example.com",
                                                                             "asha@",
                                                                             "a@b@c",
                                                                             "a b@example.com",
                                                                             "a@exam ple.com",
                                                                             ".a@example.com",
                                                                             "a.@example.com",
                                                                             "a..b@example.com",
                                                                             "a@.com",
                                                                             "a@example.",
                                                                             "a@exa..mple",
                                                                             "a@-example.com",
                                                                             "a@example.com-",
                                                                             "a@exam_ple.com",
                                                                             "a@example.com\nBcc: b@c",
                                                                             "\"a b\"@example.com",
                                                                             "a@[127.0.0.1]",
                                                                             "आशा@example.com",
                                                                             "a@उदाहरण.in",
                                                                             "a<b>@example.com",
                                                                             std::string_view("a\0@example.com", 14)}) {
    const auto refused = clean_email(text);
    ASSERT_FALSE(refused.has_value()) << text;
    EXPECT_EQ(refused.error().code, Errc::unprocessable);
    EXPECT_EQ(refused.error().detail, "that is not an e-mail address");
  }
}

TEST(Email, HasTheLengthLimitsOfSmtp) {
  const std::string host(60, 'h');
  EXPECT_TRUE(clean_email(std::string(64, 'a') + "@" + host));
  EXPECT_FALSE(clean_email(std::string(65, 'a') + "@" + host));
  const std::string local(64, 'a');
  EXPECT_TRUE(clean_email(local + "@" + std::string(kMaxEmailBytes - 65, 'h')));
  EXPECT_FALSE(clean_email(local + "@" + std::string(kMaxEmailBytes - 64, 'h')));
  EXPECT_FALSE(clean_email(std::string(1 << 20, 'a') + "@b"));
}

}  // namespace
}  // namespace exo::store::test
