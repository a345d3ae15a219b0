#include "speech/audio_files.h"

#include <fstream>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/random.h"
#include "fake_vendor.h"

namespace exo::speech {
namespace {

namespace fs = std::filesystem;

class AudioFilesTest : public testing::Test {
 protected:
  ~AudioFilesTest() override { fs::remove_all(folder_); }

  [[nodiscard]] std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    if (!fs::exists(folder_)) return found;
    for (const auto& entry : fs::directory_iterator(folder_)) found.push_back(entry.path());
    return found;
  }
  /// Saves and waits until it is on disk.
  void save(const AudioKey& key, const Pcm& pcm, std::size_t max_bytes = 1 << 20) const {
    AudioFiles(folder_, max_bytes).save(key, pcm);
  }

  const fs::path folder_ = fs::temp_directory_path() / ("audio-" + random_hex(8)) / "cache";
  const AudioKey key_{"aaaa", "1111"};
  const Pcm pcm_{8000, sine(440, 8000, 8000)};
};

TEST_F(AudioFilesTest, KeepsAudioAcrossInstances) {
  EXPECT_FALSE(AudioFiles(folder_, 1 << 20).load(key_));
  save(key_, pcm_);
  AudioFiles reopened(folder_, 1 << 20);
  const auto loaded = reopened.load(key_);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->rate, 8000U);
  EXPECT_EQ(loaded->samples, pcm_.samples);
  EXPECT_FALSE(reopened.load({"aaaa", "2222"}));
}

TEST_F(AudioFilesTest, AreOrdinaryWavFilesForTheOwnerOnly) {
  save(key_, pcm_);
  const auto path = folder_ / "aaaa-1111.wav";
  const auto bytes = read_file(path);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(parse_wav(*bytes)->samples, pcm_.samples);
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(AudioFilesTest, FindTheNewestOfTheSameWords) {
  save({"aaaa", "1111"}, {8000, {1, 2, 3}});
  save({"bbbb", "1111"}, {8000, {4, 5, 6}});
  save({"aaaa", "2222"}, {16000, {7, 8, 9}});
  fs::last_write_time(folder_ / "aaaa-1111.wav", fs::file_time_type::clock::now() - std::chrono::hours(1));
  AudioFiles reopened(folder_, 1 << 20);
  EXPECT_EQ(reopened.load_any("aaaa")->samples, (std::vector<std::int16_t>{7, 8, 9}));
  EXPECT_EQ(reopened.load_any("bbbb")->samples, (std::vector<std::int16_t>{4, 5, 6}));
  EXPECT_FALSE(reopened.load_any("cccc"));
}

TEST_F(AudioFilesTest, IgnoreAndRemoveDamagedFiles) {
  save(key_, pcm_);
  const auto path = folder_ / "aaaa-1111.wav";
  const auto good = *read_file(path);
  auto flipped = good;
  flipped[good.size() / 2] = static_cast<char>(flipped[good.size() / 2] ^ 1);
  for (const auto& bad : {std::string(), std::string("RIFF"), flipped, good.substr(0, good.size() - 1),
                          good.substr(0, 100), good + "x", std::string(500, '\0'), make_wav(pcm_)}) {
    ASSERT_TRUE(write_file(path, bad, FileAccess::owner_only));
    AudioFiles reopened(folder_, 1 << 20);
    EXPECT_FALSE(reopened.load(key_)) << bad.size();
    EXPECT_FALSE(fs::exists(path)) << bad.size();
    ASSERT_TRUE(write_file(path, bad, FileAccess::owner_only));
    EXPECT_FALSE(reopened.load_any("aaaa")) << bad.size();
    EXPECT_FALSE(fs::exists(path)) << bad.size();
  }
  ASSERT_TRUE(write_file(path, good, FileAccess::owner_only));
  EXPECT_TRUE(AudioFiles(folder_, 1 << 20).load(key_));
}

TEST_F(AudioFilesTest, RemoveTheOldestWhenThereIsTooMuch) {
  const std::size_t room_for_two = 2 * 16'200;
  save({"aaaa", "1"}, pcm_, room_for_two);
  save({"bbbb", "1"}, pcm_, room_for_two);
  const auto now = fs::file_time_type::clock::now();
  fs::last_write_time(folder_ / "aaaa-1.wav", now - std::chrono::hours(1));
  fs::last_write_time(folder_ / "bbbb-1.wav", now - std::chrono::hours(2));
  save({"cccc", "1"}, pcm_, room_for_two);
  EXPECT_EQ(files().size(), 2U);
  EXPECT_FALSE(fs::exists(folder_ / "bbbb-1.wav"));
}

TEST_F(AudioFilesTest, WhatIsUsedIsNotTheOldest) {
  save({"aaaa", "1"}, pcm_);
  const auto path = folder_ / "aaaa-1.wav";
  const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(50);
  fs::last_write_time(path, long_ago);
  ASSERT_TRUE(AudioFiles(folder_, 1 << 20).load({"aaaa", "1"}));
  EXPECT_GT(fs::last_write_time(path), long_ago + std::chrono::hours(49));
}

TEST_F(AudioFilesTest, DoNotKeepWhatAloneIsTooMuch) {
  save(key_, pcm_, 1000);
  save(key_, pcm_, 0);
  EXPECT_TRUE(files().empty());
}

TEST_F(AudioFilesTest, RemoveWhatACrashLeftBehindAndLeaveOtherFilesAlone) {
  fs::create_directories(folder_);
  for (const auto* name : {"old.wav.1.tmp", "new.wav.2.tmp", "README"}) std::ofstream(folder_ / name) << "x";
  fs::last_write_time(folder_ / "old.wav.1.tmp", fs::file_time_type::clock::now() - std::chrono::hours(2));
  save(key_, pcm_);
  EXPECT_FALSE(fs::exists(folder_ / "old.wav.1.tmp"));
  EXPECT_TRUE(fs::exists(folder_ / "new.wav.2.tmp"));
  EXPECT_TRUE(fs::exists(folder_ / "README"));
}

TEST_F(AudioFilesTest, KeepNothingWithoutAFolderOrWithOneThatCannotBeMade) {
  AudioFiles nowhere({}, 1 << 20);
  nowhere.save(key_, pcm_);
  EXPECT_FALSE(nowhere.load(key_));
  EXPECT_FALSE(nowhere.load_any("aaaa"));
  {
    AudioFiles impossible("/proc/exogate/cache", 1 << 20);
    impossible.save(key_, pcm_);
  }
  EXPECT_FALSE(AudioFiles("/proc/exogate/cache", 1 << 20).load_any("aaaa"));
}

}  // namespace
}  // namespace exo::speech
