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

TEST_F(OutboxTest, IsFullAtItsBound) {
  for (std::size_t i = 0; i + 1 < Outbox::kFullAt; ++i) push_frame(i);
  EXPECT_EQ(outbox.outlet(), domain::Outlet::open);
  push_frame(99);
  EXPECT_EQ(outbox.outlet(), domain::Outlet::full);
}

TEST(Outbox, WithoutAnAddressNothingIsQueued) {
  Outbox outbox;
  outbox.push(domain::SendMark{"m", 1});
  EXPECT_FALSE(outbox.take());
}

}  // namespace
}  // namespace exo::calls
