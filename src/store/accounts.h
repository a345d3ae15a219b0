#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
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
  bearer,   ///< Authorization header, from a sign-in
  session,  ///< the admin page's cookie
  api,      ///< Authorization header, made for a program (ApiToken)
};

/// Does looking a token up keep a session from idling out?
enum class TokenUse : std::uint8_t { counts, does_not_count };

struct IssuedToken {
  Secret text;  ///< shown once; only its hash is stored
  std::chrono::seconds expires_in{};
};

/// Where a sign-in came from, to be shown to its user later.
struct SignInOrigin {
  std::string address{};
  std::string user_agent{};  ///< printable; at most kMaxUserAgentBytes
};

/// Somebody whose token is good now.
struct SignedIn {
  User user;  ///< as the database knows them now; of an API token, with the lower of its role and its owner's
  TokenKind kind = TokenKind::bearer;
  std::string id{};                      ///< of the sign-in or API token; nothing that opens a door
  std::string prefix{};                  ///< "exo_0123abcd" of an API token, else empty
  WallTime confirmed_at{};               ///< when the password was last entered in this sign-in; 1970 for an API token
  std::optional<WallTime> expires_at{};  ///< of an API token; nullopt: never, or it is a sign-in
};

/// A sign-in that has not ended.
struct Session {
  std::string id;
  TokenKind kind = TokenKind::session;  ///< bearer or session
  WallTime created_at{};
  WallTime last_used_at{};  ///< to the minute
  WallTime expires_at{};
  SignInOrigin origin{};
};

/// What an API token is to be.
struct ApiTokenWish {
  std::string user_id;  ///< whose rights it has
  std::string name;     ///< 1 to kMaxTokenNameBytes, printable
  domain::Role role = domain::Role::admin;
  std::optional<std::chrono::days> life{};  ///< nullopt: for ever
  std::optional<WallTime> not_after{};      ///< it ends then at the latest, whatever its life; nullopt: no such limit
  std::string created_by{};                 ///< e-mail of the maker
};

/// Which API tokens somebody may see and remove.
struct TokenReach {
  std::optional<std::string_view> user_id{};  ///< only this user's; nullopt: everybody's
  domain::Role highest_role = domain::Role::super_admin;
};

struct ApiToken {
  std::string id;
  std::string prefix;  ///< "exo_0123abcd", how people tell tokens apart
  std::string name;
  domain::Role role = domain::Role::admin;
  std::string user_id;
  std::string user_email;
  std::string created_by;
  WallTime created_at{};
  std::optional<WallTime> expires_at{};
  std::optional<WallTime> last_used_at{};  ///< to the minute
};

struct IssuedApiToken {
  ApiToken token;
  Secret text;  ///< shown once
};

/// What to change of a user; nullopt: as it is.
struct UserChange {
  std::optional<domain::Role> role{};
  std::optional<bool> disabled{};
};

inline constexpr std::size_t kMaxUserAgentBytes = 200;
inline constexpr std::size_t kMaxTokenNameBytes = 80;

/// Users, passwords and tokens. Thread-safe; every call blocks on the database, some on a password hash.
class Accounts {
 public:
  explicit Accounts(Database& database) noexcept : database_(database) {}

  /// `unprocessable`: not an e-mail address, or a password under 12 characters, or one that everybody uses.
  /// `conflict`: the e-mail is taken.
  [[nodiscard]] Result<User> create_user(std::string_view email, const Secret& password, domain::Role role);
  /// `not_found`: nobody has that e-mail. Ends all of the user's sign-ins and API tokens: whoever sets a password
  /// without the old one is getting an account back.
  [[nodiscard]] Result<void> set_password(std::string_view email, const Secret& password);
  /// `unauthenticated`: `current` is wrong. `unprocessable`: the new one is as create_user says, or the old one. Ends
  /// the user's sign-ins except `kept_session` (an id, may be empty); API tokens, whose making asked for the password,
  /// stay.
  [[nodiscard]] Result<void> change_password(const User& user, const Secret& current, const Secret& next,
                                             std::string_view kept_session);
  [[nodiscard]] Result<std::vector<User>> users();
  /// `not_found`.
  [[nodiscard]] Result<User> user(std::string_view id);
  /// `not_found`; `conflict` when no enabled super_admin would be left, decided in the transaction of the change.
  /// Disabling ends the user's sign-ins; API tokens are refused while their owner is disabled.
  [[nodiscard]] Result<User> change_user(std::string_view id, const UserChange& change);
  /// As change_user; sign-ins and API tokens go with the user. Gives whom it removed.
  [[nodiscard]] Result<User> remove_user(std::string_view id);

  /// `unauthenticated` with one sentence for a wrong e-mail, a wrong password and a disabled user alike, after the same
  /// amount of work.
  [[nodiscard]] Result<User> check_password(std::string_view email, const Secret& password);

  /// Bearer tokens live 12 h. Sessions live 12 h, and end after 30 min without use.
  [[nodiscard]] Result<IssuedToken> issue_token(const User& user, TokenKind kind, const SignInOrigin& origin = {});
  /// `kind` says where the token was sent, session or bearer, or is what an earlier call found: among what is no
  /// session may be an API token. `unauthenticated`: unknown, expired or revoked token, disabled user.
  [[nodiscard]] Result<SignedIn> recognise(std::string_view token, TokenKind kind, TokenUse use = TokenUse::counts);
  [[nodiscard]] Result<void> revoke(std::string_view token);
  /// The password was entered again in this sign-in.
  [[nodiscard]] Result<void> note_confirmed(std::string_view session_id);
  /// The user's sign-ins, the newest first.
  [[nodiscard]] Result<std::vector<Session>> sessions(std::string_view user_id);
  /// `not_found` when it is not theirs.
  [[nodiscard]] Result<void> end_session(std::string_view user_id, std::string_view session_id);

  /// `not_found`: no such user.
  [[nodiscard]] Result<IssuedApiToken> create_api_token(const ApiTokenWish& wish);
  /// Expired ones too, the newest first.
  [[nodiscard]] Result<std::vector<ApiToken>> api_tokens(const TokenReach& reach);
  /// `not_found` when there is none within reach.
  [[nodiscard]] Result<void> remove_api_token(std::string_view id, const TokenReach& reach);

  /// A one-time token that lets its holder create a super_admin within 24 h; ends earlier ones.
  [[nodiscard]] Result<Secret> create_setup_token();
  /// `unauthenticated`: unknown, used or too old. Used up only when the user was created.
  [[nodiscard]] Result<User> redeem_setup_token(std::string_view token, std::string_view email, const Secret& password);

 private:
  Database& database_;
};

}  // namespace exo::store
