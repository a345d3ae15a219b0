#include "calls/outbox.h"

#include <string>

#include <gtest/gtest.h>

#include "support/fake_greetings.h"

namespace exo::calls {
namespace {

class OutboxTest : public testing::Test {
 protected:
  OutboxTest() { outbox.address_to("stream-a"); }
  void push_frame(std::uint64_t number) { outbox.push(domain::SendMedia{audio, 0, number, number, 0}); }
  std::string next() {
    const auto pieces = outbox.take();
    if (!pieces) return "";
    std::string text;
    for (const auto piece : *pieces) text += piece;
    return text;
  }

  Outbox outbox;
  std::shared_ptr<const domain::GreetingAudio> audio = test::finished_audio(domain::SampleRate::hz8000, 1);
};

TEST_F(OutboxTest, KeepsTheOrder) {
  push_frame(1);
  push_frame(2);
  outbox.push(domain::SendMark{"greeting_done", 3});
  EXPECT_NE(next().find(R"("sequence_number":"1")"), std::string::npos);
  EXPECT_EQ(next(), "") << "one message is on the wire at a time";
  outbox.sent();
  EXPECT_NE(next().find(R"("sequence_number":"2")"), std::string::npos);
  outbox.sent();
  EXPECT_NE(next().find("greeting_done"), std::string::npos);
  outbox.sent();
  EXPECT_EQ(next(), "");
}

TEST_F(OutboxTest, ThePayloadIsNotCopied) {
  push_frame(1);
  const auto pieces = outbox.take();
  ASSERT_TRUE(pieces);
  EXPECT_EQ((*pieces)[1].data(), audio->payload(0).data());
}

TEST_F(OutboxTest, WhatIsOnTheWireStaysValidWhileMoreIsPushed) {
  push_frame(1);
  const auto on_wire = outbox.take();
  ASSERT_TRUE(on_wire);
  const std::string before((*on_wire)[0]);
  for (std::uint64_t i = 2; i < 300; ++i) push_frame(i);
  EXPECT_EQ((*on_wire)[0], before);
  outbox.sent();
  for (std::uint64_t i = 2; i < 300; ++i) {
    EXPECT_NE(next().find("\"sequence_number\":\"" + std::to_string(i) + "\""), std::string::npos);
    outbox.sent();
  }
}

TEST_F(OutboxTest, TheAudioIsKeptUntilItIsSent) {
  std::weak_ptr<const domain::GreetingAudio> watched = audio;
  push_frame(1);
  audio.reset();
  EXPECT_FALSE(watched.expired());
  std::ignore = next();
  EXPECT_FALSE(watched.expired());
  outbox.sent();
  EXPECT_TRUE(watched.expired());
}

TEST_F(OutboxTest, ClosingForgetsAllButTheMessageOnTheWire) {
  for (std::uint64_t i = 1; i < 6; ++i) push_frame(i);
  EXPECT_NE(next(), "");
  outbox.close(1000);
  outbox.close(1008);
  push_frame(9);
  outbox.push(domain::SendMark{"late", 10});
  outbox.sent();
  EXPECT_EQ(next(), "");
  EXPECT_EQ(outbox.close_code(), 1000);
}

TEST_F(OutboxTest, IsFullAtTwoSecondsOfAudio) {
  for (std::uint64_t i = 1; i <= 9; ++i) push_frame(i);  // of 200 ms
  EXPECT_EQ(outbox.outlet(), domain::Outlet::open);
  push_frame(10);
  EXPECT_EQ(outbox.outlet(), domain::Outlet::full);
  std::ignore = next();
  EXPECT_EQ(outbox.outlet(), domain::Outlet::full) << "what is on the wire has not left";
  outbox.sent();
  EXPECT_EQ(outbox.outlet(), domain::Outlet::open);
}

TEST_F(OutboxTest, ItsBoundIsAnOption) {
  Outbox small(std::chrono::milliseconds(200));
  small.address_to("stream-a");
  EXPECT_EQ(small.outlet(), domain::Outlet::open);
  small.push(domain::SendMedia{audio, 0, 1, 1, 0});
  EXPECT_EQ(small.outlet(), domain::Outlet::full);
}

TEST_F(OutboxTest, MessagesWithoutAudioAreBoundedToo) {
  for (std::size_t i = 0; i < Outbox::kMostMessages; ++i) outbox.push(domain::SendMark{"m", i});
  EXPECT_EQ(outbox.outlet(), domain::Outlet::full);
}

TEST_F(OutboxTest, ClearDropsAllButTheMessageOnTheWire) {
  for (std::uint64_t i = 1; i <= 10; ++i) push_frame(i);
  outbox.push(domain::SendMark{"greeting_done", 11});
  EXPECT_NE(next().find(R"("sequence_number":"1")"), std::string::npos);
  outbox.push(domain::SendClear{12});
  EXPECT_EQ(outbox.outlet(), domain::Outlet::open) << "the dropped audio no longer counts";
  push_frame(13);
  outbox.sent();
  const auto clear = next();
  EXPECT_NE(clear.find(R"("event":"clear")"), std::string::npos) << clear;
  EXPECT_EQ(clear.find("payload"), std::string::npos) << "nothing of the dropped message remains";
  outbox.sent();
  EXPECT_NE(next().find(R"("sequence_number":"13")"), std::string::npos);
  outbox.sent();
  EXPECT_EQ(next(), "");
}

TEST_F(OutboxTest, ClearLetsGoOfTheAudio) {
  std::weak_ptr<const domain::GreetingAudio> watched = audio;
  push_frame(1);
  push_frame(2);
  audio.reset();
  outbox.push(domain::SendClear{3});
  EXPECT_TRUE(watched.expired());
}

TEST(Outbox, WithoutAnAddressNothingIsQueued) {
  Outbox outbox;
  outbox.push(domain::SendMark{"m", 1});
  EXPECT_FALSE(outbox.take());
}

}  // namespace
}  // namespace exo::calls
