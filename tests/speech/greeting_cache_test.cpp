#include "speech/greeting_cache.h"

#include <chrono>
#include <vector>

#include <gtest/gtest.h>

namespace exo::speech {
namespace {

using domain::GreetingAudio;
using domain::SampleRate;

constexpr SteadyTime kNow{std::chrono::hours(1)};
constexpr auto kForever = SteadyTime::max();

GreetingCache::Audio made(std::size_t frames, std::string voice = "elevenlabs", std::string fallback = {}) {
  auto audio = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  audio->append(std::vector<std::byte>(frames * 3200));
  audio->set_report({.voice = std::move(voice), .fallback = std::move(fallback)});
  audio->finish();
  return audio;
}

void add(GreetingCache& cache, const std::string& key, const GreetingCache::Audio& audio, SteadyTime stale = kForever) {
  cache.insert(key, "script", audio);
  cache.settle(key, audio, stale);
}

TEST(GreetingCache, FindsWhatIsInTheMakingAndWhatIsMade) {
  GreetingCache cache(1 << 20);
  EXPECT_EQ(cache.find("a"), nullptr);
  const auto audio = made(1);
  cache.insert("a", "script", audio);
  EXPECT_EQ(cache.find("a"), audio);
  EXPECT_EQ(cache.bytes(), 0U);
  cache.settle("a", audio, kForever);
  EXPECT_EQ(cache.find("a"), audio);
  EXPECT_GT(cache.bytes(), 4266U);
  EXPECT_LT(cache.bytes(), 6000U);
}

TEST(GreetingCache, ServesStaleAudioUntilItIsMadeAnew) {
  GreetingCache cache(1 << 20);
  const auto old = made(1);
  add(cache, "a", old, kNow);
  EXPECT_FALSE(cache.is_stale("a", kNow - std::chrono::milliseconds(1)));
  EXPECT_TRUE(cache.is_stale("a", kNow));
  EXPECT_FALSE(cache.is_stale("b", kNow));
  const auto fresh = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  cache.renew("a", fresh);
  EXPECT_FALSE(cache.is_stale("a", kNow)) << "only one makes it anew";
  EXPECT_EQ(cache.find("a"), old);
  fresh->append(std::vector<std::byte>(2 * 3200));
  fresh->finish();
  cache.settle("a", fresh, kForever);
  EXPECT_EQ(cache.find("a"), fresh);
  EXPECT_FALSE(cache.is_stale("a", kNow));
  cache.erase("a");
  EXPECT_EQ(cache.bytes(), 0U) << "the replaced audio was counted out";
}

TEST(GreetingCache, AudioInTheMakingIsNotStale) {
  GreetingCache cache(1 << 20);
  cache.insert("a", "script", std::make_shared<GreetingAudio>(SampleRate::hz8000));
  EXPECT_FALSE(cache.is_stale("a", kNow));
  cache.renew("b", made(1));
  EXPECT_EQ(cache.find("b"), nullptr) << "nothing to renew";
}

TEST(GreetingCache, ABurstOfNewOnesDoesNotDropWhatIsAskedForAgainAndAgain) {
  GreetingCache cache(4 * 48'000);
  for (const auto* key : {"a", "b"}) {
    add(cache, key, made(10));
    EXPECT_NE(cache.find(key), nullptr);
  }
  for (int i = 0; i < 100; ++i) add(cache, std::to_string(i), made(10));
  for (const auto* key : {"a", "b", "99"}) EXPECT_NE(cache.find(key), nullptr) << key;
  EXPECT_LE(cache.bytes(), 4 * 48'000U);
}

TEST(GreetingCache, WhatWasPopularMakesRoomForWhatIs) {
  GreetingCache cache(4 * 48'000);
  for (int i = 0; i < 50; ++i) {
    const auto key = std::to_string(i);
    add(cache, key, made(10));
    ASSERT_NE(cache.find(key), nullptr) << "a new one finds room";
    ASSERT_LE(cache.bytes(), 4 * 48'000U);
  }
  EXPECT_EQ(cache.find("0"), nullptr);
}

TEST(GreetingCache, NeverDropsWhatIsKeptAlways) {
  GreetingCache cache(50'000);
  const auto sorry = made(10);
  cache.insert("sorry", "script", sorry, Keep::always);
  cache.settle("sorry", sorry, kForever);
  EXPECT_EQ(cache.bytes(), 0U);
  for (int i = 0; i < 50; ++i) add(cache, std::to_string(i), made(10));
  EXPECT_EQ(cache.find("sorry"), sorry);
  const auto renewed = made(10);
  cache.renew("sorry", renewed);
  cache.settle("sorry", renewed, kForever);
  for (int i = 0; i < 50; ++i) add(cache, std::to_string(i), made(10));
  EXPECT_EQ(cache.find("sorry"), renewed);
}

TEST(GreetingCache, DropsTheLeastRecentlyUsed) {
  GreetingCache cache(3 * 48'000);
  const auto held = made(10);
  add(cache, "a", held);
  add(cache, "b", made(10));
  add(cache, "c", made(10));
  EXPECT_NE(cache.find("a"), nullptr);
  add(cache, "d", made(10));
  EXPECT_EQ(cache.find("b"), nullptr);
  for (const auto* key : {"a", "c", "d"}) EXPECT_NE(cache.find(key), nullptr) << key;
  EXPECT_LE(cache.bytes(), 3 * 48'000U);
}

TEST(GreetingCache, NeverDropsWhatIsInTheMaking) {
  GreetingCache cache(50'000);
  const auto making = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  cache.insert("making", "script", making);
  for (int i = 0; i < 5; ++i) add(cache, std::to_string(i), made(10));
  EXPECT_EQ(cache.find("making"), making);
  EXPECT_EQ(cache.find("3"), nullptr);
}

TEST(GreetingCache, DoesNotKeepWhatAloneIsTooMuch) {
  GreetingCache cache(10'000);
  add(cache, "a", made(10));
  EXPECT_EQ(cache.find("a"), nullptr);
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(GreetingCache, SettlesOnlyTheAudioThatItHolds) {
  GreetingCache cache(1 << 20);
  const auto current = made(1);
  cache.insert("a", "script", current);
  cache.settle("a", made(1), kNow);
  cache.settle("b", current, kNow);
  EXPECT_EQ(cache.bytes(), 0U);
  EXPECT_EQ(cache.find("a"), current);
}

TEST(GreetingCache, FindsGoodAudioOfTheSameWords) {
  GreetingCache cache(1 << 20);
  const auto making = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  cache.insert("1", "hello", making);
  const auto fallback = made(1, "builtin", "elevenlabs: 500");
  cache.insert("2", "hello", fallback);
  const auto cut = made(1, "elevenlabs", "the text is not UTF-8");
  cache.insert("3", "hello", cut);
  const auto empty = made(0);
  cache.insert("4", "hello", empty);
  EXPECT_EQ(cache.good_audio("hello"), nullptr);
  const auto good = made(1);
  cache.insert("5", "hello", good);
  EXPECT_EQ(cache.good_audio("hello"), good);
  EXPECT_EQ(cache.good_audio("other"), nullptr);
}

}  // namespace
}  // namespace exo::speech
