#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "domain/stream_brain.h"
#include "support/fake_greetings.h"

namespace exo::domain {

using std::chrono::milliseconds;
using test::FakeGreetings;

class FakeDesk final : public StreamDesk {
 public:
  FakeGreetings speech;
  Switchboard board;
  std::map<std::string, WebhookHit, std::less<>> hits;

  std::optional<WebhookHit> webhook_hit(std::string_view call_id) override {
    const auto found = hits.find(call_id);
    return found == hits.end() ? std::nullopt : std::optional(found->second);
  }
  std::shared_ptr<const Directory> directory() override { return board.directory(); }
  GreetingSource& greetings() override { return speech; }
  Admission admit(std::string_view bot_id, std::uint32_t bot_most, std::string_view did_id) override {
    asked.push_back({std::string(bot_id), bot_most, std::string(did_id)});
    if (!full.empty()) return {nullptr, full};
    return {std::make_unique<Place>(live), {}};
  }

  struct Asked {
    std::string bot_id;
    std::uint32_t bot_most;
    std::string did_id;
  };
  std::vector<Asked> asked;  ///< admissions
  std::string_view full;     ///< the limit that is reached; empty: none
  int live = 0;              ///< places that are out

 private:
  class Place final : public CallPlace {
   public:
    explicit Place(int& live) : live_(live) { ++live_; }
    ~Place() override { --live_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    int& live_;
  };
};

/// A stream in virtual time: what happens is written down with the moment at which it did.
class StreamBrainTest : public testing::Test {
 protected:
  StreamBrainTest() {
    desk.board.publish_bots(
        {Bot{"sales", "Sales", "Welcome to sales", "en", {}}, Bot{"hindi", "Hindi", "नमस्ते", "hi", {}}});
    desk.board.publish_dids({Did{"did-1", "08041234567", "", "sales", ""}, Did{"did-2", "+918049999999", "", "", ""},
                             Did{"did-3", "07948516111", "", "elsewhere", ""}});
  }

  void open(StreamOpening opening = {"record-1", "/voice-stream", "", "", {}}) {
    opened_at = clock;
    brain.emplace(std::move(opening), limits, desk, now());
  }
  Moment now() const { return {SteadyTime(clock), WallTime(clock)}; }
  void pass(milliseconds time) { clock += time; }
  void event(const StreamEvent& what) {
    brain->on_event(what, now(), actions);
    collect();
  }
  void tick(Outlet outlet = Outlet::open) {
    brain->on_tick(now(), now().steady, outlet, actions);
    collect();
  }
  /// Ticks for so long; a media frame with every tick keeps the stream alive.
  void run(milliseconds time) {
    for (const auto until = clock + time; clock < until;) {
      pass(milliseconds(20));
      event(StreamMedia{"", "AAAA", 1, 20});
      tick();
    }
  }
  void start() { event(full_start()); }
  static StreamStart full_start() {
    StreamStart start;
    start.stream_sid = "stream-a";
    start.call_sid = "call-a";
    start.from = "09812345678";
    start.to = "08041234567";
    start.sample_rate = SampleRate::hz8000;
    return start;
  }
  void collect() {
    for (const auto& action : actions) {
      if (const auto* media = std::get_if<SendMedia>(&action)) frames.push_back({clock, *media});
      if (const auto* mark = std::get_if<SendMark>(&action)) marks.emplace_back(mark->name, mark->sequence);
      if (const auto* close = std::get_if<CloseStream>(&action)) closes.push_back(close->code);
      if (std::holds_alternative<SendClear>(action)) clears.push_back(clock);
      if (std::holds_alternative<SaveRecord>(action)) ++saves;
    }
    actions.clear();
  }
  const CallRecord& record() const { return brain->record(); }

  struct Frame {
    milliseconds at;
    SendMedia media;
  };
  FakeDesk desk;
  StreamLimits limits;
  std::optional<StreamBrain> brain;
  milliseconds clock{3'600'000};
  milliseconds opened_at{};
  StreamActions actions;
  std::vector<Frame> frames;
  std::vector<std::pair<std::string, std::uint64_t>> marks;
  std::vector<std::uint16_t> closes;
  std::vector<milliseconds> clears;
  int saves = 0;
};

}  // namespace exo::domain
