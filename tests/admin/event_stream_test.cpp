#include "admin/event_stream.h"

#include <thread>

#include <gtest/gtest.h>

#include "admin/stream_slots.h"

namespace exo::admin {
namespace {

class EventStreamTest : public testing::Test {
 protected:
  EventStream reader(std::optional<std::string> last_id = {}) {
    return {hub,
            {.last_id = std::move(last_id), .may_read = [this] { return allowed; }, .clock = [this] { return now; }}};
  }
  /// What one step writes.
  std::string step(EventStream& stream, StreamStep expected = StreamStep::more) {
    std::string text;
    EXPECT_EQ(stream.step([&](std::string_view part) {
      text += part;
      return true;
    }),
              expected);
    return text;
  }
  std::string event(std::uint64_t number, const std::string& data) const {
    return "event: call\nid: " + hub.id_of(number) + "\ndata: " + data + "\n\n";
  }

  EventHub hub;
  bool allowed = true;
  SteadyTime now = std::chrono::steady_clock::now();
};

TEST_F(EventStreamTest, BeginsNowAndTellsWhatComes) {
  hub.publish("call", "before");
  auto stream = reader();
  EXPECT_EQ(step(stream), "retry: 3000\nid: " + hub.id_of(1) + "\n\n");
  hub.publish("call", "{}");
  hub.publish("call", "[]");
  EXPECT_EQ(step(stream), event(2, "{}") + event(3, "[]"));
  EXPECT_EQ(step(stream), "");
}

TEST_F(EventStreamTest, GoesOnWhereItBrokeOff) {
  for (const auto* data : {"a", "b", "c"}) hub.publish("call", data);
  auto stream = reader(hub.id_of(1));
  std::ignore = step(stream);
  EXPECT_EQ(step(stream), event(2, "b") + event(3, "c"));
}

TEST_F(EventStreamTest, WhatIsTooOldOrOfAnotherProcessIsReset) {
  for (std::size_t i = 0; i < EventHub::kKept + 1; ++i) hub.publish("call", "x");
  const EventHub other;
  for (const auto& id :
       {hub.id_of(0), other.id_of(1), hub.id_of(EventHub::kKept + 100), std::string("1"), std::string("\r\nevent: x"),
        hub.id_of(1) + "x", hub.id_of(99).substr(0, 9) + "-1", hub.id_of(1).substr(0, 9) + "99999999999999999999999"}) {
    auto stream = reader(id);
    auto text = step(stream) + step(stream);
    EXPECT_NE(text.find("event: reset\nid: " + hub.id_of(hub.newest()) + "\ndata: {}\n\n"), std::string::npos) << id;
    EXPECT_EQ(text.find("event: call"), std::string::npos) << id;
    hub.publish("call", "later");
    EXPECT_EQ(step(stream), event(hub.newest(), "later")) << id;
  }
}

TEST_F(EventStreamTest, AReaderThatFallsBehindIsResetOnce) {
  auto stream = reader();
  std::ignore = step(stream);
  for (std::size_t i = 0; i < EventHub::kKept * 3; ++i) hub.publish("call", "x");
  EXPECT_EQ(step(stream), "event: reset\nid: " + hub.id_of(hub.newest()) + "\ndata: {}\n\n");
  EXPECT_EQ(step(stream), "");
}

TEST_F(EventStreamTest, AReaderThatIsJustInTimeMissesNothing) {
  auto stream = reader();
  std::ignore = step(stream);
  for (std::size_t i = 0; i < EventHub::kKept; ++i) hub.publish("call", "x");
  std::size_t told = 0;
  for (std::size_t i = 0; i < EventHub::kKept / EventHub::kMostAtOnce; ++i) {
    const auto text = step(stream);
    for (auto at = text.find("event: call"); at != std::string::npos; at = text.find("event: call", at + 1)) ++told;
  }
  EXPECT_EQ(told, EventHub::kKept);
}

TEST_F(EventStreamTest, SaysThatItIsStillThere) {
  auto stream = reader();
  std::ignore = step(stream);
  now += EventStream::kHeartbeat;
  EXPECT_EQ(step(stream), ": still here\n\n");
  EXPECT_EQ(step(stream), "") << "once";
}

TEST_F(EventStreamTest, EndsForWhoMayNoLongerRead) {
  auto stream = reader();
  std::ignore = step(stream);
  allowed = false;
  now += EventStream::kRecheck;
  hub.publish("call", "secret");
  EXPECT_EQ(step(stream, StreamStep::done), "event: signed-out\ndata: {}\n\n");
}

TEST_F(EventStreamTest, ACloseEndsItAtOnce) {
  auto stream = reader();
  std::ignore = step(stream);
  std::jthread closer([this] { hub.close(); });
  for (int steps = 0; steps < 100; ++steps) {
    if (stream.step([](std::string_view) { return true; }) == StreamStep::done) return;
  }
  FAIL() << "it never ended";
}

TEST_F(EventStreamTest, AReaderThatTakesNothingIsCutOff) {
  auto stream = reader();
  EXPECT_EQ(stream.step([](std::string_view) { return false; }), StreamStep::broken);
}

TEST(StreamSlots, AreGivenBackWhenTheLastHolderGoes) {
  StreamSlots slots(2);
  auto first = slots.take();
  auto second = slots.take();
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(slots.take());
  EXPECT_EQ(slots.taken(), 2U);
  auto copy = first;
  first.reset();
  EXPECT_FALSE(slots.take());
  copy.reset();
  EXPECT_TRUE(slots.take());
}

TEST(StreamSlots, NobodyTakesThoseOfOthers) {
  StreamSlotsByUser slots(2);
  auto first = slots.take("u1");
  const auto second = slots.take("u1");
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(slots.take("u1"));
  EXPECT_TRUE(slots.take("u2"));
  first.reset();
  EXPECT_TRUE(slots.take("u1"));
}

}  // namespace
}  // namespace exo::admin
