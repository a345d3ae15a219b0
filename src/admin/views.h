#pragma once

#include "base/json.h"
#include "domain/bot.h"
#include "domain/call_record.h"
#include "domain/integration.h"
#include "domain/public_address.h"
#include "store/accounts.h"

namespace exo::admin {

// What the API shows of each thing: snake_case, nothing secret. websocket_url is derived at each call.

[[nodiscard]] Json user_view(const store::User& user);
/// Whether the bot's socket asks for credentials, never a hash of them. `now` tells whether the previous password is
/// still good.
[[nodiscard]] Json stream_login_view(const domain::StreamLogin& login, WallTime now);
[[nodiscard]] Json bot_view(const domain::Bot& bot, WallTime now);
/// As lists show it.
[[nodiscard]] Json call_view(const domain::CallRecord& call);
/// With the timeline.
[[nodiscard]] Json call_detail_view(const domain::CallRecord& call);
[[nodiscard]] Json did_view(const domain::Integration& record, const domain::Did& did,
                            const domain::PublicAddress& address);
/// Never api_key nor api_token, not even masked (decisions.md §2).
[[nodiscard]] Json integration_view(const domain::Integration& record, const domain::PublicAddress& address);
/// Without anything that names the Exotel account: no account_sid, api_base_url or flow_url (decisions.md §4).
[[nodiscard]] Json test_call_options_view(const domain::Integration& record);

}  // namespace exo::admin
