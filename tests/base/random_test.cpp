#include "base/random.h"

#include <array>
#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace exo {
namespace {

TEST(Random, UuidHasVersion4AndTheStandardVariant) {
  const std::regex shape("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto uuid = random_uuid();
    EXPECT_TRUE(std::regex_match(uuid, shape)) << uuid;
    EXPECT_TRUE(seen.insert(uuid).second) << "twice: " << uuid;
  }
}

TEST(Random, HexHasTwoDigitsAByte) {
  EXPECT_EQ(random_hex(0), "");
  EXPECT_TRUE(std::regex_match(random_hex(16), std::regex("[0-9a-f]{32}")));
  EXPECT_NE(random_hex(16), random_hex(16));
}

TEST(Random, TokenIsUrlSafeAndHas256Bits) {
  const auto token = random_token();
  EXPECT_EQ(token.size(), 43U);
  EXPECT_TRUE(std::regex_match(token, std::regex("[A-Za-z0-9_-]+"))) << token;
  EXPECT_NE(token, random_token());
}

TEST(Random, StaysBelowTheLimitAndReachesAll) {
  std::array<int, 6> seen{};
  for (int i = 0; i < 1000; ++i) ++seen.at(random_below(6));
  for (const int count : seen) EXPECT_GT(count, 0);
  EXPECT_EQ(random_below(1), 0U);
  EXPECT_EQ(random_below(0), 0U);
}

}  // namespace
}  // namespace exo
