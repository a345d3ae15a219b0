// Answers that are written bit by bit, as their handlers make them: no connection is between.
#include <algorithm>

#include "admin/handlers.h"
#include "admin/services.h"
#include "admin_site.h"
#include "base/random.h"

namespace exo::admin::test {
namespace {

class StreamReplies : public testing::Test {
 protected:
  Result<Reply> ask(Handler handler, const store::User& user, const FormFields& query = {}) {
    const PathParams path;
    const Json body = Json::object();
    return handler(services, {.path = path,
                              .query = query,
                              .body = body,
                              .bytes = {},
                              .user = &user,
                              .token = "t",
                              .token_kind = store::TokenKind::bearer,
                              .peer_address = "127.0.0.1",
                              .cookie = CookieKind::plain});
  }

  Stored& stored = Stored::instance();
  domain::Switchboard switchboard;
  Services services{{}, stored.parts(switchboard)};
  const store::User owner = stored.user(kOwnerEmail);
  const store::User clerk = stored.user(kClerkEmail);
};

TEST_F(StreamReplies, AnExportComesInSmallPartsOneAtATime) {
  constexpr std::size_t kMost = 8 * 1024;
  constexpr int kCalls = 700;
  domain::CallRecord call;
  call.did_id = "did-" + random_uuid();
  for (int i = 0; i < kCalls; ++i) {
    call.id = random_uuid();
    call.opened_at = wall_now() - std::chrono::hours(2) + std::chrono::milliseconds(i);
    stored.calls->save(call);
  }
  ASSERT_TRUE(stored.calls->flush());
  const auto reply = ask(export_calls, clerk, {{"did_id", call.did_id}});
  ASSERT_TRUE(reply) << reply.error().detail;
  std::string text;
  auto step = StreamStep::more;
  for (int steps = 0; step == StreamStep::more && steps < 1000; ++steps) {
    std::size_t parts = 0;
    step = reply->stream([&](std::string_view part) {
      ++parts;
      EXPECT_LE(part.size(), kMost);
      text += part;
      return true;
    });
    EXPECT_LE(parts, 1U) << "between parts somebody may want to stop";
  }
  EXPECT_EQ(step, StreamStep::done);
  EXPECT_EQ(std::ranges::count(text, '\n'), kCalls + 1);
  EXPECT_GT(text.size(), 2 * kMost);
}

TEST_F(StreamReplies, NobodyTakesAllEventStreams) {
  std::vector<Reply> open;
  for (int i = 0; i < 6; ++i) {
    auto reply = ask(get_events, clerk);
    ASSERT_TRUE(reply) << i << ": " << reply.error().detail;
    open.push_back(*std::move(reply));
  }
  const auto seventh = ask(get_events, clerk);
  ASSERT_FALSE(seventh);
  EXPECT_EQ(seventh.error().code, Errc::unavailable);
  EXPECT_GT(seventh.error().retry_after.count(), 0);
  EXPECT_NE(seventh.error().detail.find("6 event streams"), std::string::npos) << seventh.error().detail;
  EXPECT_TRUE(ask(get_events, owner)) << "others are served";
  EXPECT_EQ(services.event_readers.taken(), 6U) << "who is refused holds nothing";
  open.pop_back();
  EXPECT_TRUE(ask(get_events, clerk));
}

}  // namespace
}  // namespace exo::admin::test
