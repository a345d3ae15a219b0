#include <array>

#include "admin/call_filter.h"
#include "admin/contracts.h"
#include "admin/handlers.h"
#include "admin/route.h"

namespace exo::admin {
namespace {

constexpr auto kCallExportParams = std::span(kCallPageParams).first(kCallPageParams.size() - kPagingParams);

constexpr auto kEventParams = std::to_array<QueryParam>({
    {"last_event_id", R"({"type":"string"})", "The id of the last event that was seen; as the header Last-Event-ID"},
});

constexpr auto kRoutes = std::to_array<Route>({
    {Method::get, "/health", Access::open, BodyKind::none, "Liveness of this gateway", get_health, contract::kHealth},

    {Method::get, "/api/v1/auth/setup", Access::open, BodyKind::none, "Does nobody have an account yet?", get_setup,
     contract::kSetupState},
    {Method::post, "/api/v1/auth/setup", Access::open, BodyKind::json,
     "Create a super_admin with a one-time token and sign in", post_setup, contract::kSetup},
    {Method::post, "/api/v1/auth/login", Access::open, BodyKind::json_or_form, "Password to bearer token", post_login,
     contract::kLogin},
    {Method::post, "/api/v1/auth/session", Access::open, BodyKind::json_or_form, "Password to session cookie",
     post_session, contract::kSignIn},
    {Method::del, "/api/v1/auth/session", Access::signed_in, BodyKind::none, "End this session", delete_session,
     contract::kSignOut},
    {Method::post, "/api/v1/auth/logout", Access::signed_in, BodyKind::none, "Revoke this token", post_logout,
     contract::kSignOut},
    {Method::get, "/api/v1/auth/me", Access::signed_in, BodyKind::none, "Who is signed in", get_me, contract::kMe},

    {Method::get, "/api/v1/integrations/exotel", Access::super_admin, BodyKind::none, "The integration, no secrets",
     get_integration, contract::kIntegration},
    {Method::put, "/api/v1/integrations/exotel", Access::super_admin, BodyKind::json, "Upsert credentials",
     put_integration, contract::kCredentials},
    {Method::post, "/api/v1/integrations/exotel/dids", Access::super_admin, BodyKind::json, "Add a DID", post_did,
     contract::kNewDid},
    {Method::put, "/api/v1/integrations/exotel/dids/{did_id}", Access::super_admin, BodyKind::json,
     "Update a DID's label, bot_id or flow_url", put_did, contract::kDidChange},
    {Method::del, "/api/v1/integrations/exotel/dids/{did_id}", Access::super_admin, BodyKind::none, "Remove a DID",
     delete_did, contract::kDidRemoval},
    {Method::get, "/api/v1/integrations/exotel/test-call-options", Access::admin, BodyKind::none,
     "DIDs for the test-call page", get_test_call_options, contract::kTestCallOptions},
    {Method::post, "/api/v1/integrations/exotel/dids/{did_id}/test-call", Access::admin, BodyKind::json,
     "Ring a customer and bridge them into the DID's flow", post_test_call, contract::kTestCall},

    {Method::post,
     "/api/v1/integrations/exotel/verify",
     Access::super_admin,
     BodyKind::none,
     "Ask Exotel whether the stored credentials work and the DIDs are the account's; changes nothing",
     post_verify,
     {.tag = "exotel_account", .response = "AccountCheck"}},
    {Method::get,
     "/api/v1/integrations/exotel/numbers",
     Access::super_admin,
     BodyKind::none,
     "The Exotel account's numbers, to pick DIDs from",
     get_numbers,
     {.tag = "exotel_account", .response = "AccountNumbers"}},

    {Method::get, "/api/v1/bots", Access::admin, BodyKind::none, "All bots", list_bots, contract::kBots},
    {Method::get, "/api/v1/bots/{id}", Access::admin, BodyKind::none, "One bot", get_bot, contract::kBot},
    {Method::put, "/api/v1/bots/{id}", Access::super_admin, BodyKind::json, "Create or change a bot", put_bot,
     contract::kBotChange},
    {Method::del, "/api/v1/bots/{id}", Access::super_admin, BodyKind::none, "Remove a bot", delete_bot,
     contract::kBotRemoval},
    {Method::get, "/api/v1/bots/{id}/recording", Access::admin, BodyKind::none, "A bot's recorded greeting, a WAV file",
     get_recording, contract::kRecording},
    {Method::put, "/api/v1/bots/{id}/recording", Access::super_admin, BodyKind::recording,
     "Greet with a recording, a WAV file", put_recording, contract::kRecordingUpload},
    {Method::del, "/api/v1/bots/{id}/recording", Access::super_admin, BodyKind::none, "Greet with the text again",
     delete_recording, contract::kBot},
    {Method::post, "/api/v1/bots/{id}/stream-credentials", Access::super_admin, BodyKind::none,
     "A new password for a bot's media URL, told once", post_stream_credentials, contract::kStreamCredentials},
    {Method::del, "/api/v1/bots/{id}/stream-credentials", Access::super_admin, BodyKind::none,
     "Let anybody open a bot's media URL", delete_stream_credentials, contract::kBot},

    {Method::get, "/api/v1/test-calls", Access::admin, BodyKind::none, "The newest test calls", list_test_calls,
     contract::kTestCalls},
    {Method::get, "/api/v1/test-calls/{call_sid}", Access::admin, BodyKind::none,
     "How far one test call has come; asking again watches it", get_test_call, contract::kTestCallProgress},

    {Method::get,
     "/api/v1/calls",
     Access::admin,
     BodyKind::none,
     "Calls by time, number, bot, DID and outcome, the newest first, in pages",
     list_calls,
     {.tag = "calls", .response = "CallPage", .query = kCallPageParams}},
    {Method::get,
     "/api/v1/calls.csv",
     Access::admin,
     BodyKind::none,
     "The same calls as a file for a spreadsheet",
     export_calls,
     {.tag = "calls", .content_type = "text/csv", .query = kCallExportParams}},
    {Method::get, "/api/v1/calls/{id}", Access::admin, BodyKind::none, "One call", get_call, contract::kCall},

    {Method::get,
     "/api/v1/bots/{id}/greeting",
     Access::admin,
     BodyKind::none,
     "A bot's greeting as its callers hear it, a WAV file",
     get_bot_greeting,
     {.tag = "greetings", .content_type = "audio/wav"}},
    {Method::post,
     "/api/v1/greeting-preview",
     Access::admin,
     BodyKind::json,
     "A greeting that is not saved yet, as callers would hear it, a WAV file",
     post_greeting_preview,
     {.tag = "greetings", .request = "GreetingToPreview", .content_type = "audio/wav"}},

    {Method::get,
     "/api/v1/events",
     Access::admin,
     BodyKind::none,
     "Calls and test calls as they happen, server-sent events",
     get_events,
     {.tag = "events", .content_type = "text/event-stream", .query = kEventParams}},

    {Method::get,
     "/metrics",
     Access::metrics,
     BodyKind::none,
     "Counters and gauges for Prometheus",
     get_metrics,
     {.tag = "monitoring", .content_type = "text/plain"}},
    {Method::get,
     "/livez",
     Access::open,
     BodyKind::none,
     "The process is up",
     get_livez,
     {.tag = "monitoring", .response = "Done"}},
    {Method::get,
     "/readyz",
     Access::open,
     BodyKind::none,
     "Calls can be taken: 200, else 503",
     get_readyz,
     {.tag = "monitoring", .response = "Ready"}},

    {Method::get, "/api/v1/site", Access::admin, BodyKind::none, "Addresses and state of this gateway", get_site,
     contract::kSite},
    {Method::get, "/api/v1/openapi.json", Access::open, BodyKind::none, "This API, described in OpenAPI 3.1",
     get_openapi, contract::kOpenApi},

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
