#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "domain/stream_brain.h"
#include "support/fake_greetings.h"

namespace exo::test {

/// A stream brain's life told by bytes: any order of events, ticks, pauses and losses. After every step the brain's
/// invariants are checked; `report` is told which one broke. Random tests and the fuzzer tell the same stories.
class BrainStory final : public domain::StreamDesk {
 public:
  using Report = std::function<void(std::string_view broken)>;

  BrainStory(std::span<const std::uint8_t> bytes, Report report) : bytes_(bytes), report_(std::move(report)) {}

  void play() {
    furnish();
    domain::StreamOpening opening{
        .record_id = "story", .path = "/voice-stream", .bot_id = "", .call_id = "", .sample_rate = {}};
    if (byte() % 4 == 0) opening.bot_id = any_bot();
    if (byte() % 16 == 0) opening.seat = domain::StreamOpening::Seat::reserve;
    brain_.emplace(std::move(opening), limits_, *this, now());
    while (!bytes_.empty()) step();
    // Whatever came before, silence ends it.
    for (int i = 0; i < 3000 && !brain_->ended(); ++i) {
      clock_ += std::chrono::milliseconds(20);
      tell([&](auto& out) { brain_->on_tick(now(), now().steady, domain::Outlet::open, out); });
    }
    check(brain_->ended(), "every call ends");
    check(places_ == 0, "a place is given back at the end");
  }

  // What the brain asks.
  std::optional<domain::WebhookHit> webhook_hit(std::string_view) override {
    if (!webhook_) return std::nullopt;
    return domain::WebhookHit{
        .from = "09812345678", .call_to = "08041234567", .at = WallTime(clock_), .record_id = "webhook-record"};
  }
  std::shared_ptr<const domain::Directory> directory() override { return board_.directory(); }
  domain::GreetingSource& greetings() override { return speech_; }
  domain::Admission admit(std::string_view, std::uint32_t, std::string_view) override {
    if (full_) return {nullptr, "bot"};
    return {std::make_unique<Place>(places_), {}};
  }

 private:
  class Place final : public domain::CallPlace {
   public:
    explicit Place(int& places) : places_(places) { ++places_; }
    ~Place() override { --places_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    int& places_;
  };

  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const auto first = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return first;
  }
  domain::Moment now() const { return {SteadyTime(clock_), WallTime(clock_)}; }
  void check(bool holds, std::string_view what) const {
    if (!holds) report_(what);
  }
  std::string any_bot() {
    static constexpr std::string_view kBots[] = {"greet", "leave", "menu", "echo", "off", "nobody"};
    return std::string(kBots[byte() % 6]);
  }

  void furnish() {
    const bool interruptible = byte() % 2 == 0;
    std::vector<domain::Bot> bots(5);
    for (auto& bot : bots) bot.interruptible = interruptible;
    bots[0].id = "greet";
    bots[1].id = "leave";
    bots[1].after = domain::AfterGreeting::hang_up;
    bots[2].id = "menu";
    bots[2].after = domain::AfterGreeting::menu;
    bots[2].menu = {{'1', "echo", ""}, {'2', "", "Good bye"}, {'3', "nobody", ""}, {'4', "menu", ""}, {'5', "off", ""}};
    bots[2].menu_wait = std::chrono::seconds(2);
    bots[3].id = "echo";
    bots[3].kind = domain::BotKind::echo;
    bots[4].id = "off";
    bots[4].active = false;
    board_.publish_bots(bots);
    board_.publish_dids({domain::Did{"did-1", "08041234567", "", any_bot(), ""}});
    webhook_ = byte() % 2 == 0;
    full_ = byte() % 16 == 0;
    speech_.frames = byte() % 40;
    speech_.none = byte() % 16 == 0;
    speech_.no_last_resort = byte() % 8 == 0;
    if (byte() % 4 == 0) speech_.next = std::make_shared<domain::GreetingAudio>(domain::SampleRate::hz8000);
    limits_.max_duration = std::chrono::milliseconds(50'000);
  }

  void step() {
    clock_ += std::chrono::milliseconds(byte() % 5 == 0 ? byte() * 3 : byte() % 40);
    const auto what = byte() % 64;
    if (what < 40) return hear();
    if (what < 58) return tick();
    if (what < 60) return grow();
    if (what == 60 && byte() % 8 == 0)
      return tell([&](auto& out) { brain_->on_closed(domain::SocketLoss::lost, "gone", now(), out); });
    if (what == 61 && byte() % 8 == 0) return tell([&](auto& out) { brain_->on_shutdown(now(), out); });
    if (what == 62) return tell([&](auto& out) { brain_->on_noise(now(), out); });
  }

  void tick() {
    const auto outlet = byte() % 10 == 0 ? domain::Outlet::full : domain::Outlet::open;
    tell([&](auto& out) { brain_->on_tick(now(), now().steady, outlet, out); });
  }

  void grow() {
    if (!speech_.next || speech_.next->complete()) return;
    speech_.next->append(counting_pcm(domain::SampleRate::hz8000, byte() % 3));
    if (byte() % 4 == 0) speech_.next->finish();
  }

  void hear() {
    domain::StreamEvent event = any_event();
    tell([&](auto& out) { brain_->on_event(event, now(), out); });
    if (std::holds_alternative<domain::StreamStop>(event)) check(brain_->ended(), "stop ends the call");
  }

  domain::StreamEvent any_event() {
    switch (byte() % 16) {
      case 0:
      case 1: {
        domain::StreamStart start;
        if (byte() % 4 != 0) start.stream_sid = "stream-a";
        start.call_sid = "call-a";
        start.from = "09812345678";
        start.to = "08041234567";
        start.sample_rate = domain::SampleRate::hz8000;
        return start;
      }
      case 2:
      case 3:
        return domain::StreamMark{"", any_mark()};
      case 4: {
        static constexpr std::string_view kDigits[] = {"1", "2", "3", "4", "5", "9", "#", "?"};
        return domain::StreamDtmf{"", kDigits[byte() % 8]};
      }
      case 5:
        return domain::StreamMalformed{"bad"};
      case 6:
        return domain::StreamUnknown{"clear"};
      case 7:
        if (byte() % 16 == 0) return domain::StreamStop{"", "callended"};
        return domain::StreamConnected{};
      default:
        return domain::StreamMedia{byte() % 8 == 0 ? "stream-m" : "", any_payload(), 1, 2};
    }
  }

  /// One that was sent, old or new, or one that never was.
  std::string_view any_mark() {
    if (marks_.empty() || byte() % 8 == 0) return "other";
    return marks_[byte() % marks_.size()];
  }

  std::string_view any_payload() {
    if (loud_.empty()) {
      std::vector<std::byte> pcm(3200);
      for (std::size_t i = 0; i < pcm.size(); i += 2) pcm[i + 1] = std::byte((i / 16) % 2 == 0 ? 0x20 : 0xDF);
      loud_ = base64_encode(pcm);
      quiet_ = base64_encode(std::vector<std::byte>(320));
    }
    switch (byte() % 8) {
      case 0:
        return "!!";
      case 1:
        return "";
      case 2:
      case 3:
        return loud_;
      default:
        return quiet_;
    }
  }

  template <class Tell>
  void tell(Tell what) {
    const bool was_over = brain_->ended();
    const auto before = brain_->record();
    actions_.clear();
    what(actions_);
    if (was_over) {
      check(actions_.empty(), "nothing happens after the end");
      check(brain_->record().end_reason == before.end_reason &&
                brain_->record().timeline.size() == before.timeline.size(),
            "a call ends exactly once");
      return;
    }
    for (const auto& action : actions_) std::visit([this](const auto& each) { this->see(each); }, action);
    check(brain_->ended() == (brain_->record().end_reason != domain::EndReason::live), "an end has its reason");
    if (brain_->ended()) check_end();
    closing_ = false;
  }

  void check_end() {
    const auto& steps = brain_->record().timeline;
    check(!steps.empty() && steps.back().kind == domain::StepKind::closed, "the end is the last step");
    check(steps.size() <= domain::kMaxSteps, "a timeline is bounded");
    std::size_t ends = 0;
    std::size_t greetings = 0;
    std::size_t turns = 1;  // each of them allows one more greeting
    for (const auto& each : steps) {
      if (each.kind == domain::StepKind::closed) ++ends;
      if (each.kind == domain::StepKind::audio && each.detail == "greeting") ++greetings;
      if (each.kind == domain::StepKind::routed) turns += 3;
    }
    if (brain_->record().bot_id == "menu" || turns > 1) turns += 2;
    check(ends == 1, "one end in the timeline");
    check(greetings <= turns, "never two greetings");
    check(clears_ == brain_->record().interruptions, "every clear is an interruption and the other way round");
  }

  void check_speakable() {
    check(!closing_, "nothing is sent after the close frame");
    check(!brain_->record().stream_sid.empty(), "nothing is sent before the stream id is known");
  }

  void see(const domain::SendMedia& media) {
    check_speakable();
    check(media.sequence == ++sequence_, "sequence numbers count every message");
    check(media.chunk == ++chunk_, "chunks count every frame");
    check(media.audio->frame_bytes() % domain::kFrameQuantum == 0, "frames are multiples of 320 bytes");
    check(media.index < media.audio->frames(), "only frames that exist are sent");
    const bool goes_on = media.audio.get() == audio_ && media.index == index_ + 1;
    check(goes_on || media.index == 0, "each frame once and in order");
    audio_ = media.audio.get();
    index_ = media.index;
    held_.push_back(media.audio);  // so that no other audio gets its address
    const auto length =
        std::chrono::milliseconds(media.audio->frame_bytes() * 1000 / domain::bytes_per_second(media.audio->rate()));
    check(media.timestamp_ms == static_cast<std::uint64_t>(sent_.count()), "timestamps add up");
    sent_ += length;
    played_until_ = std::max(played_until_, clock_) + length;
    check(played_until_ - clock_ <= std::chrono::milliseconds(2000), "no more than 2 s ahead of real time");
  }
  void see(const domain::SendMark& mark) {
    check_speakable();
    check(mark.sequence == ++sequence_, "sequence numbers count every message");
    check(mark.name.size() <= 64 && !mark.name.empty(), "a mark has a short name");
    for (const auto& known : marks_) check(known != mark.name, "no mark is sent twice");
    marks_.push_back(mark.name);
  }
  void see(const domain::SendClear& clear) {
    check_speakable();
    check(clear.sequence == ++sequence_, "sequence numbers count every message");
    played_until_ = clock_;
    ++clears_;
  }
  void see(const domain::CloseStream&) {
    check(!std::exchange(closing_, true), "one close frame");
    check(++closes_ == 1, "one close frame a call");
  }
  void see(const domain::SaveRecord&) {}

  std::span<const std::uint8_t> bytes_;
  Report report_;
  FakeGreetings speech_;
  domain::Switchboard board_;
  domain::StreamLimits limits_;
  std::optional<domain::StreamBrain> brain_;
  domain::StreamActions actions_;
  std::chrono::milliseconds clock_{3'600'000};
  bool webhook_ = false;
  bool full_ = false;
  int places_ = 0;
  std::deque<std::string> marks_;
  std::string loud_;
  std::string quiet_;
  std::vector<std::shared_ptr<const domain::GreetingAudio>> held_;
  const domain::GreetingAudio* audio_ = nullptr;
  std::size_t index_ = 0;
  std::uint64_t sequence_ = 0;
  std::uint64_t chunk_ = 0;
  std::uint32_t clears_ = 0;
  std::uint32_t closes_ = 0;
  std::chrono::milliseconds sent_{};
  std::chrono::milliseconds played_until_{};
  bool closing_ = false;
};

}  // namespace exo::test
