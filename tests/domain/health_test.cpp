#include "domain/health.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/json.h"

namespace exo::domain {
namespace {

const WallTime kNow{std::chrono::milliseconds(1787639828123)};

TEST(HealthBody, IsOkByteForByte) {
  EXPECT_EQ(health_body(kNow, 3, ""),
            R"({"status":"ok","timestamp":"2026-08-25T06:37:08.123Z","active_streams":3,"speech":"ok"})");
}

TEST(HealthBody, TellsOfSpeechTroubleAndStaysOk) {
  EXPECT_EQ(health_body(kNow, 0, "elevenlabs: 401"),
            R"({"status":"ok","timestamp":"2026-08-25T06:37:08.123Z","active_streams":0,"speech":"degraded",)"
            R"("speech_detail":"elevenlabs: 401"})");
}

TEST(HealthBody, IsJsonWhateverTheTroubleSays) {
  const auto body = parse_json(health_body(kNow, 0, "quote \" newline \n and \xFF"));
  ASSERT_TRUE(body);
  EXPECT_EQ(body->at("status"), "ok");
  EXPECT_EQ(body->at("speech_detail"), "quote \" newline \n and \xEF\xBF\xBD");
}

}  // namespace
}  // namespace exo::domain
