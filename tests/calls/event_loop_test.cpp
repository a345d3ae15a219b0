#include "calls/media_client.h"
// The client's header sets what asio's headers must know.
#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "calls/event_loop.h"
#include "calls/site_fixture.h"

namespace exo::calls {
namespace {

/// Remembers when it was ticked; leaves at its `last` tick.
class Member final : public LoopMember {
 public:
  explicit Member(EventLoop& loop, std::size_t last = 0) : loop_(loop), last_(last) { loop_.add(*this); }
  ~Member() {
    if (!gone_) loop_.remove(*this);
  }
  void tick(domain::Moment now, SteadyTime beat) override {
    EXPECT_FALSE(gone_);
    EXPECT_LE(beat, now.steady);
    ticks.push_back(now.steady);
    beats.push_back(beat);
    if (ticks.size() != last_) return;
    gone_ = true;
    loop_.remove(*this);
  }
  void end(domain::Moment) override { ++ends; }

  std::vector<SteadyTime> ticks;
  std::vector<SteadyTime> beats;  ///< when each was due
  int ends = 0;

 private:
  EventLoop& loop_;
  const std::size_t last_;
  bool gone_ = false;
};

class EventLoopTest : public SiteFixture {
 protected:
  /// Runs the loop until `member` has been ticked so often.
  void run_until(const Member& member, std::size_t times) {
    while (member.ticks.size() < times) loop().io().run_one();
  }
  EventLoop& loop() {
    if (!loop_) loop_ = std::make_unique<EventLoop>(site());
    return *loop_;
  }

 private:
  std::unique_ptr<EventLoop> loop_;
};

TEST_F(EventLoopTest, AMemberIsTickedNoMoreOftenThanEvery20Ms) {
  const Member member(loop());
  const auto begin = std::chrono::steady_clock::now();
  run_until(member, 6);
  EXPECT_GE(member.ticks.back() - begin, 5 * EventLoop::kTick);
}

TEST_F(EventLoopTest, ALateTickHasTheBeatThatItMissed) {
  const Member member(loop());
  run_until(member, 2);
  std::this_thread::sleep_until(member.beats.back() + EventLoop::kTick + std::chrono::milliseconds(12));
  run_until(member, 4);
  EXPECT_GE(member.ticks[2] - member.beats[2], std::chrono::milliseconds(12));
  for (std::size_t i = 1; i < 4; ++i) {
    // Beyond 40 ms, on a machine that pauses, it goes on from there.
    const bool paused = member.ticks[i] == member.beats[i];
    EXPECT_TRUE(paused || member.beats[i] - member.beats[i - 1] == EventLoop::kTick) << i;
  }
}

TEST_F(EventLoopTest, AllMembersAreTickedAlikeButNotAtOnce) {
  std::array<std::unique_ptr<Member>, 2 * EventLoop::kSlots> members;
  for (auto& each : members) each = std::make_unique<Member>(loop());
  run_until(*members.back(), 5);
  std::vector<SteadyTime> third;
  for (const auto& each : members) {
    EXPECT_GE(each->ticks.size(), 4U);
    EXPECT_LE(each->ticks.size(), 6U);
    third.push_back(each->ticks.at(2));
  }
  std::ranges::sort(third);
  third.erase(std::ranges::unique(third).begin(), third.end());
  EXPECT_EQ(third.size(), EventLoop::kSlots) << "two members a slot";
}

TEST_F(EventLoopTest, WhoLeavesWhileTickedDisturbsNobody) {
  std::vector<std::unique_ptr<Member>> members;
  for (std::size_t i = 0; i < 5 * EventLoop::kSlots; ++i) {
    members.push_back(std::make_unique<Member>(loop(), i % 2 == 0 ? 2 : 0));
  }
  run_until(*members[1], 5);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i % 2 == 0) {
      EXPECT_EQ(members[i]->ticks.size(), 2U);
    } else {
      EXPECT_GE(members[i]->ticks.size(), 4U);
    }
  }
}

TEST_F(EventLoopTest, ItRestsWithoutMembersAndGoesOnWithTheNext) {
  {
    const Member first(loop());
    run_until(first, 2);
  }
  loop().io().run_one();  // the last tick finds nobody
  EXPECT_EQ(loop().io().poll(), 0U);
  const Member second(loop());
  run_until(second, 2);
}

TEST_F(EventLoopTest, TheEndReachesAllAndWhoComesLate) {
  Member early(loop());
  loop().end_all();
  Member late(loop());
  EXPECT_EQ(early.ends, 1);
  EXPECT_EQ(late.ends, 1);
}

TEST_F(EventLoopTest, CrowdedAndQuietAreFarApart) {
  options.crowd = 8;
  const auto calls = [this](int by) {
    for (; by > 0; --by) loop().call_began();
    for (; by < 0; ++by) loop().call_ended();
  };
  calls(8);
  EXPECT_TRUE(loop().is_crowded());
  calls(-2);
  EXPECT_FALSE(loop().is_crowded());
  EXPECT_FALSE(loop().is_quiet());
  calls(-1);
  EXPECT_TRUE(loop().is_quiet());
  calls(-5);
}

TEST_F(EventLoopTest, ConnectionsThatAreNoCallsMakeNoCrowd) {
  options.crowd = 4;
  std::vector<std::unique_ptr<Member>> strangers;
  for (int i = 0; i < 40; ++i) strangers.push_back(std::make_unique<Member>(loop()));
  EXPECT_FALSE(loop().is_crowded());
  EXPECT_TRUE(loop().is_quiet());
}

}  // namespace
}  // namespace exo::calls
