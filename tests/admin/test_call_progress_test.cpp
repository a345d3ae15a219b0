// What is kept of a test call and how its way is followed.
#include <thread>

#include "admin_site.h"
#include "base/encoding.h"
#include "base/random.h"

namespace exo::admin::test {
namespace {

class TestCallProgress : public AdminSite {
 protected:
  /// Dials, and returns the call's SID.
  std::string dial() {
    configure_exotel();
    did = add_did({{"number", "08047112233"}, {"flow_url", "http://my.exotel.com/acme1/exoml/start_voice/1"}});
    sid = "sid-" + random_uuid();
    exotel.answer(HttpReply{200, {}, R"({"Call":{"Sid":")" + sid + R"(","Status":"in-progress"}})"});
    const auto answer =
        post("/api/v1/integrations/exotel/dids/" + did + "/test-call", clerk, {{"to_number", "9876543210"}});
    EXPECT_EQ(answer.status, 200) << answer.text;
    return sid;
  }
  Json shown() { return get("/api/v1/test-calls/" + sid, clerk).json(); }
  void save(domain::CallRecord record) {
    record.id = record_id;
    record.call_sid = sid;
    record.opened_at = wall_now();
    stored.calls->save(std::move(record));
    ASSERT_TRUE(stored.calls->flush());
  }
  FormFields dialled() { return form_decode(exotel.requests().front().body); }
  static std::string value(const FormFields& fields, std::string_view name) {
    for (const auto& [key, text] : fields) {
      if (key == name) return text;
    }
    return {};
  }

  std::string did;
  std::string sid;
  const std::string record_id = random_uuid();
};

TEST_F(TestCallProgress, AnAcceptedCallIsKept) {
  dial();
  const auto kept = stored.test_calls->get(sid).value();
  EXPECT_EQ(kept.next_poll_at, kept.placed_at + std::chrono::minutes(2));
  auto call = shown();
  EXPECT_EQ(call["stage"], "accepted") << "in-progress is no answer";
  EXPECT_TRUE(call["final_status"].is_null());
  EXPECT_TRUE(call["record"].is_null());
  for (const auto* field : {"record", "reports"}) call.erase(field);
  EXPECT_EQ(call, (Json{{"call_sid", sid},
                        {"stage", "accepted"},
                        {"final_status", nullptr},
                        {"did_id", did},
                        {"to_number", "+919876543210"},
                        {"placed_by", kClerkEmail},
                        {"placed_at", iso8601(kept.placed_at)},
                        {"provider_status", "in-progress"}}));
  EXPECT_EQ(get("/api/v1/test-calls", clerk).json()["test_calls"][0], call);
}

TEST_F(TestCallProgress, ARefusedCallIsNot) {
  const auto before = get("/api/v1/test-calls", clerk).json();
  configure_exotel();
  did = add_did({{"number", "08047112233"}, {"flow_url", "http://my.exotel.com/acme1/exoml/start_voice/1"}});
  exotel.answer(HttpReply{400, {}, R"({"RestException":{"Message":"no"}})"});
  EXPECT_EQ(post("/api/v1/integrations/exotel/dids/" + did + "/test-call", clerk, {{"to_number", "9876543210"}}).status,
            502);
  EXPECT_EQ(get("/api/v1/test-calls", clerk).json(), before);
}

TEST_F(TestCallProgress, GoesFromStageToStage) {
  dial();
  domain::CallRecord record;
  record.webhook_at = wall_now();
  save(record);
  EXPECT_EQ(shown()["stage"], "answered");
  record.started_at = wall_now();
  record.timeline = {{0, domain::StepKind::opened, ""}};
  save(record);
  EXPECT_EQ(shown()["stage"], "streaming");
  EXPECT_EQ(shown()["record"]["id"], record_id);
  EXPECT_EQ(shown()["record"]["timeline"].size(), 1U);
  record.ended_at = wall_now();
  record.end_reason = domain::EndReason::caller_hangup;
  save(record);
  EXPECT_EQ(shown()["stage"], "ended");
  stored.calls->report({.call_sid = sid, .at = wall_now(), .event = "terminal", .status = "completed"});
  ASSERT_TRUE(stored.calls->flush());
  EXPECT_EQ(shown()["final_status"], "completed");
  EXPECT_EQ(shown()["reports"].back()["event"], "terminal");
}

TEST_F(TestCallProgress, AnUnknownOneIsNotFound) {
  const auto answer = get("/api/v1/test-calls/nothing", clerk);
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.detail(), "Test call not found");
}

TEST_F(TestCallProgress, AsksForCallbacksWhenSwitchedOnAndReachable) {
  start({.webhook_key = Secret("PLANTED key"), .status_callbacks = true});
  switchboard.publish_address({.public_url = "https://voice.example.com"});
  testing::internal::CaptureStderr();
  dial();
  const auto log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(value(dialled(), "StatusCallback"),
            "https://voice.example.com/api/v1/exotel/voice/status?key=PLANTED%20key");
  EXPECT_EQ(log.find(kPlanted), std::string::npos) << log;
}

TEST_F(TestCallProgress, AsksForNoneOtherwise) {
  switchboard.publish_address({.public_url = "https://voice.example.com"});
  dial();
  EXPECT_EQ(value(dialled(), "StatusCallback"), "") << "not switched on";
}

TEST_F(TestCallProgress, AsksForNoneWithoutAPublicBase) {
  start({.status_callbacks = true});
  dial();
  EXPECT_EQ(value(dialled(), "StatusCallback"), "");
}

TEST_F(TestCallProgress, AskingAboutACallWatchesIt) {
  dial();
  exotel.answer(HttpReply{200, {}, R"({"Call":{"Sid":")" + sid + R"(","Status":"busy"}})"});
  Json call;
  // The poller answers on a thread of its own, as soon as it has been woken.
  for (const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
       std::chrono::steady_clock::now() < until;) {
    call = shown();
    if (call["final_status"] == "busy") break;
    std::this_thread::yield();
  }
  EXPECT_EQ(call["final_status"], "busy");
  EXPECT_EQ(call["stage"], "ended");
  EXPECT_EQ(call["reports"][0]["source"], "poll");
  const auto asked = exotel.requests().back();
  EXPECT_EQ(asked.method, "GET");
  EXPECT_NE(asked.url.find("/Calls/" + sid), std::string::npos) << asked.url;
}

}  // namespace
}  // namespace exo::admin::test
