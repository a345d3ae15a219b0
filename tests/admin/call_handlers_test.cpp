#include "admin_site.h"
#include "base/random.h"

namespace exo::admin::test {
namespace {

class CallApi : public AdminSite {
 protected:
  std::string save(domain::CallRecord call) {
    call.id = random_uuid();
    call.opened_at = (newest += std::chrono::seconds(1));
    const auto id = call.id;
    stored.calls->save(std::move(call));
    EXPECT_TRUE(stored.calls->flush());
    return id;
  }
  // Later than all that other tests of this program have saved.
  static inline WallTime newest = wall_now();
};

TEST_F(CallApi, ShowsEveryFieldOfARecord) {
  domain::CallRecord call;
  call.call_id = "c1";
  call.call_sid = "sid";
  call.stream_sid = "stream";
  call.from = "09876543210";
  call.to = "08047112233";
  call.direction = "incoming";
  call.did_id = "d1";
  call.bot_id = "b1";
  call.unknown_bot = true;
  call.path = "/voice-stream";
  call.sample_rate = 16000;
  call.started_at = WallTime{std::chrono::milliseconds(1'700'000'000'123)};
  call.first_audio_ms = 42;
  call.greeting = domain::GreetingOutcome::heard;
  call.voice = "builtin";
  call.fallback_reason = "none";
  call.ended_at = WallTime{std::chrono::milliseconds(1'700'000'009'000)};
  call.end_reason = domain::EndReason::caller_hangup;
  call.end_detail = "callended";
  call.media_in = 7;
  call.media_out = 8;
  call.ignored = 1;
  call.dtmf = "12#";
  call.peer = "203.0.113.9";
  call.webhook_at = WallTime{std::chrono::milliseconds(1'700'000'000'000)};
  call.interruptions = 2;
  call.heard_ms = 640;
  call.timeline = {{-100, domain::StepKind::webhook, ""}, {5, domain::StepKind::dtmf, "1"}};
  const auto id = save(call);
  const auto answer = get("/api/v1/calls/" + id, clerk);
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.json(), (Json{{"id", id},
                                 {"call_id", "c1"},
                                 {"call_sid", "sid"},
                                 {"stream_sid", "stream"},
                                 {"from", "09876543210"},
                                 {"to", "08047112233"},
                                 {"direction", "incoming"},
                                 {"did_id", "d1"},
                                 {"bot_id", "b1"},
                                 {"unknown_bot", true},
                                 {"test_call_did_id", ""},
                                 {"path", "/voice-stream"},
                                 {"sample_rate", 16000},
                                 {"opened_at", iso8601(newest)},
                                 {"started_at", "2023-11-14T22:13:20.123Z"},
                                 {"first_audio_ms", 42},
                                 {"greeting", "heard"},
                                 {"voice", "builtin"},
                                 {"fallback_reason", "none"},
                                 {"ended_at", "2023-11-14T22:13:29.000Z"},
                                 {"end_reason", "caller_hangup"},
                                 {"end_detail", "callended"},
                                 {"media_in", 7},
                                 {"media_out", 8},
                                 {"ignored", 1},
                                 {"dtmf", "12#"},
                                 {"peer", "203.0.113.9"},
                                 {"webhook_at", "2023-11-14T22:13:20.000Z"},
                                 {"interruptions", 2},
                                 {"heard_ms", 640},
                                 {"verdict", {{"turn", "you"}, {"code", "unknown_bot"}}},
                                 {"timeline",
                                  {{{"at_ms", -100}, {"kind", "webhook"}, {"detail", ""}},
                                   {{"at_ms", 5}, {"kind", "dtmf"}, {"detail", "1"}}}},
                                 {"exotel", nullptr},
                                 {"reports", Json::array()}}));
  auto listed = answer.json();
  for (const auto* only_of_one : {"timeline", "exotel", "reports"}) listed.erase(only_of_one);
  EXPECT_EQ(get("/api/v1/calls?limit=1", clerk).json()["calls"][0], listed);
}

TEST_F(CallApi, WhatHasNotHappenedIsNull) {
  const auto call = get("/api/v1/calls/" + save({}), clerk).json();
  for (const auto* field : {"started_at", "first_audio_ms", "ended_at", "webhook_at", "heard_ms"})
    EXPECT_TRUE(call[field].is_null()) << field;
  EXPECT_EQ(call["end_reason"], "live");
  EXPECT_EQ(call["verdict"], (Json{{"turn", "nobody"}, {"code", "live"}}));
}

TEST_F(CallApi, ShowsWhatExotelSaidOfIt) {
  domain::CallRecord call;
  call.call_sid = "told-" + random_uuid();
  const auto id = save(call);
  const auto said = [&](domain::CallReport report) {
    report.call_sid = call.call_sid;
    report.at = wall_now();
    stored.calls->report(std::move(report));
  };
  said({.event = "terminal", .status = "completed", .recording_url = "https://r.example/1.mp3", .duration_s = 12});
  said({.source = domain::ReportSource::passthru, .stream_status = "canceled", .disconnected_by = "user"});
  ASSERT_TRUE(stored.calls->flush());
  const auto shown = get("/api/v1/calls/" + id, clerk).json();
  EXPECT_EQ(shown["exotel"]["status"], "completed");
  EXPECT_EQ(shown["exotel"]["duration_s"], 12);
  EXPECT_EQ(shown["exotel"]["recording_url"], "https://r.example/1.mp3");
  EXPECT_EQ(shown["exotel"]["stream"],
            (Json{{"status", "canceled"}, {"disconnected_by", "user"}, {"error", nullptr}, {"detail", nullptr}}));
  ASSERT_EQ(shown["reports"].size(), 2U);
  EXPECT_EQ(shown["reports"][0]["source"], "status");
  EXPECT_EQ(shown["reports"][1]["stream"]["disconnected_by"], "user");
}

TEST_F(CallApi, ListsTheNewestFirst) {
  const auto older = save({});
  const auto newer = save({});
  const auto calls = get("/api/v1/calls?limit=2", clerk).json()["calls"];
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0]["id"], newer);
  EXPECT_EQ(calls[1]["id"], older);
  EXPECT_EQ(get("/api/v1/calls?limit=1", clerk).json()["calls"].size(), 1U);
}

TEST_F(CallApi, FiftyUnlessAskedForMore) {
  for (int i = 0; i < 51; ++i) save({});
  EXPECT_EQ(get("/api/v1/calls", clerk).json()["calls"].size(), 50U);
  EXPECT_GE(get("/api/v1/calls/?limit=500", clerk).json()["calls"].size(), 51U);
}

TEST_F(CallApi, TheLimitHasLimits) {
  for (const auto* limit : {"0", "501", "-1", "", "x", "5x", "+5", "99999999999999999999", "5.0"}) {
    EXPECT_EQ(get(std::string("/api/v1/calls?limit=") + limit, clerk).status, 422) << limit;
  }
}

TEST_F(CallApi, AnUnknownCallIsNotFound) {
  const auto answer = get("/api/v1/calls/nothing", clerk);
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.detail(), "Call not found");
}

}  // namespace
}  // namespace exo::admin::test
