#include <array>

#include "admin/contracts.h"
#include "admin/handlers.h"
#include "admin/route.h"

namespace exo::admin {
namespace {

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

    {Method::post, "/api/v1/auth/confirm", Access::signed_in, BodyKind::json,
     "Enter the password again in a session, for changes of credentials, users and tokens", post_confirm,
     contract::kPostConfirm},
    {Method::post, "/api/v1/auth/password", Access::signed_in, BodyKind::json,
     "Change one's own password; ends one's other sign-ins", post_password, contract::kPostPassword},
    {Method::get, "/api/v1/auth/sessions", Access::signed_in, BodyKind::none, "One's own sign-ins", list_own_sessions,
     contract::kListOwnSessions},
    {Method::del, "/api/v1/auth/sessions/{id}", Access::signed_in, BodyKind::none, "End one of one's own sign-ins",
     delete_own_session, contract::kDeleteOwnSession},

    {Method::get, "/api/v1/users", Access::super_admin, BodyKind::none, "All users", list_users, contract::kListUsers},
    {Method::post, "/api/v1/users", Access::super_admin, BodyKind::json, "Add a user", post_user, contract::kPostUser},
    {Method::get, "/api/v1/users/{id}", Access::super_admin, BodyKind::none, "One user", get_user, contract::kGetUser},
    {Method::put, "/api/v1/users/{id}", Access::super_admin, BodyKind::json,
     "Change a user's role, disable or enable them", put_user, contract::kPutUser},
    {Method::del, "/api/v1/users/{id}", Access::super_admin, BodyKind::none,
     "Remove a user with their sign-ins and API tokens", delete_user, contract::kDeleteUser},
    {Method::get, "/api/v1/users/{id}/sessions", Access::super_admin, BodyKind::none, "A user's sign-ins",
     list_user_sessions, contract::kListUserSessions},
    {Method::del, "/api/v1/users/{id}/sessions/{session_id}", Access::super_admin, BodyKind::none,
     "End a user's sign-in", delete_user_session, contract::kDeleteUserSession},

    {Method::get, "/api/v1/tokens", Access::admin, BodyKind::none,
     "API tokens: one's own, or, for a super_admin, everybody's", list_tokens, contract::kListTokens},
    {Method::post, "/api/v1/tokens", Access::admin, BodyKind::json, "Make an API token, told once", post_token,
     contract::kPostToken},
    {Method::del, "/api/v1/tokens/{id}", Access::admin, BodyKind::none, "Revoke an API token", delete_token,
     contract::kDeleteToken},

    {Method::get, "/api/v1/audit", Access::super_admin, BodyKind::none,
     "Who changed what and who signed in, the newest first", list_audit, contract::kListAudit},
    {Method::get, "/api/v1/audit.csv", Access::super_admin, BodyKind::none, "The same for a spreadsheet", export_audit,
     contract::kExportAudit},

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

    {Method::post, "/api/v1/integrations/exotel/verify", Access::super_admin, BodyKind::none,
     "Ask Exotel whether the stored credentials work and the DIDs are the account's; changes nothing", post_verify,
     contract::kPostVerify},
    {Method::get, "/api/v1/integrations/exotel/numbers", Access::super_admin, BodyKind::none,
     "The Exotel account's numbers, to pick DIDs from", get_numbers, contract::kGetNumbers},

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

    {Method::post, "/api/v1/bots/{id}/browser-call", Access::signed_in, BodyKind::none,
     "Talk to a bot from the browser: the address of one call's media WebSocket, good once and for 60 s",
     post_browser_call, contract::kBrowserCall},

    {Method::get, "/api/v1/test-calls", Access::admin, BodyKind::none, "The newest test calls", list_test_calls,
     contract::kTestCalls},
    {Method::get, "/api/v1/test-calls/{call_sid}", Access::admin, BodyKind::none,
     "How far one test call has come; asking again watches it", get_test_call, contract::kTestCallProgress},

    {Method::get, "/api/v1/calls", Access::admin, BodyKind::none,
     "Calls by time, number, bot, DID and outcome, the newest first, in pages", list_calls, contract::kListCalls},
    {Method::get, "/api/v1/calls.csv", Access::admin, BodyKind::none, "The same calls as a file for a spreadsheet",
     export_calls, contract::kExportCalls},
    {Method::get, "/api/v1/calls/{id}", Access::admin, BodyKind::none, "One call", get_call, contract::kCall},

    {Method::get, "/api/v1/call-summary", Access::signed_in, BodyKind::none,
     "The same calls in numbers: over time, most at once, time to first audio, ends and verdicts", get_call_summary,
     contract::kGetCallSummary},

    {Method::get, "/api/v1/bots/{id}/greeting", Access::admin, BodyKind::none,
     "A bot's greeting as its callers hear it, a WAV file", get_bot_greeting, contract::kGetBotGreeting},
    {Method::post, "/api/v1/greeting-preview", Access::admin, BodyKind::json,
     "A greeting that is not saved yet, as callers would hear it, a WAV file", post_greeting_preview,
     contract::kPostGreetingPreview},

    {Method::get, "/api/v1/events", Access::admin, BodyKind::none,
     "Calls and test calls as they happen, server-sent events", get_events, contract::kGetEvents},

    {Method::get, "/metrics", Access::metrics, BodyKind::none, "Counters and gauges for Prometheus", get_metrics,
     contract::kGetMetrics},
    {Method::get, "/livez", Access::open, BodyKind::none, "The process is up", get_livez, contract::kGetLivez},
    {Method::get, "/readyz", Access::open, BodyKind::none, "Calls can be taken: 200, else 503", get_readyz,
     contract::kGetReadyz},

    {Method::get, "/api/v1/site", Access::admin, BodyKind::none, "Addresses and state of this gateway", get_site,
     contract::kSite},
    {Method::get, "/api/v1/system", Access::signed_in, BodyKind::none,
     "What this gateway has and uses: calls, database, disk, memory, since when", get_system, contract::kGetSystem},
    {Method::get, "/api/v1/openapi.json", Access::open, BodyKind::none, "This API, described in OpenAPI 3.1",
     get_openapi, contract::kOpenApi},

    {Method::get, "/api/v1/settings", Access::admin, BodyKind::none,
     "The configuration that counts, where each value comes from, and what is wrong with it", get_settings,
     contract::kGetSettings},
});

}  // namespace

std::span<const Route> routes() noexcept {
  return kRoutes;
}

}  // namespace exo::admin
