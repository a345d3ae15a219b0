#include "store/report_rows.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <SQLiteCpp/Statement.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "store/rows.h"

namespace exo::store {
namespace {

using domain::CallReport;
using domain::ReportSource;

/// Reports about calls that nobody knows of; anybody can send such when no key is set.
constexpr std::int64_t kMostOrphans = 2'000;

constexpr JsonLimits kDocumentLimits{.max_bytes = 1UL << 20, .max_depth = 4};

using TextField = std::pair<const char*, std::string CallReport::*>;
constexpr std::array kTexts = {
    TextField{"event", &CallReport::event},
    TextField{"status", &CallReport::status},
    TextField{"direction", &CallReport::direction},
    TextField{"from", &CallReport::from},
    TextField{"to", &CallReport::to},
    TextField{"custom_field", &CallReport::custom_field},
    TextField{"recording_url", &CallReport::recording_url},
    TextField{"stream_sid", &CallReport::stream_sid},
    TextField{"stream_status", &CallReport::stream_status},
    TextField{"disconnected_by", &CallReport::disconnected_by},
    TextField{"stream_error", &CallReport::stream_error},
    TextField{"stream_detail", &CallReport::stream_detail},
};

std::string document_of(const CallReport& report) {
  Json document = {{"source", to_string(report.source)}};
  for (const auto& [name, field] : kTexts) {
    if (const auto& text = report.*field; !text.empty()) document[name] = text;
  }
  if (report.duration_s) document["duration_s"] = *report.duration_s;
  return dump_json(document);
}

ReportSource source_from(std::string_view name) {
  for (const auto source : {ReportSource::passthru, ReportSource::poll}) {
    if (to_string(source) == name) return source;
  }
  return ReportSource::status;
}

CallReport report_from(std::string_view call_sid, WallTime at, std::string_view text) {
  CallReport report;
  report.call_sid = call_sid;
  report.at = at;
  const auto document = parse_json(text, kDocumentLimits);
  if (!document || !document->is_object()) return report;
  const auto text_of = [&](const char* name) {
    const auto found = document->find(name);
    return found != document->end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  report.source = source_from(text_of("source"));
  for (const auto& [name, field] : kTexts) report.*field = text_of(name);
  const auto duration = document->find("duration_s");
  if (duration != document->end() && duration->is_number_integer()) report.duration_s = duration->get<std::int64_t>();
  return report;
}

/// Those of one batch, so that each statement is prepared once for many reports.
class ReportWrite {
 public:
  ReportWrite(SQLite::Database& db, std::size_t most_per_call)
      : most_(static_cast<std::int64_t>(most_per_call)),
        known_(db, "SELECT 1 FROM call_reports WHERE call_sid = ? AND report_key = ?"),
        count_(db, "SELECT count(*) FROM call_reports WHERE call_sid = ?"),
        make_room_(db,
                   "DELETE FROM call_reports WHERE seq = "
                   "(SELECT max(seq) FROM call_reports WHERE call_sid = ? AND terminal = 0)"),
        insert_(db,
                "INSERT INTO call_reports (call_sid, report_key, at, terminal, has_numbers, orphan, document) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)"),
        is_call_(
            db,
            "SELECT 1 FROM calls WHERE call_sid = ?1 UNION ALL SELECT 1 FROM test_calls WHERE call_sid = ?1 LIMIT 1"),
        orphans_(db, "SELECT count(*) FROM call_reports WHERE orphan = 1"),
        drop_orphan_(db, "DELETE FROM call_reports WHERE seq = (SELECT min(seq) FROM call_reports WHERE orphan = 1)") {}

  void write(const CallReport& report) {
    const auto key = report_key(report);
    if (is_known(report.call_sid, key)) return;
    const bool terminal = domain::is_terminal(report.status);
    if (is_full(report.call_sid) && !(terminal && makes_room(report.call_sid))) return;
    const bool orphan = !is_call(report.call_sid);
    if (orphan) limit_orphans();
    insert_.reset();
    bind_all(insert_, report.call_sid, key, report.at, terminal, !report.from.empty() || !report.to.empty(), orphan,
             document_of(report));
    insert_.exec();
  }

 private:
  bool is_known(const std::string& call_sid, const std::string& key) {
    known_.reset();
    bind_all(known_, call_sid, key);
    return known_.executeStep();
  }
  bool is_full(const std::string& call_sid) {
    count_.reset();
    bind_all(count_, call_sid);
    return count_.executeStep() && integer_at(count_, 0) >= most_;
  }
  bool makes_room(const std::string& call_sid) {
    make_room_.reset();
    bind_all(make_room_, call_sid);
    return make_room_.exec() > 0;
  }

  bool is_call(const std::string& call_sid) {
    is_call_.reset();
    bind_all(is_call_, call_sid);
    return is_call_.executeStep();
  }
  void limit_orphans() {
    orphans_.reset();
    if (!orphans_.executeStep() || integer_at(orphans_, 0) < kMostOrphans) return;
    drop_orphan_.reset();
    drop_orphan_.exec();
  }

  const std::int64_t most_;
  SQLite::Statement known_;
  SQLite::Statement count_;
  SQLite::Statement make_room_;
  SQLite::Statement insert_;
  SQLite::Statement is_call_;
  SQLite::Statement orphans_;
  SQLite::Statement drop_orphan_;
};

}  // namespace

void write_reports(SQLite::Database& db, std::span<const CallReport> reports, std::size_t most_per_call) {
  if (reports.empty()) return;
  ReportWrite batch(db, most_per_call);
  for (const auto& report : reports) batch.write(report);
}

std::vector<CallReport> reports_of(SQLite::Database& db, std::string_view call_sid) {
  std::vector<CallReport> reports;
  SQLite::Statement query(db, "SELECT at, document FROM call_reports WHERE call_sid = ? ORDER BY seq");
  bind_all(query, call_sid);
  while (query.executeStep()) reports.push_back(report_from(call_sid, time_at(query, 0), text_at(query, 1)));
  return reports;
}

}  // namespace exo::store
