#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/text.h"
#include "exotel/callback.h"

namespace exo::exotel {
namespace {

using domain::CallReport;
using domain::ReportSource;

constexpr WallTime kNow{std::chrono::milliseconds{1'700'000'000'000}};

// exotel.md §3.1: what every applet sends, empties and quotes included.
const std::string kStandard =
    "CallSid=0f1e2d3c4b5a69788796a5b4c3d21a8p&CallFrom=09812345678&CallTo=08041234567&Direction=incoming&"
    "Created=Tue%2C+25+Aug+2026+12%3A07%3A08&DialCallDuration=0&StartTime=2026-08-25+12%3A07%3A08&"
    "EndTime=1970-01-01+05%3A30%3A00&CallType=call-attempt&DialWhomNumber=&flow_id=123&tenant_id=456&"
    "From=09812345678&To=09513886363&RecordingUrl=null&digits=%228%22&CurrentTime=2026-08-25+12%3A07%3A09";

constexpr std::string_view kStreamJson =
    R"({"StreamSID":"s1","Status":"failed","Duration":"28","RecordingUrl":"https:\/\/h\/r.mp3",)"
    R"("StreamUrl":"wss:\/\/gw\/x","DisconnectedBy":"NA","Error":"3009 failed to establish ws conn",)"
    R"("DetailedStatus":"Streaming_call_throttled","disposition":""})";

std::string as_is(std::string_view key) {
  return std::string(key);
}

std::string bracketed(std::string_view open, std::string_view close, std::string (*spell)(std::string_view)) {
  const std::pair<std::string_view, std::string_view> fields[] = {{"StreamSID", "s1"},
                                                                  {"Status", "failed"},
                                                                  {"Duration", "28"},
                                                                  {"RecordingUrl", "https%3A%2F%2Fh%2Fr.mp3"},
                                                                  {"StreamUrl", "wss://gw/x"},
                                                                  {"DisconnectedBy", "NA"},
                                                                  {"Error", "3009+failed+to+establish+ws+conn"},
                                                                  {"DetailedStatus", "Streaming_call_throttled"}};
  std::string query;
  for (const auto& [name, value] : fields) {
    const auto key = std::string("Stream").append(open).append(name).append(close);
    query.append("&").append(spell(key)).append("=").append(value);
  }
  return query;
}

struct Encoded {
  const char* name;
  std::string query;
  std::string body;
};

class Passthru : public testing::TestWithParam<Encoded> {};

TEST_P(Passthru, SaysTheSameInEveryEncoding) {
  const auto read = read_passthru({GetParam().query, "", GetParam().body}, kNow);
  ASSERT_TRUE(read.has_value()) << read.error().detail;
  EXPECT_EQ(read->call_sid, "0f1e2d3c4b5a69788796a5b4c3d21a8p");
  EXPECT_EQ(read->source, ReportSource::passthru);
  EXPECT_EQ(read->at, kNow);
  EXPECT_EQ(read->direction, "incoming");
  EXPECT_EQ(read->from, "09812345678");
  EXPECT_EQ(read->to, "08041234567");
  EXPECT_EQ(read->recording_url, "https://h/r.mp3");
  EXPECT_EQ(read->duration_s, 28) << "that of the stream, not DialCallDuration";
  EXPECT_EQ(read->stream_sid, "s1");
  EXPECT_EQ(read->stream_status, "failed");
  EXPECT_EQ(read->disconnected_by, "NA");
  EXPECT_EQ(read->stream_error, "3009 failed to establish ws conn");
  EXPECT_EQ(read->stream_detail, "Streaming_call_throttled");
}

INSTANTIATE_TEST_SUITE_P(
    Encodings, Passthru,
    testing::Values(Encoded{"raw_brackets", kStandard + bracketed("[", "]", as_is), ""},
                    Encoded{"encoded_brackets", kStandard + bracketed("%5B", "%5D", as_is), ""},
                    Encoded{"lower_case", kStandard + bracketed("[", "]", to_lower), ""},
                    Encoded{"lower_case_encoded", kStandard + bracketed("%5b", "%5d", to_lower), ""},
                    Encoded{"json_text", kStandard + "&Stream=" + percent_encode(kStreamJson), ""},
                    Encoded{"json_text_lower_name", "stream=" + percent_encode(kStreamJson) + "&" + kStandard, ""},
                    Encoded{"json_text_quoted_once_more",
                            kStandard + "&Stream=" +
                                percent_encode(R"("{\"StreamSID\":\"s1\",\"Status\":\"failed\",\"Duration\":28,)"
                                               R"(\"RecordingUrl\":\"https://h/r.mp3\",\"DisconnectedBy\":\"NA\",)"
                                               R"(\"Error\":\"3009 failed to establish ws conn\",)"
                                               R"(\"DetailedStatus\":\"Streaming_call_throttled\"}")"),
                            ""},
                    Encoded{"posted_form", "key=secret", kStandard + bracketed("[", "]", as_is)},
                    Encoded{"posted_json", "",
                            R"({"CallSid":"0f1e2d3c4b5a69788796a5b4c3d21a8p","CallFrom":"09812345678",)"
                            R"("CallTo":"08041234567","Direction":"incoming","DialCallDuration":"0","Stream":)" +
                                std::string(kStreamJson) + "}"}),
    [](const auto& info) { return info.param.name; });

CallReport from_query(std::string_view query) {
  return read_passthru({query, "", ""}, kNow).value_or(CallReport{});
}

TEST(PassthruWords, WhoEndedTheStream) {
  const auto who = [](std::string_view word) {
    return from_query("CallSid=a&Stream[DisconnectedBy]=" + std::string(word)).disconnected_by;
  };
  EXPECT_EQ(who("user"), "user");
  EXPECT_EQ(who("User"), "user");
  EXPECT_EQ(who("caller"), "user") << "another page's word";
  EXPECT_EQ(who("bot"), "bot");
  EXPECT_EQ(who("na"), "NA");
  EXPECT_EQ(who("system"), "NA");
  EXPECT_EQ(who("goblin"), "goblin");
  EXPECT_EQ(who(""), "");
}

TEST(PassthruWords, StatusesOfCallAndStreamStayApart) {
  const auto both = from_query("CallSid=a&CallStatus=in-progress&Status=null&Stream[Status]=cancelled");
  EXPECT_EQ(both.status, "in-progress");
  EXPECT_EQ(both.stream_status, "canceled");
  EXPECT_EQ(from_query("CallSid=a&Stream[Status]=completed").status, "");
}

TEST(PassthruWords, QuotesAreTakenOff) {
  EXPECT_EQ(from_query("CallSid=%22a%22&CustomField=%22c%22&digits=%22%22").call_sid, "a");
  EXPECT_EQ(from_query("CallSid=a&CustomField=%22c%22").custom_field, "c");
  EXPECT_EQ(from_query("CallSid=a&CustomField=%22").custom_field, "\"");
}

TEST(PassthruWords, ABrokenStreamSaysNothing) {
  for (const auto* stream : {"{", "null", "[]", "%22", "%22%22", "7", "{%22StreamSID%22:{}}", "text", "%22{%22"}) {
    const auto report = from_query(std::string("CallSid=a&Stream=") + stream);
    EXPECT_EQ(report.call_sid, "a") << stream;
    EXPECT_EQ(report.stream_sid, "") << stream;
  }
  EXPECT_EQ(from_query("CallSid=a&Stream=" + std::string(60'000, '[')).stream_sid, "");
  EXPECT_FALSE(read_passthru({"Stream[StreamSID]=s1", "", ""}, kNow)) << "names no call";
}

}  // namespace
}  // namespace exo::exotel
