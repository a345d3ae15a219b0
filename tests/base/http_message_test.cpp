#include "base/http_message.h"

#include <gtest/gtest.h>

namespace exo {
namespace {

TEST(HttpReply, FindsTheFirstHeaderWhateverItsCase) {
  const HttpReply reply{.status = 429, .headers = {{"retry-AFTER", "7"}, {"Retry-After", "8"}, {"X", ""}}, .body = {}};
  EXPECT_EQ(reply.header("Retry-After"), "7");
  EXPECT_EQ(reply.header("x"), "");
  EXPECT_EQ(reply.header("Retry"), "");
}

}  // namespace
}  // namespace exo
