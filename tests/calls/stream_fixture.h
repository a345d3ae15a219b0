#pragma once

#include <optional>
#include <string>

#include "calls/call_fixture.h"
#include "calls/media_client.h"
#include "support/test_authority.h"

namespace exo::test {

using Client = MediaClient<PlainStream>;

inline constexpr auto kMedia = R"({"event":"media","media":{"payload":"AAAA"}})";

/// Calls against the real call plane.
class StreamFixture : public CallPlaneFixture {
 protected:
  StreamFixture() {
    greetings.frames = 4;
    options.max_unfinished_per_address = 4'096;  // all of a test's callers have one address
  }

  template <class Stream>
  void play_full_call() {
    MediaClient<Stream> caller;
    ASSERT_EQ(caller.open(plane->port(), "/voice-stream?call_id=from-url"), 101U);
    EXPECT_EQ(plane->active_streams(), 1U);
    caller.send_start("sid-1");
    EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
    EXPECT_EQ(caller.heard, counting_pcm(domain::SampleRate::hz8000, 4)) << "sample for sample";
    for (std::size_t i = 0; i < 4; ++i) {
      const auto& message = caller.messages.at(i);
      EXPECT_EQ(message["event"], "media");
      EXPECT_EQ(message["stream_sid"], "stream-sid-1");
      EXPECT_EQ(message["sequence_number"], std::to_string(i + 1));
      EXPECT_EQ(message["media"]["chunk"], std::to_string(i + 1));
      EXPECT_EQ(message["media"]["timestamp"], std::to_string(i * 200));
    }
    caller.send(R"({"event":"mark","mark":{"name":"greeting_done"}})");
    caller.send(R"({"event":"dtmf","dtmf":{"digit":"5"}})");
    caller.send(kMedia);
    caller.send_stop();
    caller.read_to_the_end();
    EXPECT_EQ(caller.close_code(), 1000U);
    const auto record = log.wait_for_end();
    EXPECT_EQ(record.end_reason, domain::EndReason::caller_hangup);
    EXPECT_EQ(record.greeting, domain::GreetingOutcome::heard);
    EXPECT_EQ(record.call_id, "from-url");
    EXPECT_EQ(record.call_sid, "sid-1");
    EXPECT_EQ(record.bot_id, "sales");
    EXPECT_EQ(record.did_id, "did-1");
    EXPECT_EQ(record.path, "/voice-stream");
    EXPECT_EQ(record.media_out, 4U);
    EXPECT_EQ(record.media_in, 1U);
    EXPECT_EQ(record.dtmf, "5");
    EXPECT_EQ(record.voice, "builtin");
    EXPECT_LE(record.first_audio_ms.value_or(9999), 5000);
    EXPECT_EQ(log.all().size(), 1U);
    EXPECT_LE(log.saves(record.id), 5) << "start with the first audio, sent, heard, end: never per frame";
  }
  /// A certificate for 127.0.0.1.
  void use_tls() {
    authority.emplace();
    const auto files = authority->issue("IP:127.0.0.1");
    options.tls = {files.certificate_file, files.key_file};
  }
  void open(Client& caller) { ASSERT_EQ(caller.open(plane->port(), "/voice-stream"), 101U); }

  std::optional<TestAuthority> authority;
};

}  // namespace exo::test
