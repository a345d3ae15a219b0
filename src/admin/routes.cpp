#include <array>

#include "admin/handlers.h"
#include "admin/route.h"

namespace exo::admin {
namespace {

constexpr auto kRoutes = std::to_array<Route>({
    {Method::get, "/health", Access::open, BodyKind::none, "Liveness of this gateway", get_health},

    {Method::get, "/api/v1/auth/setup", Access::open, BodyKind::none, "Does nobody have an account yet?", get_setup},
    {Method::post, "/api/v1/auth/setup", Access::open, BodyKind::json,
     "Create a super_admin with a one-time token and sign in", post_setup},
    {Method::post, "/api/v1/auth/login", Access::open, BodyKind::json_or_form, "Password to bearer token", post_login},
    {Method::post, "/api/v1/auth/session", Access::open, BodyKind::json_or_form, "Password to session cookie",
     post_session},
    {Method::del, "/api/v1/auth/session", Access::signed_in, BodyKind::none, "End this session", delete_session},
    {Method::post, "/api/v1/auth/logout", Access::signed_in, BodyKind::none, "Revoke this token", post_logout},
    {Method::get, "/api/v1/auth/me", Access::signed_in, BodyKind::none, "Who is signed in", get_me},

    {Method::get, "/api/v1/integrations/exotel", Access::super_admin, BodyKind::none, "The integration, no secrets",
     get_integration},
    {Method::put, "/api/v1/integrations/exotel", Access::super_admin, BodyKind::json, "Upsert credentials",
     put_integration},
    {Method::post, "/api/v1/integrations/exotel/dids", Access::super_admin, BodyKind::json, "Add a DID", post_did},
    {Method::put, "/api/v1/integrations/exotel/dids/{did_id}", Access::super_admin, BodyKind::json,
     "Update a DID's label, bot_id or flow_url", put_did},
    {Method::del, "/api/v1/integrations/exotel/dids/{did_id}", Access::super_admin, BodyKind::none, "Remove a DID",
     delete_did},
    {Method::get, "/api/v1/integrations/exotel/test-call-options", Access::admin, BodyKind::none,
     "DIDs for the test-call page", get_test_call_options},
    {Method::post, "/api/v1/integrations/exotel/dids/{did_id}/test-call", Access::admin, BodyKind::json,
     "Ring a customer and bridge them into the DID's flow", post_test_call},

    {Method::get, "/api/v1/bots", Access::admin, BodyKind::none, "All bots", list_bots},
    {Method::get, "/api/v1/bots/{id}", Access::admin, BodyKind::none, "One bot", get_bot},
    {Method::put, "/api/v1/bots/{id}", Access::super_admin, BodyKind::json, "Create or change a bot", put_bot},
    {Method::del, "/api/v1/bots/{id}", Access::super_admin, BodyKind::none, "Remove a bot", delete_bot},
    {Method::get, "/api/v1/bots/{id}/recording", Access::admin, BodyKind::none, "A bot's recorded greeting, a WAV file",
     get_recording},
    {Method::put, "/api/v1/bots/{id}/recording", Access::super_admin, BodyKind::recording,
     "Greet with a recording, a WAV file", put_recording},
    {Method::del, "/api/v1/bots/{id}/recording", Access::super_admin, BodyKind::none, "Greet with the text again",
     delete_recording},
    {Method::post, "/api/v1/bots/{id}/stream-credentials", Access::super_admin, BodyKind::none,
     "A new password for a bot's media URL, told once", post_stream_credentials},
    {Method::del, "/api/v1/bots/{id}/stream-credentials", Access::super_admin, BodyKind::none,
     "Let anybody open a bot's media URL", delete_stream_credentials},

    {Method::get, "/api/v1/test-calls", Access::admin, BodyKind::none, "The newest test calls", list_test_calls},
    {Method::get, "/api/v1/test-calls/{call_sid}", Access::admin, BodyKind::none,
     "How far one test call has come; asking again watches it", get_test_call},

    {Method::get, "/api/v1/calls", Access::admin, BodyKind::none, "The newest calls", list_calls},
    {Method::get, "/api/v1/calls/{id}", Access::admin, BodyKind::none, "One call", get_call},

    {Method::get, "/api/v1/site", Access::admin, BodyKind::none, "Addresses and state of this gateway", get_site},

    {Method::get,
     "/api/v1/settings",
     Access::admin,
     BodyKind::none,
     "The configuration that counts, where each value comes from, and what is wrong with it",
     get_settings,
     {.tag = "settings", .response = "Settings"}},
});

}  // namespace

std::span<const Route> routes() noexcept {
  return kRoutes;
}

}  // namespace exo::admin
