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
  EXPECT_EQ(cache.find("a", kNow), nullptr);
  const auto audio = made(1);
  cache.insert("a", "script", audio);
  EXPECT_EQ(cache.find("a", kNow), audio);
  EXPECT_EQ(cache.bytes(), 0U);
  cache.settle("a", audio, kForever);
  EXPECT_EQ(cache.find("a", kNow), audio);
  EXPECT_GT(cache.bytes(), 4266U);
  EXPECT_LT(cache.bytes(), 6000U);
}

TEST(GreetingCache, ForgetsWhatIsStale) {
  GreetingCache cache(1 << 20);
  add(cache, "a", made(1), kNow);
  EXPECT_NE(cache.find("a", kNow - std::chrono::milliseconds(1)), nullptr);
  EXPECT_EQ(cache.find("a", kNow), nullptr);
  const auto fresh = made(2);
  add(cache, "a", fresh);
  EXPECT_EQ(cache.find("a", kNow), fresh);
  cache.erase("a");
  EXPECT_EQ(cache.bytes(), 0U) << "the replaced audio was counted out";
}

TEST(GreetingCache, DropsTheLeastRecentlyUsed) {
  GreetingCache cache(3 * 48'000);
  const auto held = made(10);
  add(cache, "a", held);
  add(cache, "b", made(10));
  add(cache, "c", made(10));
  EXPECT_NE(cache.find("a", kNow), nullptr);
  add(cache, "d", made(10));
  EXPECT_EQ(cache.find("b", kNow), nullptr);
  for (const auto* key : {"a", "c", "d"}) EXPECT_NE(cache.find(key, kNow), nullptr) << key;
  EXPECT_LE(cache.bytes(), 3 * 48'000U);
}

TEST(GreetingCache, NeverDropsWhatIsInTheMaking) {
  GreetingCache cache(50'000);
  const auto making = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  cache.insert("making", "script", making);
  for (int i = 0; i < 5; ++i) add(cache, std::to_string(i), made(10));
  EXPECT_EQ(cache.find("making", kNow), making);
  EXPECT_EQ(cache.find("3", kNow), nullptr);
}

TEST(GreetingCache, DoesNotKeepWhatAloneIsTooMuch) {
  GreetingCache cache(10'000);
  add(cache, "a", made(10));
  EXPECT_EQ(cache.find("a", kNow), nullptr);
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(GreetingCache, SettlesOnlyTheAudioThatItHolds) {
  GreetingCache cache(1 << 20);
  const auto current = made(1);
  cache.insert("a", "script", current);
  cache.settle("a", made(1), kNow);
  cache.settle("b", current, kNow);
  EXPECT_EQ(cache.bytes(), 0U);
  EXPECT_EQ(cache.find("a", kNow), current);
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
