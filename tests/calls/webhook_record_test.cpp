// The record that begins at the webhook and what becomes of it.
#include "calls/site_fixture.h"
#include "calls/stream_fixture.h"

namespace exo::calls {
namespace {

using domain::EndReason;
using domain::StepKind;

class WebhookRecordTest : public SiteFixture {};

TEST_F(WebhookRecordTest, BeginsWithWhatTheWebhookKnows) {
  std::ignore =
      get("/api/v1/exotel/voice/connect?CallSid=c1&CallFrom=09812345678&CallTo=08041234567&Direction=incoming"
          "&CustomField=cxb-test:did-1");
  ASSERT_EQ(log.all().size(), 1U);
  const auto record = log.all()[0];
  EXPECT_EQ(record.id.size(), 36U);
  EXPECT_EQ(record.call_id, "c1");
  EXPECT_EQ(record.call_sid, "c1");
  EXPECT_EQ(record.from, "09812345678");
  EXPECT_EQ(record.to, "08041234567");
  EXPECT_EQ(record.direction, "incoming");
  EXPECT_EQ(record.did_id, "did-1");
  EXPECT_EQ(record.bot_id, "sales");
  EXPECT_EQ(record.test_call_did_id, "did-1");
  EXPECT_EQ(record.end_reason, EndReason::live);
  EXPECT_EQ(record.webhook_at, record.opened_at);
  EXPECT_EQ(record.timeline, (std::vector<domain::CallStep>{{0, StepKind::webhook, ""}}));
}

TEST_F(WebhookRecordTest, OfAnUnknownNumberAndAnUnnamedCall) {
  std::ignore = get("/api/v1/exotel/voice/connect?CallFrom=09812345678&CallTo=0999");
  ASSERT_EQ(log.all().size(), 1U);
  const auto record = log.all()[0];
  EXPECT_EQ(record.did_id, "");
  EXPECT_EQ(record.bot_id, "");
  EXPECT_EQ(record.call_sid, "");
  EXPECT_TRUE(record.call_id.starts_with("call_"));
}

TEST_F(WebhookRecordTest, ARetryBeginsNoSecond) {
  for (int i = 0; i < 3; ++i) std::ignore = get("/api/v1/exotel/voice/connect?CallSid=c1&CallTo=08041234567");
  ASSERT_EQ(log.all().size(), 1U);
  const auto hit = site().webhook_hit("c1");
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->record_id, log.all()[0].id);
  EXPECT_EQ(hit->at, log.all()[0].webhook_at);
  const auto again = site().webhook_hit("c1");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->record_id, "") << "it belongs to the first stream";
  EXPECT_EQ(again->at, hit->at);
}

TEST_F(WebhookRecordTest, WithoutAStreamItEndsAsNoStream) {
  options.webhook_memory = std::chrono::milliseconds(0);
  std::ignore = get("/api/v1/exotel/voice/connect?CallSid=c1");
  EXPECT_EQ(log.all().at(0).end_reason, EndReason::live);
  site().end_lapsed();
  const auto record = log.all().at(0);
  EXPECT_EQ(record.end_reason, EndReason::no_stream);
  EXPECT_TRUE(record.ended_at);
  ASSERT_EQ(record.timeline.size(), 2U);
  EXPECT_EQ(record.timeline[1].kind, StepKind::closed);
  EXPECT_EQ(record.timeline[1].detail, "no_stream");
  site().end_lapsed();
  EXPECT_EQ(log.saves(record.id), 2) << "once";
}

TEST_F(WebhookRecordTest, StrangersDoNotFillTheDisk) {
  greetings.none = true;
  for (int i = 0; i < 12'000; ++i) {
    std::ignore = get("/api/v1/exotel/voice/connect?CallSid=c" + std::to_string(i));
  }
  EXPECT_EQ(log.all().size(), 5'000U) << "half of what is remembered";
  EXPECT_TRUE(site().webhook_hit("c11999")) << "a call without a record is remembered all the same";
}

TEST_F(WebhookRecordTest, StrangersThatOpenStreamsSaveNothingMore) {
  std::ignore = get("/api/v1/exotel/voice/connect?CallSid=c1&CallTo=08041234567");
  domain::CallRecord stream{};
  stream.peer = "192.0.2.7";
  for (int i = 0; i < 20; ++i) {
    stream.call_id = i % 2 == 0 ? "c1" : "unheard-of-" + std::to_string(i);
    site().stream_opened(stream);
  }
  ASSERT_EQ(log.all().size(), 1U) << "what no webhook announced has no record before its start";
  EXPECT_EQ(log.all()[0].peer, "192.0.2.7");
  EXPECT_EQ(log.saves(log.all()[0].id), 2) << "begun and open, however many come";
}

class WebhookRecordStreamTest : public test::StreamFixture {};

TEST_F(WebhookRecordStreamTest, TheStreamGoesOnWithIt) {
  start();
  test::Client asking;
  EXPECT_EQ(asking.open(plane->port(), "/api/v1/exotel/voice/connect?CallSid=sid-1&CallTo=08041234567"), 200U);
  const auto begun = log.all().at(0);
  test::Client caller;
  open(caller);
  caller.send_start("sid-1");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  caller.send_stop();
  caller.read_to_the_end();
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.id, begun.id);
  EXPECT_EQ(record.end_reason, EndReason::caller_hangup);
  EXPECT_EQ(record.webhook_at, begun.webhook_at);
  ASSERT_FALSE(record.timeline.empty());
  EXPECT_EQ(record.timeline[0].kind, StepKind::webhook);
  EXPECT_EQ(log.all().size(), 1U) << "one record from the webhook to the end";
}

TEST_F(WebhookRecordStreamTest, IsOpenBeforeTheStreamStarts) {
  start();
  test::Client asking;
  EXPECT_EQ(asking.open(plane->port(), "/api/v1/exotel/voice/connect?CallSid=sid-1&CallTo=08041234567"), 200U);
  const auto begun = log.all().at(0);
  test::Client caller;
  ASSERT_EQ(caller.open(plane->port(), "/voice-stream?call_id=sid-1"), 101U);
  const auto open = log.wait_for([](const auto& record) { return !record.peer.empty(); });
  EXPECT_EQ(open.id, begun.id);
  EXPECT_EQ(open.call_sid, "sid-1");
  EXPECT_EQ(open.did_id, "did-1");
  EXPECT_EQ(open.peer, "127.0.0.1");
  EXPECT_EQ(open.path, "/voice-stream");
  EXPECT_EQ(open.end_reason, EndReason::live);
  EXPECT_FALSE(open.started_at);
  EXPECT_EQ(open.webhook_at, begun.webhook_at);
  EXPECT_GE(open.opened_at, *open.webhook_at);
  ASSERT_EQ(open.timeline.size(), 2U);
  EXPECT_EQ(open.timeline[0].kind, StepKind::webhook);
  EXPECT_LE(open.timeline[0].at_ms, 0);
  EXPECT_EQ(open.timeline[1], (domain::CallStep{0, StepKind::opened, "/voice-stream"}));
  caller.send_start("sid-1");
  const auto started = log.wait_for([](const auto& record) { return record.started_at.has_value(); });
  EXPECT_EQ(started.id, begun.id);
  EXPECT_EQ(log.all().size(), 1U);
}

TEST_F(WebhookRecordStreamTest, AConnectionThatIsLostBeforeItsStartLeavesTheRecordToTheNext) {
  start();
  test::Client asking;
  EXPECT_EQ(asking.open(plane->port(), "/api/v1/exotel/voice/connect?CallSid=sid-1&CallTo=08041234567"), 200U);
  const auto begun = log.all().at(0);
  {
    test::Client lost;
    ASSERT_EQ(lost.open(plane->port(), "/voice-stream?call_id=sid-1"), 101U);
    std::ignore = log.wait_for([](const auto& record) { return !record.peer.empty(); });
  }
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::connection_lost);
  test::Client again;
  ASSERT_EQ(again.open(plane->port(), "/voice-stream?call_id=sid-1"), 101U);
  again.send_start("sid-1");
  const auto started = log.wait_for([](const auto& record) { return record.started_at.has_value(); });
  EXPECT_EQ(started.id, begun.id);
}

TEST_F(WebhookRecordStreamTest, NoStreamIsNoticedWithoutAnyTraffic) {
  options.webhook_memory = std::chrono::milliseconds(50);
  start();
  test::Client asking;
  EXPECT_EQ(asking.open(plane->port(), "/api/v1/exotel/voice/connect?CallSid=sid-1"), 200U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::no_stream);
}

}  // namespace
}  // namespace exo::calls
