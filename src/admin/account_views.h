#pragma once

#include <string_view>

#include "base/json.h"
#include "store/accounts.h"
#include "store/audit_log.h"

namespace exo::admin {

// What the API shows of accounts: never a password, a token or a hash of one.

/// For those who manage users: user_view and more.
[[nodiscard]] Json managed_user_view(const store::User& user);
/// `current`: the id of the asker's own sign-in.
[[nodiscard]] Json sessions_view(const std::vector<store::Session>& sessions, std::string_view current);
[[nodiscard]] Json api_token_view(const store::ApiToken& token);
[[nodiscard]] Json audit_view(const store::AuditEntry& entry);

}  // namespace exo::admin
