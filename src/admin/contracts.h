#pragma once

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
inline constexpr Contract kSignOut{.tag = "auth", .response = "Done"};
inline constexpr Contract kMe{.tag = "auth", .response = "SignedIn"};

inline constexpr Contract kIntegration{.tag = "integration", .response = "Integration"};
inline constexpr Contract kCredentials{.tag = "integration", .request = "CredentialsChange", .response = "Integration"};
inline constexpr Contract kNewDid{
    .tag = "integration", .request = "NewDid", .response = "Did", .status = 201, .errors = {409}};
inline constexpr Contract kDidChange{.tag = "integration", .request = "DidChange", .response = "Did"};
inline constexpr Contract kDidRemoval{.tag = "integration", .response = "Removed"};

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

inline constexpr Contract kCall{.tag = "calls", .response = "CallDetail"};

inline constexpr Contract kHealth{.tag = "site", .response = "Health"};
inline constexpr Contract kSite{.tag = "site", .response = "Site"};
inline constexpr Contract kOpenApi{.tag = "site", .response = "OpenApi"};

}  // namespace exo::admin::contract
