#include "domain/bot.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

TEST(BotId, IsAPathSegmentOfAtMost128Characters) {
  for (const auto& id : {std::string("b"), std::string("A-Za_z0.9~"), std::string("..."), std::string(128, 'x')}) {
    EXPECT_TRUE(is_valid_bot_id(id)) << id;
  }
  for (const auto& id :
       {std::string(), std::string("."), std::string(".."), std::string("a/b"), std::string("a b"), std::string("a%20"),
        std::string("a?"), std::string("\xC3\xA9"), std::string("a\0b", 3), std::string(129, 'x')}) {
    EXPECT_FALSE(is_valid_bot_id(id)) << id;
  }
}

void expect_refused(const Bot& bot, std::string_view field) {
  const auto result = check_bot(bot);
  ASSERT_FALSE(result) << field;
  EXPECT_EQ(result.error().code, Errc::unprocessable);
  EXPECT_TRUE(result.error().detail.starts_with(field)) << result.error().detail;
}

TEST(CheckBot, AcceptsBotsAtTheirLimits) {
  EXPECT_TRUE(check_bot({.id = "b"}));
  EXPECT_TRUE(
      check_bot({.id = "b", .name = std::string(200, 'n'), .greeting_text = std::string(2000, 'g'), .language = "hi"}));
  EXPECT_TRUE(check_bot({.id = "b", .greeting_text = "Namaste.\r\n\tHow are you?"}));
  EXPECT_TRUE(check_bot(
      {.id = "b", .greeting_text = "\xE0\xA4\xA8\xE0\xA4\xAE\xE0\xA4\xB8\xE0\xA5\x8D\xE0\xA4\xA4\xE0\xA5\x87"}));
}

TEST(CheckBot, NamesTheFieldThatIsWrong) {
  expect_refused({.id = "a/b"}, "id");
  expect_refused({.id = "b", .name = std::string(201, 'n')}, "name");
  expect_refused({.id = "b", .name = "two\nlines"}, "name");
  expect_refused({.id = "b", .name = "\xFF"}, "name");
  expect_refused({.id = "b", .greeting_text = std::string(2001, 'g')}, "greeting_text");
  expect_refused({.id = "b", .greeting_text = "\xE0\xA4"}, "greeting_text");
  expect_refused({.id = "b", .greeting_text = std::string("a\0b", 3)}, "greeting_text");
  expect_refused({.id = "b", .greeting_text = "\x1B[2J"}, "greeting_text");
  for (const auto* const language : {"", "fr", "EN", "hi-IN"})
    expect_refused({.id = "b", .language = language}, "language");
}

}  // namespace
}  // namespace exo::domain
