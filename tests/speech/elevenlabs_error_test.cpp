#include "speech/elevenlabs_error.h"

#include <gtest/gtest.h>

namespace exo::speech {
namespace {

TEST(ElevenLabsError, IsReadInAllItsShapes) {
  const struct {
    int status;
    std::string body;
    std::string reason;
  } kTable[] = {
      {401, R"({"detail":{"type":"authentication_error","code":"invalid_api_key","message":"m","status":"s"}})",
       "401 invalid_api_key"},
      {401, R"({"detail":{"status":"quota_exceeded","message":"This request exceeds your quota"}})",
       "401 quota_exceeded"},
      {422, R"({"detail":[{"loc":["body","text"],"msg":"field required","type":"value_error.missing"}]})",
       "422 text: field required"},
      {422, R"({"detail":[{"loc":[],"msg":"bad","type":"t"}]})", "422 bad"},
      {422, R"({"detail":[{"loc":["body",3],"msg":"bad"}]})", "422 bad"},
      {422, R"({"detail":[]})", "422"},
      {422, R"({"detail":["x"]})", "422"},
      {400, R"({"detail":"Something is off"})", "400 Something is off"},
      {400, R"({"detail":{"message":"only words"}})", "400 only words"},
      {400, R"({"detail":{"code":17,"status":null}})", "400"},
      {400, R"({"message":"top level"})", "400 top level"},
      {400, R"({"detail":null})", "400"},
      {403, "<!DOCTYPE html><html><head><title>Forbidden</title>", "403 HTML page"},
      {403, " \n<html>", "403 HTML page"},
      {502, "Bad gateway", "502"},
      {500, "", "500"},
      {500, "[1,2]", "500"},
      {500, "{\"detail\":", "500"},
      {500, std::string(100'000, '['), "500"},
      {400, R"({"detail":"line\none\u0007"})", "400 line one"},
  };
  for (const auto& row : kTable)
    EXPECT_EQ(elevenlabs_reason(row.status, row.body), row.reason) << row.body.substr(0, 80);
}

TEST(ElevenLabsError, IsShort) {
  const auto reason = elevenlabs_reason(400, R"({"detail":")" + std::string(5000, 'x') + R"("})");
  EXPECT_LT(reason.size(), 100U);
}

}  // namespace
}  // namespace exo::speech
