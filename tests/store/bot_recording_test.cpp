#include <limits>

#include "store/bot_store.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

class BotRecordingTest : public StoreTest {
 protected:
  std::unique_ptr<Database> database = open_database();
  BotStore store{*database};

  void speak(const std::string& bot_id, const std::string& recording) {
    ASSERT_TRUE(store.put({.id = bot_id, .name = bot_id, .greeting_recording = recording}));
  }
};

TEST_F(BotRecordingTest, EveryByteSurvivesAReopenedDatabase) {
  std::string wav = "RIFF";
  for (int i = 0; i < 100'000; ++i) wav += static_cast<char>(i * 7);
  const auto id = store.keep_recording(wav).value();
  database.reset();
  database = open_database();
  EXPECT_EQ(BotStore(*database).recording(id).value(), wav);
}

TEST_F(BotRecordingTest, TheSameBytesAreKeptOnce) {
  const auto first = store.keep_recording("RIFF one").value();
  EXPECT_EQ(store.keep_recording("RIFF one").value(), first);
  EXPECT_NE(store.keep_recording("RIFF two").value(), first);
  EXPECT_EQ(peek("SELECT count(*) FROM recordings"), "2");
  EXPECT_EQ(first.size(), 64U) << "BLAKE2b-256 in hexadecimal";
}

TEST_F(BotRecordingTest, OnesThatNoBotNamesAreDropped) {
  const auto used = store.keep_recording("used").value();
  const auto unused = store.keep_recording("unused").value();
  speak("a", used);
  speak("b", used);
  speak("text-only", "");
  ASSERT_TRUE(store.drop_unused_recordings());
  EXPECT_TRUE(store.recording(used).has_value());
  EXPECT_FALSE(store.recording(unused).has_value());
  ASSERT_TRUE(store.remove("a"));
  ASSERT_TRUE(store.drop_unused_recordings());
  EXPECT_TRUE(store.recording(used).has_value()) << "the other bot still speaks it";
  speak("b", "");
  ASSERT_TRUE(store.drop_unused_recordings());
  EXPECT_FALSE(store.recording(used).has_value());
}

TEST_F(BotRecordingTest, UnknownOnesAreNotFound) {
  for (const auto* id : {"", "nothing", "' OR 1=1 --"}) {
    const auto missing = store.recording(id);
    ASSERT_FALSE(missing.has_value()) << id;
    EXPECT_EQ(missing.error().code, Errc::not_found);
    EXPECT_EQ(missing.error().detail, "Recording not found");
  }
}

TEST_F(BotRecordingTest, EmptyAndOversizedOnesAreRefused) {
  EXPECT_EQ(store.keep_recording("").error().code, Errc::unprocessable);
  EXPECT_EQ(store.keep_recording(std::string(BotStore::kMaxRecordingBytes + 1, 'x')).error().code, Errc::too_large);
  EXPECT_EQ(peek("SELECT count(*) FROM recordings"), "0");
}

}  // namespace
}  // namespace exo::store::test
