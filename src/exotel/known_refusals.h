#pragma once

#include <array>

#include "exotel/refusals.h"

namespace exo::exotel {

// Only for refusals.cpp: the table itself, apart from the code that reads it. Texts that nobody has captured yet are
// those that Exotel's documents use (exotel.md §5.6, §10).

inline constexpr std::array<std::string_view, 2> kKycTexts{"kyc", "know your customer"};
inline constexpr std::array<std::string_view, 5> kDndTexts{"ndnc", "ncpr", "dnd", "do not disturb", "trai"};
inline constexpr std::array<std::string_view, 3> kTrialTexts{"trial", "not verified", "unverified"};
inline constexpr std::array<std::string_view, 4> kBalanceTexts{"balance", "insufficient credit", "recharge",
                                                               "plan has expired"};
inline constexpr std::array<std::string_view, 3> kThrottleTexts{"throttled", "concurrent stream", "concurrency"};
inline constexpr std::array<std::string_view, 3> kCallerTexts{"callerid", "caller id", "exophone"};

inline constexpr std::string_view kBalanceWords = "The Exotel account has no balance or plan left for this call.";
inline constexpr std::string_view kBalanceStep = "Recharge the account in Exotel's dashboard, under Billing.";

inline constexpr auto kKnownRefusals = std::to_array<KnownRefusal>({
    {.id = "kyc",
     .texts = kKycTexts,
     .words = "Exotel has not completed the KYC check of this account; until then it makes no outgoing calls.",
     .next_step = "Hand in the KYC documents in Exotel's dashboard, or ask Exotel's support what is missing.",
     .turn = Turn::exotel},
    {.id = "trial_number",
     .code = 34011,
     .texts = kTrialTexts,
     .words = "A trial account reaches only numbers that were verified for it, and this one is not.",
     .next_step = "Verify the customer's number in Exotel's dashboard, or upgrade the account."},
    {.id = "dnd",
     .texts = kDndTexts,
     .words = "The customer's number is registered as Do-Not-Disturb (TRAI NDNC), so Exotel may not ring it.",
     .next_step = "Have the customer call or text this DID once, or have the number whitelisted at Exotel; then dial "
                  "again."},
    {.id = "balance", .first_status = 402, .words = kBalanceWords, .next_step = kBalanceStep},
    {.id = "balance", .texts = kBalanceTexts, .words = kBalanceWords, .next_step = kBalanceStep},
    {.id = "too_many_requests",
     .first_status = 429,
     .words = "Exotel takes no more than about 200 calls a minute from one account, and more were asked for.",
     .next_step = "Wait a minute before you dial again.",
     .turn = Turn::nobody},
    {.id = "streams_throttled",
     .texts = kThrottleTexts,
     .words = "The account has as many streams open as Exotel permits at once.",
     .next_step = "Wait for calls to end, or ask Exotel's support for a higher limit of concurrent streams.",
     .turn = Turn::exotel},
    {.id = "caller_id",
     .first_status = 400,
     .last_status = 403,
     .texts = kCallerTexts,
     .words = "Exotel does not accept this DID as a caller id: it is no active ExoPhone of the account.",
     .next_step = "Compare the DID with the account's numbers (GET /api/v1/integrations/exotel/numbers)."},
    {.id = "wrong_key_or_cluster",
     .code = 34010,
     .words = "Exotel does not accept this pair of API key and API token on this cluster.",
     .next_step = "Verify the account (POST /api/v1/integrations/exotel/verify): it asks the other cluster too."},
    {.id = "wrong_sid",
     .code = 34009,
     .words = "The API key works, but it does not belong to this account SID.",
     .next_step = "Copy the account SID from Exotel's dashboard, API settings; upper and lower case count."},
    {.id = "bad_parameters",
     .code = 34001,
     .words = "Exotel takes one of the numbers or the flow's URL for wrong, or the DID is not active.",
     .next_step = "Check the customer's number, the DID and the flow URL against Exotel's dashboard."},
    {.id = "wrong_key_or_cluster",
     .first_status = 401,
     .words = "Exotel does not accept this pair of API key and API token on this cluster.",
     .next_step = "Verify the account (POST /api/v1/integrations/exotel/verify): it asks the other cluster too."},
    {.id = "bad_parameters",
     .first_status = 400,
     .words = "Exotel takes one of the numbers or the flow's URL for wrong, or the DID is not active.",
     .next_step = "Check the customer's number, the DID and the flow URL against Exotel's dashboard."},
    {.id = "forbidden",
     .first_status = 403,
     .words = "Exotel forbids this and gives no reason that is known here; KYC and a wrong account SID are the usual "
              "ones.",
     .next_step = "Check KYC and the account SID in Exotel's dashboard; then show Exotel's support its answer.",
     .turn = Turn::exotel},
    {.id = "wrong_sid_or_cluster",
     .first_status = 404,
     .words = "Exotel knows no such account, or no such resource of it, on this cluster.",
     .next_step = "Check the account SID (upper and lower case count) and the cluster; verifying asks both."},
    {.id = "busy_account",
     .first_status = 409,
     .words = "Exotel was changing the same thing at this moment.",
     .next_step = "Try again in a few seconds.",
     .turn = Turn::nobody},
    {.id = "redirected",
     .first_status = 300,
     .last_status = 399,
     .words = "The server answered with a redirect, which Exotel's API never does; it was not followed.",
     .next_step = "Check api_base_url, and whether a proxy stands between this gateway and Exotel."},
    {.id = "exotel_trouble",
     .first_status = 500,
     .last_status = 599,
     .words = "Exotel has trouble of its own at the moment.",
     .next_step = "Look whether the call came about before you dial again; if it lasts, see Exotel's status page.",
     .turn = Turn::exotel},
    {.id = "no_answer",
     .first_status = -1,
     .words = "Exotel did not answer in time; a call may have been placed all the same.",
     .next_step = "Look at the telephone and at the list of calls before you dial again.",
     .turn = Turn::nobody},
    {.id = "unreachable",
     .first_status = -1,
     .words = "No answer came from Exotel: the connection failed or broke.",
     .next_step = "Check this machine's way to the internet (DNS, firewall, proxy, certificates)."},
    {.id = "not_asked",
     .first_status = -1,
     .words = "This gateway did not contact Exotel: its own configuration does not permit it.",
     .next_step = "Look at exotel.allowed_api_hosts and ca_file in the configuration file."},
    {.id = "unexpected_answer",
     .first_status = -1,
     .words = "Something answered, but not as Exotel's API does.",
     .next_step = "Check api_base_url, and whether a proxy stands between this gateway and Exotel."},
    {.id = "unknown",
     .words = "Exotel refused for a reason that is not known here.",
     .next_step = "Exotel's own words say more; its support can explain them.",
     .turn = Turn::exotel},
});

}  // namespace exo::exotel
