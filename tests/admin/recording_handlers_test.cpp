#include "admin_site.h"

namespace exo::admin::test {
namespace {

const std::string kPath = "/api/v1/bots/b1/recording";
const std::string kWav("RIFF\0\xff\r\n a greeting", 18);

class RecordingApi : public AdminSite {
 protected:
  RecordingApi() { EXPECT_EQ(put("/api/v1/bots/b1", owner, {{"greeting_text", "Hello"}}).status, 201); }
  Answer upload(const std::string& wav, const std::string& path = kPath) {
    return ask({.method = "PUT", .path = path, .token = owner, .body = wav, .content_type = "audio/wav"});
  }
  std::string published() { return switchboard.directory()->find_bot("b1")->greeting_recording; }
};

TEST_F(RecordingApi, IsKeptShownAndPublished) {
  saved.clear();
  const auto answer = upload(kWav);
  ASSERT_EQ(answer.status, 200) << answer.text;
  const auto bot = answer.json();
  EXPECT_EQ(bot["seconds"], 1.5);
  EXPECT_EQ(bot["rate"], 44'100);
  EXPECT_EQ(bot["channels"], 2);
  const auto id = bot["greeting_recording"]["id"].get<std::string>();
  EXPECT_EQ(bot["greeting_recording"]["url"], kPath);
  EXPECT_EQ(published(), id);
  EXPECT_EQ(get("/api/v1/bots/b1", clerk).json()["greeting_recording"]["id"], id);
  EXPECT_EQ(get("/api/v1/bots/b1", clerk).json()["greeting_text"], "Hello");
  ASSERT_EQ(saved.size(), 1U);
  EXPECT_EQ(saved[0].greeting_recording, id);
}

TEST_F(RecordingApi, CanBeHeardAgain) {
  ASSERT_EQ(upload(kWav).status, 200);
  const auto answer = get(kPath, clerk);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.text, kWav);
  EXPECT_EQ(answer.header("content-type"), "audio/wav");
  EXPECT_EQ(answer.header("cache-control"), "no-store");
}

TEST_F(RecordingApi, ChangingOtherFieldsKeepsIt) {
  const auto id = upload(kWav).json()["greeting_recording"]["id"].get<std::string>();
  const auto bot = put("/api/v1/bots/b1", owner, {{"name", "Other"}, {"greeting_recording", nullptr}}).json();
  EXPECT_EQ(bot["greeting_recording"]["id"], id);
}

TEST_F(RecordingApi, WhatNoBotNamesIsDropped) {
  const auto first = upload(kWav).json()["greeting_recording"]["id"].get<std::string>();
  ASSERT_EQ(upload(kWav + "2").status, 200);
  EXPECT_FALSE(stored.bots->recording(first));
  const auto second = published();
  EXPECT_TRUE(stored.bots->recording(second));
  ASSERT_EQ(del("/api/v1/bots/b1", owner).status, 200);
  EXPECT_FALSE(stored.bots->recording(second));
}

TEST_F(RecordingApi, AnotherBotsRecordingStays) {
  ASSERT_EQ(put("/api/v1/bots/b2", owner, Json::object()).status, 201);
  ASSERT_EQ(upload(kWav).status, 200);
  ASSERT_EQ(upload(kWav, "/api/v1/bots/b2/recording").status, 200);
  ASSERT_EQ(del(kPath, owner).status, 200);
  EXPECT_EQ(get("/api/v1/bots/b2/recording", clerk).text, kWav);
}

TEST_F(RecordingApi, DeletingItGoesBackToTheText) {
  const auto id = upload(kWav).json()["greeting_recording"]["id"].get<std::string>();
  saved.clear();
  const auto answer = del(kPath, owner);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.json()["greeting_recording"].is_null());
  EXPECT_EQ(published(), "");
  EXPECT_EQ(saved.size(), 1U);
  EXPECT_FALSE(stored.bots->recording(id));
  EXPECT_EQ(get(kPath, clerk).status, 404);
  EXPECT_EQ(del(kPath, owner).status, 200) << "already so";
}

TEST_F(RecordingApi, WhatCannotBePlayedIsRefused) {
  for (const auto& wav : {std::string(), std::string("ID3 an mp3"), std::string(70'000, '\0')}) {
    const auto answer = upload(wav);
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.detail(), "this is no WAV file");
  }
  EXPECT_EQ(published(), "");
}

TEST_F(RecordingApi, AnUnknownBotHasNone) {
  const std::string path = "/api/v1/bots/nobody/recording";
  for (const auto& answer : {upload(kWav, path), get(path, clerk), del(path, owner)}) {
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.detail(), "Bot not found");
  }
}

TEST_F(RecordingApi, LargeOnesFit) {
  std::string wav(10 * 1024 * 1024, '\x01');
  wav.replace(0, 4, "RIFF");
  EXPECT_EQ(upload(wav).status, 200);
  EXPECT_EQ(get(kPath, clerk).text.size(), wav.size());
  EXPECT_EQ(upload(wav + "x").status, 413);
}

}  // namespace
}  // namespace exo::admin::test
