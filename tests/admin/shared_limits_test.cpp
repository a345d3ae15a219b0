// Limits that requests share, seen from other addresses than loopback: no connection is between.
#include "admin/handlers.h"
#include "admin/services.h"
#include "admin_site.h"

namespace exo::admin::test {
namespace {

class SharedLimits : public testing::Test {
 protected:
  Result<Reply> ask(Handler handler, const Json& body = Json::object(), std::string_view from = "10.0.0.1") {
    const PathParams path;
    const FormFields query;
    return handler(services, {.path = path,
                              .query = query,
                              .body = body,
                              .bytes = {},
                              .user = &visitor.user,
                              .token = "t",
                              .token_kind = visitor.kind,
                              .peer_address = from,
                              .cookie = CookieKind::plain,
                              .sign_in = &visitor});
  }
  Errc error_of(Handler handler, const Json& body) { return ask(handler, body).error().code; }

  Stored& stored = Stored::instance();
  domain::Switchboard switchboard;
  Services services{{}, stored.parts(switchboard)};
  const store::SignedIn visitor{.user = stored.user(kClerkEmail), .kind = store::TokenKind::session, .id = "s"};
};

TEST_F(SharedLimits, StrangersAtTheSameAddressDoNotKeepAnybodyFromConfirming) {
  for (int i = 0; i < LoginThrottle::kFreePerAddress; ++i) {
    const auto name = "guess" + std::to_string(i) + "@example.com";
    EXPECT_EQ(error_of(post_login, {{"username", name}, {"password", "x"}}), Errc::unauthenticated);
  }
  EXPECT_EQ(error_of(post_login, {{"username", "one more"}, {"password", "x"}}), Errc::too_many_requests);
  EXPECT_EQ(error_of(post_confirm, {{"password", "wrong"}}), Errc::forbidden) << "judged, and wrong";
}

TEST_F(SharedLimits, TheAuditAsAFileTakesTheSlotOfAnExport) {
  std::vector<Reply> open;
  while (open.size() < services.exports.most()) {
    auto reply = ask(open.size() % 2 == 0 ? export_audit : export_calls);
    ASSERT_TRUE(reply) << reply.error().detail;
    open.push_back(*std::move(reply));
  }
  for (const auto handler : {export_audit, export_calls}) {
    const auto refused = ask(handler);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_GT(refused.error().retry_after.count(), 0);
  }
  open.erase(open.begin());
  EXPECT_TRUE(ask(export_audit)) << "who has read it all makes room";
}

TEST_F(SharedLimits, TheAuditIsWrittenInSmallParts) {
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(stored.audit->record({.action = "bot.changed", .subject = std::string(1000, 'x')}));
  }
  const auto reply = ask(export_audit);
  ASSERT_TRUE(reply);
  std::string text;
  auto step = StreamStep::more;
  for (int steps = 0; step == StreamStep::more && steps < 10'000; ++steps) {
    step = reply->stream([&](std::string_view part) {
      EXPECT_LE(part.size(), 8U * 1024);
      text += part;
      return true;
    });
  }
  EXPECT_EQ(step, StreamStep::done);
  EXPECT_GT(text.size(), 20'000U);
  EXPECT_TRUE(text.ends_with("\r\n"));
}

}  // namespace
}  // namespace exo::admin::test
