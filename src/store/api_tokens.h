#pragma once

#include <string_view>

#include "base/error.h"
#include "store/accounts.h"

namespace exo::store {

class Database;

/// Has it the shape exo_<8 hexadecimal digits>_<43 characters>? A sign-in's bearer token never has.
[[nodiscard]] bool is_api_token(std::string_view token) noexcept;

/// As Accounts::recognise, of a text that is_api_token.
[[nodiscard]] Result<SignedIn> recognise_api_token(Database& database, std::string_view token, TokenUse use);

}  // namespace exo::store
