#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "exotel/stream_codec.h"

namespace exo::exotel {
namespace {

TEST(DecodedSize, IsThatOfTheDecodedBytes) {
  for (std::size_t size = 0; size < 40; ++size) {
    EXPECT_EQ(decoded_size(base64_encode(std::vector<std::byte>(size))), size);
  }
  EXPECT_EQ(decoded_size("AAA"), 2U) << "padding may be missing";
  EXPECT_EQ(decoded_size("AA"), 1U);
  for (const auto* wrong : {"A", "AAAAA", "AAA==", "AAAA=", "=", "=="}) EXPECT_FALSE(decoded_size(wrong)) << wrong;
}

TEST(StreamEncoder, MediaIsHeadPayloadAndTail) {
  const StreamEncoder encoder("stream-a");
  std::string head = "what was there before";
  encoder.media_head(head, 7, 6, 1000);
  const auto message = head + "AAAA" + std::string(StreamEncoder::kMediaTail);
  EXPECT_EQ(
      message,
      R"({"event":"media","sequence_number":"7","stream_sid":"stream-a","media":{"chunk":"6","timestamp":"1000","payload":"AAAA"}})");
  EXPECT_TRUE(nlohmann::json::accept(message));
}

TEST(StreamEncoder, MarkAndClear) {
  const StreamEncoder encoder("stream-a");
  std::string text;
  encoder.mark(text, 8, "greeting_done");
  EXPECT_EQ(text, R"({"event":"mark","sequence_number":"8","stream_sid":"stream-a","mark":{"name":"greeting_done"}})");
  encoder.clear(text, 9);
  EXPECT_EQ(text, R"({"event":"clear","sequence_number":"9","stream_sid":"stream-a"})");
}

TEST(StreamEncoder, AHostileStreamIdStaysAString) {
  const std::string hostile = "a\"},\"event\":\"stop\n\\";
  const StreamEncoder encoder(hostile);
  std::string text;
  encoder.clear(text, 1);
  const auto message = nlohmann::json::parse(text);
  EXPECT_EQ(message["stream_sid"], hostile);
  EXPECT_EQ(message["event"], "clear");
}

}  // namespace
}  // namespace exo::exotel
