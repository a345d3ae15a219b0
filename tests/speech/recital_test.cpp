#include "speech/recital.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace exo::speech {
namespace {

using domain::GreetingAudio;
using domain::SampleRate;

/// Says its bytes in pieces and then fails, when it has a reason to.
class ScriptedVoice final : public Synthesizer {
 public:
  ScriptedVoice(std::string name, std::vector<std::string> pieces, std::string reason = {})
      : name_(std::move(name)), pieces_(std::move(pieces)), reason_(std::move(reason)) {}
  [[nodiscard]] std::string_view name() const noexcept override { return name_; }
  [[nodiscard]] Result<void> speak(const SpeechRequest& /*request*/, const PcmSink& sink) override {
    for (const auto& piece : pieces_) sink(as_bytes(piece));
    if (!reason_.empty()) return fail(Errc::upstream_failed, reason_);
    return {};
  }

 private:
  std::string name_;
  std::vector<std::string> pieces_;
  std::string reason_;
};

std::string heard(const GreetingAudio& audio) {
  std::string all;
  for (std::size_t i = 0; i < audio.frames(); ++i) {
    const auto frame = *base64_decode(audio.payload(i));
    all.append(reinterpret_cast<const char*>(frame.data()), frame.size());
  }
  return all;
}

struct Performed {
  std::string heard;
  domain::GreetingReport report;
  bool complete;
  bool broke_off;
};

Performed perform(std::vector<ScriptedVoice> voices, std::string reason = {}) {
  GreetingAudio audio(SampleRate::hz8000);
  std::vector<Synthesizer*> chain;
  for (auto& voice : voices) chain.push_back(&voice);
  Recital recital(audio, std::move(reason));
  recital.perform({"Hello", "en", SampleRate::hz8000}, chain);
  return {heard(audio), audio.report(), audio.complete(), recital.broke_off()};
}

TEST(Recital, IsSpokenByTheFirstVoiceThatCan) {
  const auto done = perform({{"one", {"ab", "cd"}}, {"two", {"ef"}}});
  EXPECT_EQ(done.heard.substr(0, 6), std::string("abcd\0\0", 6));
  EXPECT_EQ(done.report.voice, "one");
  EXPECT_EQ(done.report.fallback, "");
  EXPECT_TRUE(done.complete);
}

TEST(Recital, ReportsTheFirstReasonOnly) {
  const auto done = perform({{"one", {}, "one: down"}, {"two", {}, "two: down"}, {"three", {"x"}}});
  EXPECT_EQ(done.report.voice, "three");
  EXPECT_EQ(done.report.fallback, "one: down");
  EXPECT_FALSE(done.broke_off) << "a voice that said nothing is not heard";
  EXPECT_EQ(perform({{"one", {"x"}}}, "the text is not UTF-8").report.fallback, "the text is not UTF-8");
}

TEST(Recital, BeginsAgainAfterSilenceWhenAVoiceBreaksOff) {
  const auto done = perform({{"one", {"abcd"}, "one: stalled"}, {"two", {"whole"}}});
  EXPECT_EQ(done.heard.substr(0, 4), "abcd");
  EXPECT_EQ(done.heard.substr(4, 3200), std::string(3200, '\0')) << "200 ms";
  EXPECT_EQ(done.heard.substr(3204, 5), "whole");
  EXPECT_TRUE(done.broke_off);
  EXPECT_EQ(done.report.voice, "two");
  EXPECT_EQ(done.report.fallback, "one: stalled");
}

TEST(Recital, KeepsTheSamplesAlignedWhenAVoiceBreaksOffInTheMiddleOfOne) {
  const auto done = perform({{"one", {"abc"}, "one: stalled"}, {"two", {"xyz"}, "two: stalled"}, {"three", {"whole"}}});
  EXPECT_EQ(done.heard.find("xyz") % 2, 0U);
  EXPECT_EQ(done.heard.find("whole") % 2, 0U);
  EXPECT_EQ(done.report.fallback, "one: stalled");
}

TEST(Recital, AlwaysEnds) {
  const auto done = perform({{"one", {}, "one: down"}});
  EXPECT_TRUE(done.complete);
  EXPECT_EQ(done.heard, "");
  EXPECT_EQ(done.report.voice, "");
  EXPECT_EQ(done.report.fallback, "one: down");
}

}  // namespace
}  // namespace exo::speech
