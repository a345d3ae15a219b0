#include <thread>

#include "admin_site.h"

namespace exo::admin::test {
namespace {

class BotApi : public AdminSite {
 protected:
  Answer put_bot(const std::string& id, const Json& body) { return put("/api/v1/bots/" + id, owner, body); }
};

TEST_F(BotApi, ANewBotHasDefaults) {
  const auto answer = put_bot("b1", Json::object());
  ASSERT_EQ(answer.status, 201) << answer.text;
  const auto bot = answer.json();
  EXPECT_EQ(bot["id"], "b1");
  EXPECT_EQ(bot["name"], "b1");
  EXPECT_EQ(bot["greeting_text"], "");
  EXPECT_EQ(bot["language"], "en");
  EXPECT_TRUE(bot["updated_at"].get<std::string>().ends_with("Z"));
  EXPECT_EQ(bot["active"], true);
  EXPECT_EQ(bot["kind"], "greet");
  EXPECT_EQ(bot["voice"], "");
  EXPECT_EQ(bot["interruptible"], false);
  EXPECT_EQ(bot["max_duration_seconds"], 0);
  EXPECT_EQ(bot["max_calls"], 0);
  EXPECT_EQ(bot["after"], "stay");
  EXPECT_EQ(bot["menu"], Json::array());
  EXPECT_EQ(bot["menu_wait_seconds"], 6);
  EXPECT_EQ(bot["menu_tries"], 3);
  EXPECT_TRUE(bot["greeting_recording"].is_null());
  EXPECT_EQ(bot["stream_login"], (Json{{"required", false}, {"previous_valid_until", nullptr}}));
  EXPECT_EQ(bot.size(), 17U);
  EXPECT_EQ(get("/api/v1/bots/b1", clerk).json(), bot);
  EXPECT_EQ(get("/api/v1/bots", clerk).json(), (Json{{"bots", {bot}}}));
}

TEST_F(BotApi, ReplacingKeepsWhatIsOmitted) {
  EXPECT_EQ(put_bot("b1", {{"name", "Reception"}, {"greeting_text", "नमस्ते"}, {"language", "hi"}}).status, 201);
  const auto answer = put_bot("b1", {{"greeting_text", "Hello"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.json()["name"], "Reception");
  EXPECT_EQ(answer.json()["greeting_text"], "Hello");
  EXPECT_EQ(answer.json()["language"], "hi");
  const auto reset = put_bot("b1", {{"name", nullptr}, {"greeting_text", nullptr}, {"language", nullptr}}).json();
  EXPECT_EQ(reset["name"], "b1");
  EXPECT_EQ(reset["greeting_text"], "");
  EXPECT_EQ(reset["language"], "en");
}

TEST_F(BotApi, BadIdsAndFieldsAreRefused) {
  for (const std::string id : {"a%20b", "%E0%A4%95", "a%3Fb", "..", "%2e"}) {
    EXPECT_EQ(put_bot(id, Json::object()).status, 422) << id;
  }
  EXPECT_EQ(put_bot(std::string(129, 'x'), Json::object()).status, 422);
  EXPECT_EQ(put_bot(std::string(128, 'x'), Json::object()).status, 201);
  for (const auto& body : {Json{{"language", "fr"}}, Json{{"name", 7}}, Json{{"name", std::string(201, 'n')}},
                           Json{{"greeting_text", std::string(2001, 'g')}}, Json{{"greeting_text", Json::array()}}}) {
    EXPECT_EQ(put_bot("b1", body).status, 422) << body.dump().substr(0, 40);
  }
  EXPECT_EQ(get("/api/v1/bots/b1", clerk).status, 404);
}

TEST_F(BotApi, EveryFieldIsKeptAndShown) {
  const Json fields{{"name", "Reception"},
                    {"greeting_text", "Press 1"},
                    {"language", "hi"},
                    {"active", false},
                    {"kind", "greet"},
                    {"voice", "elevenlabs:abc123"},
                    {"interruptible", true},
                    {"max_duration_seconds", 3600},
                    {"max_calls", 4294967295U},
                    {"after", "menu"},
                    {"menu", {{{"digit", "1"}, {"bot_id", "sales"}}, {{"digit", "#"}, {"say", "धन्यवाद"}}}},
                    {"menu_wait_seconds", 60},
                    {"menu_tries", 10}};
  ASSERT_EQ(put_bot("b1", fields).status, 201);
  const auto unchanged = put_bot("b1", Json::object()).json();
  for (const auto& [name, value] : fields.items()) EXPECT_EQ(unchanged[name], value) << name;
  Json nothing = Json::object();
  for (const auto& [name, value] : fields.items()) nothing[name] = nullptr;
  auto reset = put_bot("b1", nothing).json();
  auto fresh = put_bot("b2", Json::object()).json();
  for (const auto* name : {"id", "name", "updated_at"}) {
    reset.erase(name);
    fresh.erase(name);
  }
  EXPECT_EQ(reset, fresh);
}

TEST_F(BotApi, WrongTypesAreRefusedByName) {
  const Json wrong{{"name", 7},
                   {"greeting_text", Json::array()},
                   {"language", true},
                   {"active", "yes"},
                   {"kind", 1},
                   {"voice", Json::object()},
                   {"interruptible", 1},
                   {"max_duration_seconds", "60"},
                   {"max_calls", -1},
                   {"after", false},
                   {"menu", Json::object()},
                   {"menu_wait_seconds", 2.5},
                   {"menu_tries", 4294967296U}};
  for (const auto& [name, value] : wrong.items()) {
    const auto answer = put_bot("b1", {{name, value}});
    EXPECT_EQ(answer.status, 422) << name;
    EXPECT_NE(answer.detail().find(name), std::string::npos) << answer.detail();
  }
  EXPECT_EQ(get("/api/v1/bots/b1", clerk).status, 404);
}

TEST_F(BotApi, MenusThatLeadNowhereAreRefused) {
  for (const auto& choice :
       {Json(7), Json::object(), Json{{"digit", 1}, {"say", "x"}}, Json{{"digit", "12"}, {"say", "x"}},
        Json{{"digit", ""}, {"say", "x"}}, Json{{"digit", "a"}, {"say", "x"}}, Json{{"digit", "1"}},
        Json{{"digit", "1"}, {"say", "x"}, {"bot_id", "b2"}}, Json{{"digit", "1"}, {"say", 5}},
        Json{{"digit", "1"}, {"bot_id", "no id"}}}) {
    const auto answer = put_bot("b1", {{"after", "menu"}, {"menu", {choice}}});
    EXPECT_EQ(answer.status, 422) << choice.dump();
    EXPECT_NE(answer.detail().find("menu"), std::string::npos) << answer.detail();
  }
  EXPECT_EQ(put_bot("b1", {{"after", "menu"}}).status, 422) << "a menu needs choices";
  const Json nulls{{"digit", "1"}, {"bot_id", nullptr}, {"say", "x"}};
  EXPECT_EQ(put_bot("b1", {{"after", "menu"}, {"menu", {nulls}}}).status, 201);
}

TEST_F(BotApi, HasTheGreetingOfASavedBotMade) {
  put_bot("b1", {{"greeting_text", "One"}});
  put_bot("b1", {{"language", "fr"}});
  put_bot("b1", {{"greeting_text", "Two"}});
  ASSERT_EQ(saved.size(), 2U) << "a refused change is none";
  EXPECT_EQ(saved[0].greeting_text, "One");
  EXPECT_EQ(saved[1].greeting_text, "Two");
}

TEST_F(BotApi, DeletesOnce) {
  put_bot("b1", Json::object());
  EXPECT_EQ(del("/api/v1/bots/b1", owner).json(), (Json{{"status", "ok"}, {"id", "b1"}}));
  const auto again = del("/api/v1/bots/b1", owner);
  EXPECT_EQ(again.status, 404);
  EXPECT_EQ(again.detail(), "Bot not found");
}

TEST_F(BotApi, LiveCallsLearnOfEveryChange) {
  const auto greeting = [&]() -> std::string {
    const auto directory = switchboard.directory();
    const auto* bot = directory->find_bot("b1");
    return bot == nullptr ? "no such bot" : bot->greeting_text;
  };
  put_bot("b1", {{"greeting_text", "One"}});
  EXPECT_EQ(greeting(), "One");
  put_bot("b1", {{"greeting_text", "Two"}});
  EXPECT_EQ(greeting(), "Two");
  (void)del("/api/v1/bots/b1", owner);
  EXPECT_EQ(greeting(), "no such bot");
}

TEST_F(BotApi, TwoPartialChangesAtOnceBothStay) {
  put_bot("b1", Json::object());
  for (int round = 0; round < 10; ++round) {
    const auto text = std::to_string(round);
    {
      const std::jthread names([&] { EXPECT_EQ(put_bot("b1", {{"name", "name " + text}}).status, 200); });
      const std::jthread greetings([&] { EXPECT_EQ(put_bot("b1", {{"greeting_text", "hello " + text}}).status, 200); });
    }
    const auto bot = get("/api/v1/bots/b1", clerk).json();
    EXPECT_EQ(bot["name"], "name " + text);
    EXPECT_EQ(bot["greeting_text"], "hello " + text);
  }
}

}  // namespace
}  // namespace exo::admin::test
