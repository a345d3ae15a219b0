// StatusCallback and Passthru: who may say what, and where it goes. What their words mean is tested in `exotel`.
#include "calls/raw_client.h"
#include "calls/site_fixture.h"

namespace exo::calls {
namespace {

constexpr std::string_view kStatus = "/api/v1/exotel/voice/status";
constexpr std::string_view kPassthru = "/api/v1/exotel/voice/passthru";

class CallbackRoutesTest : public SiteFixture {
 protected:
  WebAnswer post(std::string_view target, std::string_view content_type, std::string_view body) {
    return answer({.method = "POST", .target = target, .content_type = content_type, .body = body});
  }
};

TEST_F(CallbackRoutesTest, AStatusCallbackIsHandedOn) {
  const auto words = post(kStatus, "application/x-www-form-urlencoded", "CallSid=c1&Status=completed");
  EXPECT_EQ(words.status, 200U);
  EXPECT_EQ(words.body, R"({"status":"ok"})");
  EXPECT_EQ(post(kStatus, "application/json", R"({"CallSid":"c2","Status":"busy"})").status, 200U);
  const auto reports = log.reports();
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[0].call_sid, "c1");
  EXPECT_EQ(reports[0].status, "completed");
  EXPECT_EQ(reports[0].source, domain::ReportSource::status);
  EXPECT_EQ(reports[1].call_sid, "c2");
}

TEST_F(CallbackRoutesTest, APassthruIsHandedOn) {
  EXPECT_EQ(get(std::string(kPassthru) + "?CallSid=c1&Stream%5BStreamSID%5D=s1&Stream%5BStatus%5D=completed").status,
            200U);
  const auto reports = log.reports();
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].source, domain::ReportSource::passthru);
  EXPECT_EQ(reports[0].stream_sid, "s1");
}

TEST_F(CallbackRoutesTest, GetHeadAndPostOnly) {
  for (const auto path : {kStatus, kPassthru}) {
    const auto target = std::string(path) + "/?CallSid=c1&Status=completed";
    for (const std::string_view method : {"GET", "POST", "HEAD"}) {
      EXPECT_EQ(answer({.method = method, .target = target}).status, 200U) << method << target;
    }
    EXPECT_EQ(answer({.method = "PUT", .target = target}).status, 405U);
    EXPECT_EQ(answer({.method = "PUT", .target = target}).allow, "GET, HEAD, POST");
  }
}

TEST_F(CallbackRoutesTest, WithoutACallItIsABadRequest) {
  for (const auto path : {kStatus, kPassthru}) {
    const auto words = post(path, "application/json", "{\"Status\":\"completed\"}");
    EXPECT_EQ(words.status, 400U);
    EXPECT_NE(words.body.find("CallSid"), std::string::npos) << words.body;
    EXPECT_EQ(post(path, "", std::string(60'000, '\xff')).status, 400U);
  }
  EXPECT_TRUE(log.reports().empty());
  EXPECT_EQ(site().counters().of(Count::bad_callbacks), 4U);
}

TEST_F(CallbackRoutesTest, TheyWantTheKeyToo) {
  options.webhook_key = Secret("s3cret");
  for (const auto path : {kStatus, kPassthru}) {
    EXPECT_EQ(get(std::string(path) + "?CallSid=c1").status, 403U);
    EXPECT_EQ(get(std::string(path) + "?CallSid=c1&key=other").status, 403U);
    EXPECT_EQ(get(std::string(path) + "?CallSid=c1&key=s3cret").status, 200U);
  }
  EXPECT_EQ(log.reports().size(), 2U);
}

TEST_F(CallbackRoutesTest, WhileDrainingTheyAreTaken) {
  site().drain();
  EXPECT_EQ(get(std::string(kStatus) + "?CallSid=c1&Status=completed").status, 200U);
}

class CallbackSocketTest : public test::CallPlaneFixture {};

TEST_F(CallbackSocketTest, AMultipartStatusOverASocket) {
  start();
  test::RawClient client(plane->port());
  const std::string body =
      "--x\r\nContent-Disposition: form-data; name=\"CallSid\"\r\n\r\nabc\r\n"
      "--x\r\nContent-Disposition: form-data; name=\"Status\"\r\n\r\ncompleted\r\n--x--\r\n\r\n";
  client.send(
      test::request("POST /api/v1/exotel/voice/status", "Content-Type: multipart/form-data; boundary=x\r\n", body));
  const auto said = client.read_answer();
  EXPECT_TRUE(said.starts_with("HTTP/1.1 200 OK\r\n")) << said;
  EXPECT_EQ(test::body_of(said), R"({"status":"ok"})");
  ASSERT_EQ(log.reports().size(), 1U);
  EXPECT_EQ(log.reports()[0].call_sid, "abc");
}

}  // namespace
}  // namespace exo::calls
