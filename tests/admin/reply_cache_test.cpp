#include "admin/reply_cache.h"

#include <gtest/gtest.h>

namespace exo::admin {
namespace {

const FormFields kPlain{};
const FormFields kTwenty{{"limit", "20"}};

TEST(ReplyCache, KnowsABodyUntilTheNextWrite) {
  ReplyCache cache;
  EXPECT_EQ(cache.find(kPlain, 0), std::nullopt);
  cache.keep(kPlain, 3, "three");
  cache.keep(kTwenty, 3, "twenty");
  EXPECT_EQ(cache.find(kPlain, 3), "three");
  EXPECT_EQ(cache.find(kTwenty, 3), "twenty");
  EXPECT_EQ(cache.find(kPlain, 4), std::nullopt);
}

TEST(ReplyCache, NeverTakesAnOlderBodyForANewerOne) {
  ReplyCache cache;
  cache.keep(kPlain, 4, "new");
  cache.keep(kPlain, 3, "made slowly, before the last write");
  EXPECT_EQ(cache.find(kPlain, 4), "new");
  cache.keep(kTwenty, 5, "newer");
  EXPECT_EQ(cache.find(kPlain, 4), std::nullopt);
  EXPECT_EQ(cache.find(kPlain, 5), std::nullopt);
}

TEST(ReplyCache, IsBounded) {
  ReplyCache cache;
  const std::string large(ReplyCache::kMaxBytes + 1, 'x');
  cache.keep(kPlain, 1, large);
  EXPECT_EQ(cache.find(kPlain, 1), std::nullopt);
  std::size_t kept = 0;
  for (int i = 0; i < 100; ++i) cache.keep({{"limit", std::to_string(i)}}, 1, "body");
  for (int i = 0; i < 100; ++i) kept += cache.find({{"limit", std::to_string(i)}}, 1) ? 1 : 0;
  EXPECT_GE(kept, 1U);
  EXPECT_LE(kept, ReplyCache::kMost);
}

}  // namespace
}  // namespace exo::admin
