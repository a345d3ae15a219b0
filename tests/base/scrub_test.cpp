#include "base/scrub.h"

#include <gtest/gtest.h>

namespace exo {
namespace {

TEST(Scrub, ASecretIsGoneInBothSpellingsAndAsOftenAsItStands) {
  const Secret key("sk/key+1");
  EXPECT_EQ(scrubbed("bad key sk/key+1 (sk%2Fkey%2B1), sk/key+1", {&key}), "bad key … (…), …");
  EXPECT_EQ(scrubbed("nothing here", {&key}), "nothing here");
}

TEST(Scrub, WhatIsTooShortToBeASecretStandsInWords) {
  for (const auto* text : {"", "key"}) {
    const Secret none(text);
    EXPECT_EQ(scrubbed("invalid key", {&none}), "invalid key");
  }
}

}  // namespace
}  // namespace exo
