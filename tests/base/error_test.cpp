#include "base/error.h"

#include <map>

#include <gtest/gtest.h>

namespace exo {
namespace {

const std::map<Errc, int> kStatuses = {
    {Errc::bad_request, 400},       {Errc::unauthenticated, 401},    {Errc::forbidden, 403},
    {Errc::not_found, 404},         {Errc::method_not_allowed, 405}, {Errc::conflict, 409},
    {Errc::too_large, 413},         {Errc::unsupported_media, 415},  {Errc::unprocessable, 422},
    {Errc::too_many_requests, 429}, {Errc::internal, 500},           {Errc::upstream_failed, 502},
    {Errc::unavailable, 503},       {Errc::upstream_timeout, 504},   {Errc::bad_configuration, 500},
};

TEST(HttpStatus, StandsForEveryErrorCode) {
  // bad_configuration is the last code: one that is added behind it, or anywhere before, fails here until it has a row.
  const auto count = static_cast<int>(Errc::bad_configuration) + 1;
  ASSERT_EQ(static_cast<int>(kStatuses.size()), count);
  for (int code = 0; code < count; ++code) {
    const auto row = kStatuses.find(static_cast<Errc>(code));
    ASSERT_NE(row, kStatuses.end()) << code;
    EXPECT_EQ(http_status(row->first), row->second) << code;
  }
}

TEST(HttpStatus, IsOurOwnFaultForACodeThatDoesNotExist) {
  EXPECT_EQ(http_status(static_cast<Errc>(9999)), 500);
}

TEST(Fail, MakesAResultWithoutAValue) {
  const Result<int> result = fail(Errc::conflict, "DID already exists");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::conflict);
  EXPECT_EQ(result.error().detail, "DID already exists");
  EXPECT_EQ(result.error().retry_after, std::chrono::seconds(0));
}

}  // namespace
}  // namespace exo
