#include "store/bot_store.h"

#include <algorithm>
#include <limits>

#include "store_fixture.h"

namespace exo::store::test {
namespace {

using domain::Bot;

class BotStoreTest : public StoreTest {
 protected:
  static Bot bot(std::string id, std::string name) {
    return {.id = std::move(id), .name = std::move(name), .greeting_text = "Hello", .language = "en", .updated_at = {}};
  }

  std::unique_ptr<Database> database = open_database();
  BotStore store{*database};
};

TEST_F(BotStoreTest, EveryFieldSurvivesARoundTrip) {
  const Bot hindi{.id = "a.b_c~d-1",
                  .name = "स्वागत",
                  .greeting_text = "नमस्ते, 'exogate' में स्वागत है।",
                  .language = "hi",
                  .updated_at = WallTime{std::chrono::milliseconds{1'700'000'000'123}}};
  EXPECT_EQ(store.put(hindi).value(), BotStore::Put::created);
  const auto loaded = store.get("a.b_c~d-1");
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->id, hindi.id);
  EXPECT_EQ(loaded->name, hindi.name);
  EXPECT_EQ(loaded->greeting_text, hindi.greeting_text);
  EXPECT_EQ(loaded->language, hindi.language);
  EXPECT_EQ(loaded->updated_at, hindi.updated_at);
}

Bot menu_bot() {
  Bot bot;
  bot.id = "menu";
  bot.name = "Menu";
  bot.active = false;
  bot.kind = domain::BotKind::echo;
  bot.voice = "elevenlabs:abc123";
  bot.greeting_recording = "recording";
  bot.interruptible = true;
  bot.max_duration = std::chrono::seconds(3600);
  bot.max_calls = std::numeric_limits<std::uint32_t>::max();
  bot.after = domain::AfterGreeting::menu;
  bot.menu = {{.digit = '1', .bot_id = "sales"},
              {.digit = '*', .say = "गया \"quoted\"\nline"},
              {.digit = '#', .say = std::string(2000, 'x')}};
  bot.menu_wait = std::chrono::seconds(60);
  bot.menu_tries = 10;
  bot.login = {.hash = "aa", .previous_hash = "bb", .previous_until = WallTime{std::chrono::milliseconds{123}}};
  return bot;
}

void expect_same_plan(const Bot& loaded, const Bot& saved) {
  EXPECT_EQ(loaded.active, saved.active);
  EXPECT_EQ(loaded.kind, saved.kind);
  EXPECT_EQ(loaded.voice, saved.voice);
  EXPECT_EQ(loaded.greeting_recording, saved.greeting_recording);
  EXPECT_EQ(loaded.interruptible, saved.interruptible);
  EXPECT_EQ(loaded.max_duration, saved.max_duration);
  EXPECT_EQ(loaded.max_calls, saved.max_calls);
  EXPECT_EQ(loaded.after, saved.after);
  EXPECT_EQ(loaded.menu, saved.menu);
  EXPECT_EQ(loaded.menu_wait, saved.menu_wait);
  EXPECT_EQ(loaded.menu_tries, saved.menu_tries);
  EXPECT_EQ(loaded.login, saved.login);
}

TEST_F(BotStoreTest, ThePlanOfACallSurvivesAReopenedDatabase) {
  ASSERT_TRUE(store.put(menu_bot()));
  ASSERT_TRUE(store.put(bot("plain", "Plain")));
  database.reset();
  database = open_database();
  BotStore again(*database);
  expect_same_plan(again.get("menu").value(), menu_bot());
  expect_same_plan(again.get("plain").value(), Bot{});
  expect_same_plan(again.list()->front(), menu_bot());
}

TEST_F(BotStoreTest, EveryKindAndEveryAfterSurvives) {
  for (const auto kind : {domain::BotKind::greet, domain::BotKind::echo}) {
    for (const auto after :
         {domain::AfterGreeting::stay, domain::AfterGreeting::hang_up, domain::AfterGreeting::menu}) {
      auto next = menu_bot();
      next.kind = kind;
      next.after = after;
      ASSERT_TRUE(store.put(next));
      EXPECT_EQ(store.get("menu")->kind, kind);
      EXPECT_EQ(store.get("menu")->after, after);
    }
  }
}

TEST_F(BotStoreTest, WordsThatNobodyKnowsReadAsTheDefaults) {
  ASSERT_TRUE(store.put(menu_bot()));
  tamper(
      R"(UPDATE bots SET kind = 'singer', after_greeting = 'dance', menu = '[{"digit":"12"},{"digit":"2","say":"x"},7]')");
  const auto loaded = store.get("menu").value();
  EXPECT_EQ(loaded.kind, domain::BotKind::greet);
  EXPECT_EQ(loaded.after, domain::AfterGreeting::stay);
  ASSERT_EQ(loaded.menu.size(), 1U);
  EXPECT_EQ(loaded.menu[0].say, "x");
}

TEST_F(BotStoreTest, PutReplacesAndSaysSo) {
  EXPECT_EQ(store.put(bot("b", "First")).value(), BotStore::Put::created);
  EXPECT_EQ(store.put(bot("b", "Second")).value(), BotStore::Put::replaced);
  EXPECT_EQ(store.get("b")->name, "Second");
  EXPECT_EQ(store.list()->size(), 1U);
}

TEST_F(BotStoreTest, ListsByNameThenId) {
  for (const auto& next : {bot("2", "beta"), bot("3", "Alpha"), bot("1", "beta"), bot("4", "Gamma")}) {
    ASSERT_TRUE(store.put(next));
  }
  std::string ids;
  for (const auto& next : store.list().value()) ids += next.id;
  EXPECT_EQ(ids, "3124");
}

TEST_F(BotStoreTest, UnknownBotsAreNotFound) {
  ASSERT_TRUE(store.put(bot("known", "Known")));
  for (const auto* id : {"", "unknown", "KNOWN", "known ", "' OR 1=1 --"}) {
    EXPECT_EQ(store.get(id).error().code, Errc::not_found) << id;
    const auto removed = store.remove(id);
    ASSERT_FALSE(removed.has_value()) << id;
    EXPECT_EQ(removed.error().code, Errc::not_found);
    EXPECT_EQ(removed.error().detail, "Bot not found");
  }
  EXPECT_EQ(store.list()->size(), 1U);
}

TEST_F(BotStoreTest, RemovesOnce) {
  ASSERT_TRUE(store.put(bot("b", "Bot")));
  EXPECT_TRUE(store.remove("b"));
  EXPECT_FALSE(store.remove("b"));
  EXPECT_FALSE(store.get("b"));
}

TEST_F(BotStoreTest, RefusesABotThatBreaksTheRules) {
  auto long_greeting = bot("b", "Bot");
  long_greeting.greeting_text = std::string(2001, 'x');
  auto klingon = bot("b", "Bot");
  klingon.language = "tlh";
  for (const auto& broken : {bot("", "Bot"), bot("a/b", "Bot"), bot("b", "\xFF"), long_greeting, klingon}) {
    const auto refused = store.put(broken);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Errc::unprocessable);
  }
  EXPECT_TRUE(store.list()->empty());
}

}  // namespace
}  // namespace exo::store::test
