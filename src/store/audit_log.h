#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace exo::store {

class Database;

/// How the actor was known.
enum class AuditVia : std::uint8_t {
  nobody,   ///< not at all: a refused sign-in
  session,  ///< the page's cookie, or the sign-in that made it
  bearer,   ///< a sign-in's bearer token
  api,      ///< an API token
  console,  ///< `exogate user …` or `integration …` on the machine itself
};

/// On disk, do not change.
[[nodiscard]] std::string_view to_string(AuditVia via) noexcept;

/// Who did what. Names of fields, never their values; nothing secret.
struct AuditEntry {
  std::int64_t seq = 0;      ///< given by the log; rises
  WallTime at = wall_now();  ///< of the answer
  std::string request_id{};  ///< X-Request-Id; empty at the console
  std::string actor{};       ///< e-mail as it was then; of a refused sign-in, what was typed; "console"
  std::string actor_id{};    ///< user id; empty when unknown
  AuditVia via = AuditVia::nobody;
  std::string token_prefix{};  ///< "exo_0123abcd" of an API token
  std::string address{};       ///< without port
  std::string action{};        ///< "bot.changed"
  std::string subject{};       ///< id of what was changed; may be empty
  std::vector<std::string> fields{};
  int status = 0;              ///< HTTP status of the answer; 0 at the console
  std::uint64_t left_out = 0;  ///< like ones before this one that were not written (refused sign-ins only)
};

struct AuditFilter {
  std::optional<std::string> actor{};  ///< an e-mail address in any case, or a user id
  std::optional<std::string> action{};
  std::optional<std::string> subject{};  ///< also with something after a slash: "{did_id}/*********3210"
  std::optional<WallTime> since{};       ///< from then on
  std::optional<WallTime> until{};       ///< before then
  std::optional<std::int64_t> before{};  ///< only entries with a smaller seq
  std::int64_t limit = 100;
};

/// What happened, for an auditor: rows are only ever added, and the database refuses to change or delete one.
/// Thread-safe; blocks on the database.
class AuditLog {
 public:
  explicit AuditLog(Database& database) noexcept : database_(database) {}

  [[nodiscard]] Result<void> record(const AuditEntry& entry);
  /// The newest first.
  [[nodiscard]] Result<std::vector<AuditEntry>> list(const AuditFilter& filter);

 private:
  Database& database_;
};

}  // namespace exo::store
