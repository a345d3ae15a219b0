#include "simulator/stream_messages.h"

#include <gtest/gtest.h>

namespace exo::simulator {
namespace {

using std::chrono::milliseconds;

StreamIdentity identity() {
  return {.stream_sid = "5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p",
          .call_sid = "0f1e2d3c4b5a69788796a5b4c3d21a8p",
          .account_sid = "acmeco1",
          .from = "09812345678",
          .to = "08041234567",
          .custom_parameters = {}};
}

// exotel.md Appendix A, byte for byte.
TEST(StreamMessages, AreTheCapturedTexts) {
  StreamMessages messages(identity(), {});
  EXPECT_EQ(StreamMessages::connected(), R"({"event":"connected"})");
  EXPECT_EQ(messages.start(),
            R"({"event":"start","stream_sid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","sequence_number":"1",)"
            R"("start":{"stream_sid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","call_sid":"0f1e2d3c4b5a69788796a5b4c3d21a8p",)"
            R"("account_sid":"acmeco1","from":"09812345678","to":"08041234567",)"
            R"("media_format":{"encoding":"base64","sample_rate":"8000","bit_rate":"128kbps"}}})");
  EXPECT_EQ(messages.media("AAAA"),
            R"({"event":"media","stream_sid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","sequence_number":"2",)"
            R"("media":{"chunk":"1","timestamp":"20","payload":"AAAA"}})");
  EXPECT_EQ(messages.dtmf('#', milliseconds(100)),
            R"({"event":"dtmf","stream_sid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","sequence_number":"3",)"
            R"("dtmf":{"digit":"#","duration":"100"}})");
  EXPECT_EQ(messages.mark("t3"),
            R"({"event":"mark","stream_sid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","sequence_number":"4",)"
            R"("mark":{"name":"t3"}})");
  EXPECT_EQ(messages.media("BBBB"),
            R"({"event":"media","stream_sid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","sequence_number":"5",)"
            R"("media":{"chunk":"2","timestamp":"40","payload":"BBBB"}})");
  EXPECT_EQ(messages.stop("canceled or call ended"),
            R"({"event":"stop","stream_sid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","sequence_number":"6",)"
            R"("stop":{"call_sid":"0f1e2d3c4b5a69788796a5b4c3d21a8p","account_sid":"acmeco1",)"
            R"("reason":"canceled or call ended"}})");
}

// 572 bytes at sequence 100: the size that a live log shows (exotel.md §1.5).
TEST(StreamMessages, AMediaMessageHasTheSizeSeenLive) {
  StreamMessages messages(identity(), {});
  static_cast<void>(messages.start());
  const std::string payload(428, 'A');
  std::size_t size = 0;
  for (int sequence = 2; sequence <= 100; ++sequence) size = messages.media(payload).size();
  EXPECT_EQ(size, 572U);
}

TEST(StreamMessages, CustomParametersStandBeforeTheFormat) {
  auto who = identity();
  who.custom_parameters = {{"call_id", "a b"}, {"q", "\"\\\x01"}};
  StreamMessages messages(who, {.sample_rate = 16000, .bit_rate = {}});
  EXPECT_NE(
      messages.start().find(R"("to":"08041234567","custom_parameters":{"call_id":"a b","q":"\"\\\u0001"},)"
                            R"("media_format":{"encoding":"base64","sample_rate":"16000","bit_rate":"256kbps"}}})"),
      std::string::npos);
}

TEST(StreamMessages, VariantsOfTheDocumentation) {
  StreamMessages messages(identity(), {.counters = Counters::number,
                                       .keys = KeyStyle::camel_case,
                                       .sample_rate = 24000,
                                       .frame_ms = 100,
                                       .bit_rate = {}});
  EXPECT_EQ(messages.start(),
            R"({"event":"start","streamSid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","sequenceNumber":1,)"
            R"("start":{"streamSid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","callSid":"0f1e2d3c4b5a69788796a5b4c3d21a8p",)"
            R"("accountSid":"acmeco1","from":"09812345678","to":"08041234567",)"
            R"("mediaFormat":{"encoding":"base64","sampleRate":"24000","bitRate":"384kbps"}}})");
  EXPECT_EQ(messages.media("A"), R"({"event":"media","streamSid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p",)"
                                 R"("sequenceNumber":2,"media":{"chunk":1,"timestamp":100,"payload":"A"}})");
}

TEST(StreamMessages, MarkNamesFromTheBotAreEscaped) {
  StreamMessages messages(identity(), {});
  EXPECT_NE(messages.mark("a\"b\xff")
                .find(R"("mark":{"name":"a\"b)"
                      "\xEF\xBF\xBD"
                      R"("}})"),
            std::string::npos);
}

}  // namespace
}  // namespace exo::simulator
