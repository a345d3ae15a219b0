#include "store/audit_log.h"

#include <array>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "store/database.h"
#include "store/rows.h"

namespace exo::store {
namespace {

constexpr std::array kVias{AuditVia::nobody, AuditVia::session, AuditVia::bearer, AuditVia::api, AuditVia::console};

AuditVia via_from(std::string_view name) noexcept {
  for (const auto via : kVias) {
    if (to_string(via) == name) return via;
  }
  return AuditVia::nobody;
}

std::vector<std::string> fields_from(const std::string& text) {
  std::vector<std::string> fields;
  const auto names = parse_json(text);
  if (!names || !names->is_array()) return fields;
  for (const auto& name : *names) {
    if (name.is_string()) fields.push_back(name.get<std::string>());
  }
  return fields;
}

AuditEntry entry_at(SQLite::Statement& row) {
  return {.seq = integer_at(row, 0),
          .at = time_at(row, 1),
          .request_id = text_at(row, 2),
          .actor = text_at(row, 3),
          .actor_id = text_at(row, 4),
          .via = via_from(text_at(row, 5)),
          .token_prefix = text_at(row, 6),
          .address = text_at(row, 7),
          .action = text_at(row, 8),
          .subject = text_at(row, 9),
          .fields = fields_from(text_at(row, 10)),
          .status = static_cast<int>(integer_at(row, 11)),
          .left_out = static_cast<std::uint64_t>(integer_at(row, 12))};
}

}  // namespace

std::string_view to_string(AuditVia via) noexcept {
  switch (via) {
    case AuditVia::nobody:
      return "nobody";
    case AuditVia::session:
      return "session";
    case AuditVia::bearer:
      return "bearer";
    case AuditVia::api:
      return "api_token";
    case AuditVia::console:
      return "console";
  }
  return "";
}

Result<void> AuditLog::record(const AuditEntry& entry) {
  return database_.write([&](SQLite::Database& db) -> Result<void> {
    SQLite::Statement insert(db,
                             "INSERT INTO audit (at, request_id, actor, actor_id, via, token_prefix, address, action, "
                             "subject, fields, status, left_out) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    bind_all(insert, entry.at, entry.request_id, entry.actor, entry.actor_id, to_string(entry.via), entry.token_prefix,
             entry.address, entry.action, entry.subject, dump_json(Json(entry.fields)), entry.status, entry.left_out);
    insert.exec();
    return {};
  });
}

Result<std::vector<AuditEntry>> AuditLog::list(const AuditFilter& filter) {
  return database_.read([&](SQLite::Database& db) -> Result<std::vector<AuditEntry>> {
    std::vector<AuditEntry> entries;
    SQLite::Statement query(
        db,
        "SELECT seq, at, request_id, actor, actor_id, via, token_prefix, address, action, subject, fields, status, "
        "left_out FROM audit WHERE (?1 IS NULL OR actor = ?1 COLLATE NOCASE OR actor_id = ?1) "
        "AND (?2 IS NULL OR action = ?2) "
        "AND (?3 IS NULL OR subject = ?3 OR substr(subject, 1, length(?3) + 1) = ?3 || '/') "
        "AND (?4 IS NULL OR at >= ?4) "
        "AND (?5 IS NULL OR at < ?5) AND (?6 IS NULL OR seq < ?6) ORDER BY seq DESC LIMIT ?7");
    bind_all(query, filter.actor, filter.action, filter.subject, filter.since, filter.until, filter.before,
             filter.limit);
    while (query.executeStep()) entries.push_back(entry_at(query));
    return entries;
  });
}

}  // namespace exo::store
