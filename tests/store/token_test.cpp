#include "store/token.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace exo::store::test {
namespace {

TEST(Token, IsStoredAsItsBlake2b256) {
  // `printf '' | b2sum -l 256`, `printf 'abc' | b2sum -l 256`
  EXPECT_EQ(hex_encode(token_hash("")), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  EXPECT_EQ(hex_encode(token_hash("abc")), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(Token, EveryCharacterCounts) {
  EXPECT_NE(token_hash("exo_a"), token_hash("exo_A"));
  EXPECT_NE(token_hash("exo_a"), token_hash("exo_a "));
}

}  // namespace
}  // namespace exo::store::test
