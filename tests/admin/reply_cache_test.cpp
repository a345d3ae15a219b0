#include "admin/reply_cache.h"

#include <gtest/gtest.h>

namespace exo::admin {
namespace {

const FormFields kPlain{};
const SteadyTime kNow{std::chrono::hours(1)};
const FormFields kTwenty{{"limit", "20"}};

TEST(ReplyCache, KnowsABodyUntilTheNextWrite) {
  ReplyCache cache;
  EXPECT_EQ(cache.find(kPlain, 0, kNow), std::nullopt);
  cache.keep(kPlain, 3, "three", kNow);
  cache.keep(kTwenty, 3, "twenty", kNow);
  EXPECT_EQ(cache.find(kPlain, 3, kNow), "three");
  EXPECT_EQ(cache.find(kTwenty, 3, kNow), "twenty");
  EXPECT_EQ(cache.find(kPlain, 4, kNow), std::nullopt);
}

TEST(ReplyCache, NeverTakesAnOlderBodyForANewerOne) {
  ReplyCache cache;
  cache.keep(kPlain, 4, "new", kNow);
  cache.keep(kPlain, 3, "made slowly, before the last write", kNow);
  EXPECT_EQ(cache.find(kPlain, 4, kNow), "new");
  cache.keep(kTwenty, 5, "newer", kNow);
  EXPECT_EQ(cache.find(kPlain, 4, kNow), std::nullopt);
  EXPECT_EQ(cache.find(kPlain, 5, kNow), std::nullopt);
}

TEST(ReplyCache, AFreshBodyIsGoodEnoughWhateverWasWritten) {
  using std::chrono::seconds;
  ReplyCache cache(seconds(5));
  cache.keep(kPlain, 1, "one", kNow);
  cache.keep(kTwenty, 9, "twenty", kNow + seconds(4));
  EXPECT_EQ(cache.find(kPlain, 9, kNow + seconds(4)), "one");
  EXPECT_EQ(cache.find(kPlain, 9, kNow + seconds(5)), std::nullopt);
  EXPECT_EQ(cache.find(kPlain, 1, kNow + seconds(60)), "one") << "nothing was written";
  EXPECT_EQ(cache.find(kTwenty, 12, kNow + seconds(8)), "twenty");
}

TEST(ReplyCache, IsBounded) {
  ReplyCache cache;
  const std::string large(ReplyCache::kMaxBytes + 1, 'x');
  cache.keep(kPlain, 1, large, kNow);
  EXPECT_EQ(cache.find(kPlain, 1, kNow), std::nullopt);
  std::size_t kept = 0;
  for (int i = 0; i < 100; ++i) cache.keep({{"limit", std::to_string(i)}}, 1, "body", kNow);
  for (int i = 0; i < 100; ++i) kept += cache.find({{"limit", std::to_string(i)}}, 1, kNow) ? 1 : 0;
  EXPECT_GE(kept, 1U);
  EXPECT_LE(kept, ReplyCache::kMost);
}

}  // namespace
}  // namespace exo::admin
