// /metrics, /livez, /readyz and /events as far as they end.
#include "admin_site.h"
#include "base/random.h"

namespace exo::admin::test {
namespace {

class Monitoring : public AdminSite {
 protected:
  void finish_a_call(domain::EndReason reason, std::int64_t first_audio_ms) {
    domain::CallRecord call;
    call.id = random_uuid();
    call.from = "+919876543210";
    call.opened_at = wall_now();
    stored.calls->save(call);
    EXPECT_TRUE(stored.calls->flush());
    call.end_reason = reason;
    call.voice = "builtin";
    call.fallback_reason = "elevenlabs: 401";
    call.first_audio_ms = first_audio_ms;
    stored.calls->save(call);
    EXPECT_TRUE(stored.calls->flush());
  }
  bool shows(const std::string& line) {
    const auto text = "\n" + get("/metrics", clerk).text;
    return text.find("\n" + line + "\n") != std::string::npos;
  }
};

TEST_F(Monitoring, MetricsAreForThoseWhoAreSignedInOrListed) {
  EXPECT_EQ(get("/metrics").status, 401);
  EXPECT_EQ(get("/metrics", "garbage").status, 401);
  EXPECT_EQ(get("/metrics", clerk).status, 200);
  start({.metrics_from = {"10.0.0.0/8"}});
  EXPECT_EQ(get("/metrics").status, 401);
  EXPECT_EQ(get("/api/v1/calls").status, 401);
  start({.metrics_from = {"10.0.0.0/8", "127.0.0.1"}});
  EXPECT_EQ(get("/metrics").status, 200);
  EXPECT_EQ(get("/api/v1/calls").status, 401) << "of nothing else";
}

TEST_F(Monitoring, AListThatIsNoneStopsTheStart) {
  const auto started =
      AdminPlane::start({.listen = "127.0.0.1:0", .metrics_from = {"everybody"}}, stored.parts(switchboard));
  ASSERT_FALSE(started);
  EXPECT_TRUE(started.error().detail.starts_with("admin.metrics_from: ")) << started.error().detail;
}

TEST_F(Monitoring, CountsEndedCallsAndHowSoonTheyHeardSomething) {
  ASSERT_TRUE(stored.calls->flush());  // what other suites left in the queue is no call of this one
  start();
  calls_state.counts = {{"webhooks", 7}, {"throttled", 0}};
  finish_a_call(domain::EndReason::caller_hangup, 30);
  finish_a_call(domain::EndReason::caller_hangup, 9000);
  finish_a_call(domain::EndReason::busy, 50);
  EXPECT_TRUE(shows("exogate_calls_ended_total{reason=\"caller_hangup\"} 2"));
  EXPECT_TRUE(shows("exogate_calls_ended_total{reason=\"busy\"} 1"));
  EXPECT_TRUE(shows("exogate_calls_ended_total{reason=\"interrupted\"} 0")) << "there from the start";
  EXPECT_TRUE(shows("exogate_greetings_total{voice=\"builtin\"} 3"));
  EXPECT_TRUE(shows("exogate_greeting_fallbacks_total 3"));
  EXPECT_TRUE(shows("exogate_first_audio_seconds_bucket{le=\"0.025\"} 0"));
  EXPECT_TRUE(shows("exogate_first_audio_seconds_bucket{le=\"0.05\"} 2"));
  EXPECT_TRUE(shows("exogate_first_audio_seconds_bucket{le=\"4\"} 2"));
  EXPECT_TRUE(shows("exogate_first_audio_seconds_bucket{le=\"+Inf\"} 3"));
  EXPECT_TRUE(shows("exogate_first_audio_seconds_sum 9.08"));
  EXPECT_TRUE(shows("exogate_call_plane_events_total{event=\"webhooks\"} 7"));
  EXPECT_TRUE(shows("exogate_live_streams 3"));
  EXPECT_TRUE(shows("exogate_speech_trouble 1"));
  const auto text = get("/metrics", clerk).text;
  for (const auto* private_part : {"98765", "401", "elevenlabs"}) EXPECT_EQ(text.find(private_part), std::string::npos);
}

TEST_F(Monitoring, ProbesTellWhatIsWrongToAnybody) {
  EXPECT_EQ(get("/livez").status, 200);
  EXPECT_EQ(get("/readyz").json(), (Json{{"status", "ok"}, {"parts", {{"database", "ok"}, {"calls", "ok"}}}}));
  calls_state.accepting = false;
  const auto draining = get("/readyz");
  EXPECT_EQ(draining.status, 503);
  EXPECT_NE(draining.detail().find("stopping"), std::string::npos);
  EXPECT_EQ(draining.json()["parts"]["database"], "ok");
  EXPECT_NE(draining.json()["parts"]["calls"], "ok");
  EXPECT_EQ(get("/livez").status, 200);
  EXPECT_TRUE(shows("exogate_accepting_calls 0"));
}

TEST_F(Monitoring, EventsAreForAdmins) {
  EXPECT_EQ(get("/api/v1/events").status, 401);
  const auto head = ask({.method = "HEAD", .path = "/api/v1/events", .token = clerk});
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.header("content-type").starts_with("text/event-stream"));
}

class Previews : public AdminSite {};

TEST_F(Previews, SpeakABotOrAnUnsavedText) {
  ASSERT_EQ(put("/api/v1/bots/b", owner, {{"greeting_text", "Namaste"}, {"language", "hi"}}).status, 201);
  auto answer = get("/api/v1/bots/b/greeting", clerk);
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.text, "RIFF");
  EXPECT_EQ(answer.header("content-type"), "audio/wav");
  EXPECT_EQ(answer.header("x-exogate-voice"), "builtin");
  preview->fallback = "elevenlabs: \"401\"\r\nX-Evil: ठीक";
  answer = post("/api/v1/greeting-preview", clerk, {{"greeting_text", "Hi"}, {"voice", "builtin"}});
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_TRUE(answer.header("x-exogate-voice").starts_with("builtin; because=\"elevenlabs: '401'"))
      << answer.header("x-exogate-voice");
  EXPECT_EQ(answer.header("x-evil"), "");
  ASSERT_EQ(previewed.size(), 2U);
  EXPECT_EQ(previewed[0].text + previewed[0].language, "Namastehi");
  EXPECT_EQ(previewed[1].text + previewed[1].voice, "Hibuiltin");
}

TEST_F(Previews, WhatABotMayNotSayIsRefused) {
  for (const auto& wrong : {Json{{"greeting_text", 5}}, Json{{"greeting_text", std::string(2001, 'x')}},
                            Json{{"language", "fr"}}, Json{{"voice", "nobody"}}, Json{{"kind", "echo"}}}) {
    EXPECT_EQ(post("/api/v1/greeting-preview", clerk, wrong).status, 422) << wrong;
  }
  EXPECT_EQ(get("/api/v1/bots/nobody/greeting", clerk).status, 404);
  EXPECT_TRUE(previewed.empty());
  preview = fail(Errc::upstream_timeout, "not yet");
  EXPECT_EQ(post("/api/v1/greeting-preview", clerk, Json::object()).status, 504);
}

}  // namespace
}  // namespace exo::admin::test
