#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/secret.h"
#include "domain/role.h"

namespace exo::store {

class Database;

struct User {
  std::string id;     ///< UUID
  std::string email;  ///< as typed; unique without case
  domain::Role role = domain::Role::admin;
  bool disabled = false;
  WallTime created_at{};
};

enum class TokenKind : std::uint8_t {
  bearer,   ///< Authorization header
  session,  ///< the admin page's cookie
};

struct IssuedToken {
  Secret text;  ///< shown once; only its hash is stored
  std::chrono::seconds expires_in{};
};

/// Users, passwords and tokens. Thread-safe; every call blocks on the database, some on a password hash.
class Accounts {
 public:
  explicit Accounts(Database& database) noexcept : database_(database) {}

  /// `unprocessable`: not an e-mail address, or a password under 12 characters, or one that everybody uses.
  /// `conflict`: the e-mail is taken.
  [[nodiscard]] Result<User> create_user(std::string_view email, const Secret& password, domain::Role role);
  /// `not_found`: nobody has that e-mail. Ends all of the user's tokens.
  [[nodiscard]] Result<void> set_password(std::string_view email, const Secret& password);
  [[nodiscard]] Result<std::vector<User>> users();

  /// `unauthenticated` with one sentence for a wrong e-mail, a wrong password and a disabled user alike, after the same
  /// amount of work.
  [[nodiscard]] Result<User> check_password(std::string_view email, const Secret& password);

  /// Bearer tokens live 12 h. Sessions live 12 h, and end after 30 min without use.
  [[nodiscard]] Result<IssuedToken> issue_token(const User& user, TokenKind kind);
  /// The user as the database knows them now. `unauthenticated`: unknown, expired or revoked token, disabled user.
  [[nodiscard]] Result<User> authenticate(std::string_view token, TokenKind kind);
  [[nodiscard]] Result<void> revoke(std::string_view token);

  /// A one-time token that lets its holder create a super_admin within 24 h; ends earlier ones.
  [[nodiscard]] Result<Secret> create_setup_token();
  /// `unauthenticated`: unknown, used or too old. Used up only when the user was created.
  [[nodiscard]] Result<User> redeem_setup_token(std::string_view token, std::string_view email, const Secret& password);

 private:
  Database& database_;
};

}  // namespace exo::store
