#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "admin/call_filter.h"
#include "admin/route.h"

/// What the rows of routes.cpp take and answer; their schemas are in schemas/{tag}.json.
namespace exo::admin::contract {

inline constexpr Contract kSetupState{.tag = "auth", .response = "SetupState"};
inline constexpr Contract kSetup{
    .tag = "auth", .request = "SetupRequest", .response = "SignedIn", .status = 201, .errors = {401, 409, 429}};
inline constexpr Contract kLogin{
    .tag = "auth", .request = "Credentials", .response = "BearerToken", .errors = {401, 429}};
inline constexpr Contract kSignIn{
    .tag = "auth", .request = "Credentials", .response = "SignedIn", .errors = {401, 429}};
inline constexpr Contract kSignOut{.tag = "auth", .response = "Done", .errors = {400}};
inline constexpr Contract kMe{.tag = "auth", .response = "SignedIn"};

inline constexpr auto kIfMatch = std::to_array<HeaderField>({
    {"If-Match", "ETag of the integration that the change is meant for: 412 when it was changed since; * or none: any"},
});
inline constexpr auto kETag = std::to_array<HeaderField>({{"ETag", "Of the integration as answered, for If-Match"}});

inline constexpr Contract kIntegration{.tag = "integration", .response = "Integration", .answer_headers = kETag};
inline constexpr auto kVerifyParams = std::to_array<QueryParam>({
    {"verify", R"({"enum":["true","false","1","0",""]})", "Ask Exotel first; refuse what it refuses"},
});
inline constexpr Contract kCredentials{.tag = "integration",
                                       .request = "CredentialsChange",
                                       .response = "Integration",
                                       .query = kVerifyParams,
                                       .request_headers = kIfMatch,
                                       .answer_headers = kETag,
                                       .errors = {409, 412}};
inline constexpr Contract kNewDid{.tag = "integration",
                                  .request = "NewDid",
                                  .response = "Did",
                                  .status = 201,
                                  .request_headers = kIfMatch,
                                  .errors = {409, 412}};
inline constexpr Contract kDidChange{
    .tag = "integration", .request = "DidChange", .response = "Did", .request_headers = kIfMatch, .errors = {412}};
inline constexpr Contract kDidRemoval{
    .tag = "integration", .response = "Removed", .request_headers = kIfMatch, .errors = {412}};

inline constexpr Contract kTestCallOptions{.tag = "test-calls", .response = "TestCallOptions"};
inline constexpr Contract kTestCall{
    .tag = "test-calls", .request = "TestCallRequest", .response = "TestCallPlaced", .errors = {429, 502, 504}};
inline constexpr Contract kTestCalls{.tag = "test-calls", .response = "TestCallList"};
inline constexpr Contract kTestCallProgress{.tag = "test-calls", .response = "TestCallProgress"};

inline constexpr Contract kBots{.tag = "bots", .response = "BotList"};
inline constexpr Contract kBot{.tag = "bots", .response = "Bot"};
inline constexpr Contract kBotChange{
    .tag = "bots", .request = "BotChange", .response = "Bot", .status = 201, .other_status = 200};
inline constexpr Contract kBotRemoval{.tag = "bots", .response = "Removed"};
inline constexpr Contract kRecording{.tag = "bots", .content_type = "audio/wav"};
inline constexpr Contract kRecordingUpload{.tag = "bots", .response = "BotWithRecording"};
inline constexpr Contract kStreamCredentials{.tag = "bots", .response = "StreamCredentials"};

inline constexpr Contract kBrowserCall{.tag = "bots", .response = "BrowserCall"};

inline constexpr Contract kCall{.tag = "calls", .response = "CallDetail"};

inline constexpr Contract kHealth{.tag = "site", .response = "Health"};
inline constexpr Contract kSite{.tag = "site", .response = "Site"};
inline constexpr Contract kGetSystem{.tag = "site", .response = "System"};
inline constexpr Contract kOpenApi{.tag = "site", .response = "OpenApi"};

inline constexpr Contract kPostConfirm{
    .tag = "sessions", .request = "PasswordConfirmation", .response = "PasswordConfirmed", .errors = {429}};
inline constexpr Contract kPostPassword{
    .tag = "sessions", .request = "PasswordChange", .response = "Done", .errors = {429}};
inline constexpr Contract kListOwnSessions{.tag = "sessions", .response = "Sessions", .errors = {403}};
inline constexpr Contract kDeleteOwnSession{.tag = "sessions", .response = "SessionEnded"};

inline constexpr Contract kListUsers{.tag = "users", .response = "Users"};
inline constexpr Contract kPostUser{
    .tag = "users", .request = "NewUser", .response = "ManagedUser", .status = 201, .errors = {409}};
inline constexpr Contract kGetUser{.tag = "users", .response = "ManagedUser"};
inline constexpr Contract kPutUser{.tag = "users", .request = "UserChange", .response = "ManagedUser", .errors = {409}};
inline constexpr Contract kDeleteUser{.tag = "users", .response = "UserRemoved", .errors = {409}};
inline constexpr Contract kListUserSessions{.tag = "users", .response = "Sessions"};
inline constexpr Contract kDeleteUserSession{.tag = "users", .response = "SessionEnded"};

inline constexpr Contract kListTokens{.tag = "tokens", .response = "ApiTokens"};
inline constexpr Contract kPostToken{
    .tag = "tokens", .request = "NewApiToken", .response = "IssuedApiToken", .status = 201, .errors = {404}};
inline constexpr Contract kDeleteToken{.tag = "tokens", .response = "ApiTokenRevoked"};

/// `limit` stands last.
template <std::size_t N>
constexpr auto with_limit(const std::array<QueryParam, N>& filters, QueryParam limit) {
  std::array<QueryParam, N + 1> all{};
  std::ranges::copy(filters, all.begin());
  all.back() = limit;
  return all;
}

inline constexpr std::array kAuditFilters{
    QueryParam{"actor", R"({"type":"string"})", "E-mail address, in any case, or id of a user"},
    QueryParam{"action", R"({"type":"string"})", "One word, like bot.changed"},
    QueryParam{"subject", R"({"type":"string"})", "Id of what was changed"},
    QueryParam{"since", R"({"type":"string"})", "From this time on: RFC 3339, or milliseconds since 1970"},
    QueryParam{"until", R"({"type":"string"})", "Before this time: RFC 3339, or milliseconds since 1970"},
    QueryParam{"before", R"({"type":"integer","minimum":1})",
               "Only entries older than this seq: next_before of a page"},
};
inline constexpr auto kAuditPageParams = with_limit(
    kAuditFilters, {"limit", R"({"type":"integer","minimum":1,"maximum":500,"default":100})", "Entries at most"});
inline constexpr auto kAuditExportParams = with_limit(
    kAuditFilters, {"limit", R"({"type":"integer","minimum":1,"maximum":50000,"default":50000})", "Rows at most"});

inline constexpr Contract kListAudit{.tag = "audit", .response = "AuditPage", .query = kAuditPageParams};
inline constexpr auto kNextBefore = std::to_array<HeaderField>({
    {"X-Next-Before", "`before` of the request that goes on; absent when there is no more"},
});
inline constexpr Contract kExportAudit{
    .tag = "audit", .content_type = "text/csv", .query = kAuditExportParams, .answer_headers = kNextBefore};

inline constexpr Contract kPostVerify{.tag = "exotel_account", .response = "AccountCheck", .errors = {400}};
inline constexpr Contract kGetNumbers{.tag = "exotel_account", .response = "AccountNumbers", .errors = {400, 502, 504}};

inline constexpr auto kCallExportParams = std::span(kCallPageParams).first(kCallPageParams.size() - kPagingParams);

inline constexpr Contract kListCalls{.tag = "calls", .response = "CallPage", .query = kCallPageParams};
inline constexpr Contract kExportCalls{.tag = "calls", .content_type = "text/csv", .query = kCallExportParams};

inline constexpr auto kCallSummaryParams = [] {
  std::array<QueryParam, kCallExportParams.size() + 1> all{};
  std::ranges::copy(kCallExportParams, all.begin());
  all.back() = kBucketsParam;
  return all;
}();
inline constexpr Contract kGetCallSummary{.tag = "calls", .response = "CallSummary", .query = kCallSummaryParams};

inline constexpr auto kVoice = std::to_array<HeaderField>({
    {"X-Exogate-Voice", "The voice that spoke; `; because=\"…\"` behind it says why it was not the one asked for"},
});
inline constexpr Contract kGetBotGreeting{
    .tag = "greetings", .content_type = "audio/wav", .answer_headers = kVoice, .errors = {429, 502, 504}};
inline constexpr Contract kPostGreetingPreview{.tag = "greetings",
                                               .request = "GreetingToPreview",
                                               .content_type = "audio/wav",
                                               .answer_headers = kVoice,
                                               .errors = {429, 502, 504}};

inline constexpr auto kEventParams = std::to_array<QueryParam>({
    {"last_event_id", R"({"type":"string"})", "The id of the last event that was seen; as the header Last-Event-ID"},
});
inline constexpr auto kEventHeaders = std::to_array<HeaderField>({
    {"Last-Event-ID", "The id of the last event that was seen, as browsers send it; counts before last_event_id"},
});

inline constexpr Contract kGetEvents{.tag = "events",
                                     .response = "Events",
                                     .content_type = "text/event-stream",
                                     .query = kEventParams,
                                     .request_headers = kEventHeaders};

inline constexpr Contract kGetMetrics{.tag = "monitoring", .content_type = "text/plain"};
inline constexpr Contract kGetLivez{.tag = "monitoring", .response = "Done"};
inline constexpr Contract kGetReadyz{.tag = "monitoring", .response = "Ready"};

inline constexpr Contract kGetSettings{.tag = "settings", .response = "Settings"};

}  // namespace exo::admin::contract
