#include "exotel/stream_codec.h"

#include <cstdlib>
#include <new>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace {

// Every allocation of this executable is counted, so that "the steady state does not allocate" can be shown.
thread_local std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace exo::exotel {
namespace {

using domain::SampleRate;
using domain::StreamDtmf;
using domain::StreamEvent;
using domain::StreamMalformed;
using domain::StreamMark;
using domain::StreamMedia;
using domain::StreamStart;
using domain::StreamStop;
using domain::StreamUnknown;

template <class Event>
Event decoded(StreamDecoder& decoder, std::string_view text) {
  const auto event = decoder.decode(text);
  const auto* wanted = std::get_if<Event>(&event);
  if (wanted == nullptr) {
    ADD_FAILURE() << "another event (" << event.index() << ") for " << text.substr(0, 200);
    return {};
  }
  return *wanted;
}

// exotel.md, appendix A.
constexpr std::string_view kLiveStart =
    R"({"event":"start","stream_sid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","sequence_number":"1","start":{)"
    R"("stream_sid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","call_sid":"0f1e2d3c4b5a69788796a5b4c3d21a8p",)"
    R"("account_sid":"acmeco1","from":"09812345678","to":"08041234567","media_format":{"encoding":"base64",)"
    R"("sample_rate":"8000","bit_rate":"128kbps"}}})";

TEST(StreamDecoder, ReadsTheLiveStart) {
  StreamDecoder decoder;
  const auto start = decoded<StreamStart>(decoder, kLiveStart);
  EXPECT_EQ(start.stream_sid, "5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p");
  EXPECT_EQ(start.call_sid, "0f1e2d3c4b5a69788796a5b4c3d21a8p");
  EXPECT_EQ(start.account_sid, "acmeco1");
  EXPECT_EQ(start.from, "09812345678");
  EXPECT_EQ(start.to, "08041234567");
  EXPECT_EQ(start.encoding, "base64");
  EXPECT_EQ(start.sample_rate, SampleRate::hz8000);
  EXPECT_TRUE(start.parameters.empty());
}

struct StartVariant {
  const char* name;
  const char* inside;  ///< of the start object
  std::string stream_sid = "";
  std::string call_sid = "";
  std::string to = "";
  std::optional<SampleRate> rate = {};
};

class StartVariants : public testing::TestWithParam<StartVariant> {};

TEST_P(StartVariants, AreAllUnderstood) {
  StreamDecoder decoder;
  const auto& given = GetParam();
  const auto text = std::string(R"({"event":"start","start":{)") + given.inside + "}}";
  const auto start = decoded<StreamStart>(decoder, text);
  EXPECT_EQ(start.stream_sid, given.stream_sid);
  EXPECT_EQ(start.call_sid, given.call_sid);
  EXPECT_EQ(start.to, given.to);
  EXPECT_EQ(start.sample_rate, given.rate);
}

INSTANTIATE_TEST_SUITE_P(
    Table, StartVariants,
    testing::Values(
        StartVariant{"empty", ""}, StartVariant{"sid_inside", R"("stream_sid":"s")", "s"},
        StartVariant{"camel", R"("streamSid":"s","callSid":"c","to":"t")", "s", "c", "t"},
        StartVariant{"to_with_space", R"("to ":"080")", "", "", "080"},
        StartVariant{"numbers", R"("stream_sid":12,"call_sid":-3,"to":8041234567)", "12", "-3", "8041234567"},
        StartVariant{"odd_types", R"("stream_sid":true,"call_sid":null,"to":["x"])"},
        StartVariant{"rate_text", R"("media_format":{"sample_rate":"16000"})", "", "", "", SampleRate::hz16000},
        StartVariant{"rate_number", R"("media_format":{"sample_rate":24000})", "", "", "", SampleRate::hz24000},
        StartVariant{"rate_decimal", R"("media_format":{"sample_rate":8000.0})", "", "", "", SampleRate::hz8000},
        StartVariant{"rate_camel", R"("mediaFormat":{"sampleRate":"8000"})", "", "", "", SampleRate::hz8000},
        StartVariant{"rate_44100", R"("media_format":{"sample_rate":"44100"})"},
        StartVariant{"rate_garbled", R"("media_format":{"sample_rate":"8000Hz"})"},
        StartVariant{"rate_huge", R"("media_format":{"sample_rate":"99999999999999999999"})"},
        StartVariant{"rate_negative", R"("media_format":{"sample_rate":-8000})"},
        StartVariant{"format_is_text", R"("media_format":"8000")"},
        StartVariant{"extra_fields", R"("tracks":["inbound"],"stream_sid":"s","x":{"y":{"z":[1,2]}})", "s"}),
    [](const auto& info) { return info.param.name; });

TEST(StreamDecoder, TheSidAtTheTopComesFirst) {
  StreamDecoder decoder;
  const auto start =
      decoded<StreamStart>(decoder, R"({"event":"start","streamSid":"top","start":{"stream_sid":"in"}})");
  EXPECT_EQ(start.stream_sid, "top");
  EXPECT_EQ(decoded<StreamStart>(decoder, R"({"event":"start"})").stream_sid, "");
  EXPECT_EQ(decoded<StreamStart>(decoder, R"({"event":"start","start":"text"})").call_sid, "");
}

TEST(StreamDecoder, CustomParametersOfEitherSpelling) {
  StreamDecoder decoder;
  for (const auto* name : {"custom_parameters", "customParameters"}) {
    const auto text =
        std::string(R"({"event":"start","start":{")") + name + R"(":{"call_id":"c-1","n":7,"list":[],"esc":"a\"b"}}})";
    const auto start = decoded<StreamStart>(decoder, text);
    ASSERT_EQ(start.parameters.size(), 4U);
    EXPECT_EQ(start.parameter("CALL_ID"), "c-1");
    EXPECT_EQ(start.parameter("n"), "7");
    EXPECT_EQ(start.parameter("list"), "");
    EXPECT_EQ(start.parameter("esc"), "a\"b");
    EXPECT_EQ(start.parameter("none"), "");
  }
}

TEST(StreamDecoder, MoreParametersThanExotelAllowsAreDropped) {
  StreamDecoder decoder;
  nlohmann::json message = {{"event", "start"}};
  for (int i = 0; i < 100; ++i) message["start"]["custom_parameters"]["p" + std::to_string(i)] = "v";
  EXPECT_EQ(decoded<StreamStart>(decoder, message.dump()).parameters.size(), StreamDecoder::kMaxParameters);
}

TEST(StreamDecoder, MediaCountersMayBeTextOrNumbers) {
  StreamDecoder decoder;
  const auto text = decoded<StreamMedia>(
      decoder,
      R"({"event":"media","stream_sid":"s","sequence_number":"2","media":{"chunk":"1","timestamp":"20","payload":"AAAA"}})");
  EXPECT_EQ(text.stream_sid, "s");
  EXPECT_EQ(text.chunk, 1U);
  EXPECT_EQ(text.timestamp_ms, 20U);
  EXPECT_EQ(text.payload, "AAAA");
  const auto numbers = decoded<StreamMedia>(
      decoder, R"({"event":"media","streamSid":"s","media":{"chunk":1,"timestamp":20,"payload":"AAA="}})");
  EXPECT_EQ(numbers.chunk, 1U);
  EXPECT_EQ(numbers.timestamp_ms, 20U);
  const auto bare = decoded<StreamMedia>(decoder, R"({"event":"media","media":{"payload":""}})");
  EXPECT_EQ(bare.chunk, 0U);
  const auto odd =
      decoded<StreamMedia>(decoder, R"({"event":"media","media":{"chunk":-1,"timestamp":"soon","payload":"AA=="}})");
  EXPECT_EQ(odd.chunk, 0U);
  EXPECT_EQ(odd.timestamp_ms, 0U);
}

TEST(StreamDecoder, SlashesMayBeEscaped) {
  StreamDecoder decoder;
  EXPECT_EQ(decoded<StreamMedia>(decoder, R"({"event":"media","media":{"payload":"\/\/\/\/"}})").payload, "////");
}

TEST(StreamDecoder, OtherEvents) {
  StreamDecoder decoder;
  EXPECT_EQ(decoder.decode(R"({"event":"connected"})").index(), 0U);
  EXPECT_EQ(decoder.decode(R"({"event":"connected","protocol":"Call","version":"1.0.0"})").index(), 0U);
  EXPECT_EQ(decoded<StreamDtmf>(decoder, R"({"event":"dtmf","dtmf":{"digit":"5","duration":"100"}})").digit, "5");
  EXPECT_EQ(decoded<StreamDtmf>(decoder, R"({"event":"dtmf","dtmf":{"digit":5}})").digit, "5");
  EXPECT_EQ(decoded<StreamDtmf>(decoder, R"({"event":"dtmf"})").digit, "");
  EXPECT_EQ(decoded<StreamMark>(decoder, R"({"event":"mark","mark":{"name":"t3"}})").name, "t3");
  EXPECT_EQ(
      decoded<StreamStop>(decoder, R"({"event":"stop","stop":{"call_sid":"c","reason":"canceled or call ended"}})")
          .reason,
      "canceled or call ended");
  EXPECT_EQ(decoded<StreamStop>(decoder, R"({"event":"stop"})").reason, "");
  EXPECT_EQ(decoded<StreamUnknown>(decoder, R"({"event":"clear"})").event, "clear");
  EXPECT_EQ(decoded<StreamUnknown>(decoder, R"({"event":""})").event, "");
}

class Malformed : public testing::TestWithParam<const char*> {};

TEST_P(Malformed, IsSaidToBeAndDoesNoHarmToTheNext) {
  StreamDecoder decoder;
  EXPECT_TRUE(std::holds_alternative<StreamMalformed>(decoder.decode(GetParam()))) << GetParam();
  decoded<StreamStart>(decoder, kLiveStart);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Malformed,
    testing::Values("", " ", "{", "}", "null", "[]", "42", "\"start\"", R"({"event":"start")", R"({"event":"start"}x)",
                    R"({"event":1})", R"({"event":null})", R"({"Event":"start"})", R"({event:"start"})", "{}",
                    R"({"event":"start","start":{"stream_sid":"abc","custom_parameters":{"a":"b)",
                    R"({"event":"media"})", R"({"event":"media","media":{}})", R"({"event":"media","media":[]})",
                    R"({"event":"media","media":{"payload":7}})", R"({"event":"media","media":{"payload":"A"}})",
                    R"({"event":"media","media":{"payload":"AAAAA"}})",
                    R"({"event":"mark","x":[[[[[[[[[[[[1]]]]]]]]]]]]})", R"({"event":"mark","n":1e999999999999})",
                    R"({"event":"\ud800"})"));

TEST(StreamDecoder, DepthAndSizeAreLimited) {
  StreamDecoder decoder;
  const std::string deep = R"({"event":"mark","x":)" + std::string(100'000, '[');
  EXPECT_TRUE(std::holds_alternative<StreamMalformed>(decoder.decode(deep)));
  const std::string large = R"({"event":"mark","x":")" + std::string(StreamDecoder::kMaxMessageBytes, 'x') + "\"}";
  EXPECT_TRUE(std::holds_alternative<StreamMalformed>(decoder.decode(large)));
  const std::string most = R"({"event":"mark","x":")" + std::string(StreamDecoder::kMaxMessageBytes - 64, 'x') + "\"}";
  EXPECT_TRUE(std::holds_alternative<StreamMark>(decoder.decode(most)));
}

TEST(StreamDecoder, EveryTruncationAndEveryBrokenByteIsSurvived) {
  StreamDecoder decoder;
  std::string text(kLiveStart);
  for (std::size_t i = 0; i < text.size(); ++i) std::ignore = decoder.decode(std::string_view(text).substr(0, i));
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto kept = text[i];
    for (const char broken : {'\0', '"', '{', '}', '\\', '\xFF', '9'}) {
      text[i] = broken;
      std::ignore = decoder.decode(text);
    }
    text[i] = kept;
  }
  decoded<StreamStart>(decoder, kLiveStart);
}

TEST(StreamDecoder, ALiveMediaMessageAllocatesNothing) {
  StreamDecoder decoder;
  const auto payload = base64_encode(std::vector<std::byte>(320));
  const std::string text = R"({"event":"media","stream_sid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","sequence_number":"2",)"
                           R"("media":{"chunk":1,"timestamp":"20","payload":")" +
                           payload + "\"}}";
  const auto before = allocations;
  std::size_t understood = 0;
  for (int i = 0; i < 1000; ++i) understood += std::holds_alternative<StreamMedia>(decoder.decode(text)) ? 1 : 0;
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(understood, 1000U);
}

TEST(StreamEncoder, AMediaHeadReusesItsMemory) {
  const StreamEncoder encoder("5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p");
  std::string head;
  encoder.media_head(head, 1, 1, 0);
  head.reserve(256);
  const auto before = allocations;
  for (std::uint64_t i = 0; i < 1000; ++i) encoder.media_head(head, i, i, i * 200);
  EXPECT_EQ(allocations, before);
}

// A message beyond the fixed buffer once made the next one ask for twice as much, until none could be held.
TEST(StreamDecoder, ManyLargeMessagesAreAllHeld) {
  StreamDecoder decoder;
  const std::string message =
      R"({"event":"media","stream_sid":"s","media":{"payload":")" + std::string(20'000, 'A') + R"("}})";
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(decoded_size(decoded<StreamMedia>(decoder, message).payload), 15'000U);
  }
}

}  // namespace
}  // namespace exo::exotel
