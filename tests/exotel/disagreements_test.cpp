#include <string>
#include <string_view>
#include <variant>

#include <gtest/gtest.h>

#include "exotel/stream_codec.h"

// One test per row of exotel.md's disagreement tables that the codec has to settle: every variant that a page or a
// capture shows must be read as the same thing. Rows that are settled elsewhere: §1.11 "encoding label" beyond its
// being passed on (calls), "stop reason" beyond its words (domain).
namespace exo::exotel {
namespace {

/// What an event says, in one line, so that a table can show it.
struct Told {
  std::string operator()(const domain::StreamConnected&) const { return "connected"; }
  std::string operator()(const domain::StreamStart& start) const {
    auto line =
        join("start", {start.stream_sid, start.call_sid, start.account_sid, start.from, start.to, start.encoding});
    line += "|" + (start.sample_rate ? std::to_string(hertz(*start.sample_rate)) : std::string("-"));
    for (const auto& [name, value] : start.parameters) line += "|" + std::string(name) + "=" + std::string(value);
    return line;
  }
  std::string operator()(const domain::StreamMedia& media) const {
    return join("media",
                {media.stream_sid, std::to_string(media.chunk), std::to_string(media.timestamp_ms), media.payload});
  }
  std::string operator()(const domain::StreamDtmf& dtmf) const { return join("dtmf", {dtmf.stream_sid, dtmf.digit}); }
  std::string operator()(const domain::StreamMark& mark) const { return join("mark", {mark.stream_sid, mark.name}); }
  std::string operator()(const domain::StreamStop& stop) const { return join("stop", {stop.stream_sid, stop.reason}); }
  std::string operator()(const domain::StreamUnknown& other) const { return join("unknown", {other.event}); }
  std::string operator()(const domain::StreamMalformed&) const { return "malformed"; }

  static std::string join(std::string line, std::initializer_list<std::string_view> words) {
    for (const auto word : words) line.append("|").append(word);
    return line;
  }
};

std::string told(std::string_view message) {
  StreamDecoder decoder;
  return std::visit(Told{}, decoder.decode(message));
}

struct Row {
  const char* name;  ///< section and row, then the variant
  const char* message;
  const char* expected;
};

class Disagreement : public testing::TestWithParam<Row> {};

TEST_P(Disagreement, IsSettled) {
  EXPECT_EQ(told(GetParam().message), GetParam().expected);
}

const auto kRowName = [](const testing::TestParamInfo<Row>& info) { return info.param.name; };

// ----------------------------------------------------------------------------------------------------- §1.6: events

INSTANTIATE_TEST_SUITE_P(
    Section1_6_Types, Disagreement,
    testing::Values(
        Row{"connected_live", R"({"event":"connected"})", "connected"},
        Row{"stream_sid_top_only", R"({"event":"start","stream_sid":"s","start":{"call_sid":"c"}})", "start|s|c|||||-"},
        Row{"stream_sid_inside_only", R"({"event":"start","start":{"stream_sid":"s","call_sid":"c"}})",
            "start|s|c|||||-"},
        Row{"sequence_number_text", R"({"event":"mark","stream_sid":"s","sequence_number":"15","mark":{"name":"t3"}})",
            "mark|s|t3"},
        Row{"sequence_number_number", R"({"event":"mark","stream_sid":"s","sequence_number":15,"mark":{"name":"t3"}})",
            "mark|s|t3"},
        Row{"numbers_national", R"({"event":"start","start":{"from":"09812345678","to":"08041234567"}})",
            "start||||09812345678|08041234567||-"},
        Row{"numbers_e164", R"({"event":"start","start":{"from":"+919812345678","to":"+918041234567"}})",
            "start||||+919812345678|+918041234567||-"},
        Row{"key_to_with_trailing_space", R"({"event":"start","start":{"from":"1","to ":"08041234567"}})",
            "start||||1|08041234567||-"},
        Row{"custom_parameters_absent", R"({"event":"start","stream_sid":"s","start":{"call_sid":"c"}})",
            "start|s|c|||||-"},
        Row{"custom_parameters_empty", R"({"event":"start","stream_sid":"s","start":{"custom_parameters":{}}})",
            "start|s||||||-"},
        Row{"custom_parameters_null", R"({"event":"start","stream_sid":"s","start":{"custom_parameters":null}})",
            "start|s||||||-"},
        Row{"custom_parameters_id_as_key", R"({"event":"start","start":{"custom_parameters":{"cxb-test:d1":""}}})",
            "start|||||||-|cxb-test:d1="},
        Row{"bit_rate_live",
            R"({"event":"start","start":{"media_format":{"encoding":"base64","sample_rate":"16000","bit_rate":"256kbps"}}})",
            "start||||||base64|16000"},
        Row{"bit_rate_docs", R"({"event":"start","start":{"media_format":{"sample_rate":"8000","bit_rate":16}}})",
            "start|||||||8000"},
        Row{"media_live",
            R"({"event":"media","stream_sid":"s","sequence_number":"2","media":{"chunk":"1","timestamp":"20","payload":"AAAA"}})",
            "media|s|1|20|AAAA"},
        Row{"media_track_of_N6",
            R"({"event":"media","stream_sid":"s","media":{"track":"inbound","chunk":1,"timestamp":0,"payload":"AAAA"}})",
            "media|s|1|0|AAAA"},
        Row{"media_without_counters", R"({"event":"media","media":{"payload":"AAAA"}})", "media||0|0|AAAA"},
        Row{"dtmf_text", R"({"event":"dtmf","stream_sid":"s","dtmf":{"digit":"5","duration":"100"}})", "dtmf|s|5"},
        Row{"dtmf_number", R"({"event":"dtmf","stream_sid":"s","dtmf":{"digit":5,"duration":100}})", "dtmf|s|5"},
        Row{"dtmf_signs", R"({"event":"dtmf","dtmf":{"digit":"*"}})", "dtmf||*"},
        Row{"dtmf_letters", R"({"event":"dtmf","dtmf":{"digit":"D"}})", "dtmf||D"},
        Row{"mark_number", R"({"event":"mark","stream_sid":"s","mark":{"name":7}})", "mark|s|7"},
        Row{"stop_live",
            R"({"event":"stop","stream_sid":"s","stop":{"call_sid":"c","account_sid":"a","reason":"callended"}})",
            "stop|s|callended"},
        Row{"stop_bare", R"({"event":"stop"})", "stop||"},
        Row{"clear_inbound_is_ignored", R"({"event":"clear","stream_sid":"s"})", "unknown|clear"}),
    kRowName);

// ------------------------------------------------------------------------------------------------- §1.7: camelCase

INSTANTIATE_TEST_SUITE_P(
    Section1_7_CamelCase, Disagreement,
    testing::Values(
        Row{"streamSid_start", R"({"event":"start","streamSid":"s","start":{}})", "start|s||||||-"},
        Row{"streamSid_inside_start", R"({"event":"start","start":{"streamSid":"s"}})", "start|s||||||-"},
        Row{"streamSid_media", R"({"event":"media","streamSid":"s","media":{"payload":""}})", "media|s|0|0|"},
        Row{"streamSid_dtmf", R"({"event":"dtmf","streamSid":"s","dtmf":{"digit":"1"}})", "dtmf|s|1"},
        Row{"streamSid_mark", R"({"event":"mark","streamSid":"s","mark":{"name":"m"}})", "mark|s|m"},
        Row{"streamSid_stop", R"({"event":"stop","streamSid":"s","stop":{"reason":"stopped"}})", "stop|s|stopped"},
        Row{"callSid", R"({"event":"start","start":{"callSid":"c"}})", "start||c|||||-"},
        Row{"callSid_at_the_top", R"({"event":"start","callSid":"c","start":{}})", "start||c|||||-"},
        Row{"accountSid", R"({"event":"start","start":{"accountSid":"acmeco1"}})", "start|||acmeco1||||-"},
        Row{"customParameters", R"({"event":"start","start":{"customParameters":{"call_id":"x"}}})",
            "start|||||||-|call_id=x"},
        Row{"mediaFormat_sampleRate",
            R"({"event":"start","start":{"mediaFormat":{"encoding":"raw","sampleRate":"24000","bitRate":"384kbps"}}})",
            "start||||||raw|24000"},
        Row{"mixed_cases", R"({"event":"start","start":{"mediaFormat":{"sample_rate":16000}}})", "start|||||||16000"},
        Row{"sequenceNumber", R"({"event":"media","sequenceNumber":7,"media":{"chunk":6,"payload":"AA=="}})",
            "media||6|0|AA=="}),
    kRowName);

// ------------------------------------------------------------------------------------ §1.11: disagreements, in order

INSTANTIATE_TEST_SUITE_P(
    Section1_11_EncodingLabel, Disagreement,
    testing::Values(
        Row{"live_base64", R"({"event":"start","start":{"media_format":{"encoding":"base64"}}})",
            "start||||||base64|-"},
        Row{"raw", R"({"event":"start","start":{"media_format":{"encoding":"raw"}}})", "start||||||raw|-"},
        Row{"audio_x_raw", R"({"event":"start","start":{"media_format":{"encoding":"audio/x-raw"}}})",
            "start||||||audio/x-raw|-"},
        Row{"raw_slin", R"({"event":"start","start":{"media_format":{"encoding":"raw/slin"}}})",
            "start||||||raw/slin|-"},
        Row{"mulaw_is_passed_on", R"({"event":"start","start":{"media_format":{"encoding":"audio/x-mulaw"}}})",
            "start||||||audio/x-mulaw|-"},
        Row{"missing", R"({"event":"start","start":{"media_format":{"sample_rate":"8000"}}})", "start|||||||8000"}),
    kRowName);

INSTANTIATE_TEST_SUITE_P(
    Section1_11_CounterTypes, Disagreement,
    testing::Values(
        Row{"text", R"({"event":"media","media":{"chunk":"3","timestamp":"60","payload":"AAAA"}})", "media||3|60|AAAA"},
        Row{"number", R"({"event":"media","media":{"chunk":3,"timestamp":60,"payload":"AAAA"}})", "media||3|60|AAAA"},
        Row{"decimal", R"({"event":"media","media":{"chunk":3.0,"timestamp":60.0,"payload":"AAAA"}})",
            "media||3|60|AAAA"},
        Row{"mixed", R"({"event":"media","media":{"chunk":"3","timestamp":60,"payload":"AAAA"}})", "media||3|60|AAAA"},
        Row{"garbled", R"({"event":"media","media":{"chunk":"x","timestamp":null,"payload":"AAAA"}})",
            "media||0|0|AAAA"}),
    kRowName);

INSTANTIATE_TEST_SUITE_P(
    Section1_11_SampleRate, Disagreement,
    testing::Values(
        Row{"text_8000", R"({"event":"start","start":{"media_format":{"sample_rate":"8000"}}})", "start|||||||8000"},
        Row{"number_8000", R"({"event":"start","start":{"media_format":{"sample_rate":8000}}})", "start|||||||8000"},
        Row{"text_16000", R"({"event":"start","start":{"media_format":{"sample_rate":"16000"}}})", "start|||||||16000"},
        Row{"number_24000", R"({"event":"start","start":{"media_format":{"sample_rate":24000}}})", "start|||||||24000"},
        Row{"missing_is_unsaid", R"({"event":"start","start":{"media_format":{}}})", "start|||||||-"},
        Row{"format_missing_is_unsaid", R"({"event":"start","start":{}})", "start|||||||-"},
        Row{"garbled_is_unsaid", R"({"event":"start","start":{"media_format":{"sample_rate":"eight"}}})",
            "start|||||||-"},
        Row{"another_rate_is_unsaid", R"({"event":"start","start":{"media_format":{"sample_rate":"44100"}}})",
            "start|||||||-"}),
    kRowName);

INSTANTIATE_TEST_SUITE_P(
    Section1_11_StopReason, Disagreement,
    testing::Values(Row{"stopped", R"({"event":"stop","stop":{"reason":"stopped"}})", "stop||stopped"},
                    Row{"callended", R"({"event":"stop","stop":{"reason":"callended"}})", "stop||callended"},
                    Row{"live", R"({"event":"stop","stop":{"reason":"canceled or call ended"}})",
                        "stop||canceled or call ended"},
                    Row{"other", R"({"event":"stop","stop":{"reason":"time is up"}})", "stop||time is up"}),
    kRowName);

INSTANTIATE_TEST_SUITE_P(
    Section1_11_SidLook, Disagreement,
    testing::Values(
        Row{"live",
            R"({"event":"start","stream_sid":"5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p","start":{"call_sid":"0f1e2d3c4b5a69788796a5b4c3d21a8p","account_sid":"acmeco1"}})",
            "start|5d0c7b1e9a2f4c3d8e6f7a8b9c0d1a8p|0f1e2d3c4b5a69788796a5b4c3d21a8p|acmeco1||||-"},
        Row{"docs_prefixes",
            R"({"event":"start","stream_sid":"MZ123","start":{"call_sid":"CA456","account_sid":"AC789"}})",
            "start|MZ123|CA456|AC789||||-"}),
    kRowName);

INSTANTIATE_TEST_SUITE_P(
    Section1_11_Connected, Disagreement,
    testing::Values(Row{"bare", R"({"event":"connected"})", "connected"},
                    Row{"protocol_and_version", R"({"event":"connected","protocol":"Call","version":"1.0.0"})",
                        "connected"},
                    Row{"custom_parameters_of_N6_are_not_taken",
                        R"({"event":"connected","custom_parameters":{"call_id":"x"},"stream_sid":"s"})", "connected"}),
    kRowName);

// Row "media cadence": 20 ms live, 100 ms in the documents; any even number of bytes counts.
TEST(Section1_11, MediaCadence) {
  for (const std::size_t bytes : {2UL, 160UL, 320UL, 640UL, 960UL, 1600UL, 3200UL, 100'000UL}) {
    const auto characters = (bytes + 2) / 3 * 4;
    auto payload = std::string(characters, 'A');
    for (std::size_t i = 0; i < (3 - bytes % 3) % 3; ++i) payload[characters - 1 - i] = '=';
    StreamDecoder decoder;
    const auto message = R"({"event":"media","media":{"payload":")" + payload + "\"}}";
    const auto event = decoder.decode(message);
    const auto* media = std::get_if<domain::StreamMedia>(&event);
    ASSERT_NE(media, nullptr) << bytes;
    EXPECT_EQ(decoded_size(media->payload), bytes);
  }
}

// Row "stream_sid vs streamSid": both are read (§1.7 above), one is sent.
TEST(Section1_11, StreamSidIsSentInSnakeCase) {
  const StreamEncoder encoder("s");
  std::string head;
  std::string mark;
  std::string clear;
  encoder.media_head(head, 1, 1, 0);
  encoder.mark(mark, 2, "m");
  encoder.clear(clear, 3);
  for (const auto& text : {head, mark, clear}) {
    EXPECT_NE(text.find(R"("stream_sid":"s")"), std::string::npos) << text;
    EXPECT_EQ(text.find("streamSid"), std::string::npos) << text;
  }
}

// Row "dtmf support on Stream applet": none, so nothing there ever waits for a digit; an odd one is no fault either.
TEST(Section1_11, DtmfWithoutADigitIsNoFault) {
  EXPECT_EQ(told(R"({"event":"dtmf","stream_sid":"s"})"), "dtmf|s|");
  EXPECT_EQ(told(R"({"event":"dtmf","stream_sid":"s","dtmf":{"digit":null}})"), "dtmf|s|");
}

}  // namespace
}  // namespace exo::exotel
