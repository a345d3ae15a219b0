#include <charconv>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin/account_views.h"
#include "admin/audit_trail.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "base/csv.h"

namespace exo::admin {
namespace {

constexpr std::int64_t kDefaultLimit = 100;
constexpr std::int64_t kMaxLimit = 500;
/// Rows of one export: about 10 MB. Whoever has more goes on from X-Next-Before.
constexpr std::int64_t kExportRows = 50'000;
constexpr std::size_t kBytesAtOnce = 8 * 1024;
/// Whoever reads slower than this keeps others from exporting.
constexpr std::chrono::minutes kLongestExport{10};

Result<std::int64_t> whole_number(std::string_view name, const std::string& text, std::int64_t most) {
  std::int64_t value = 0;
  const auto* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error != std::errc{} || end != last || value < 1 || value > most) {
    return fail(Errc::unprocessable, fmt::format("{} must be a whole number from 1 to {}", name, most));
  }
  return value;
}

Result<std::optional<WallTime>> time_in(std::string_view name, const std::string& text) {
  const auto time = time_from(text);
  if (!time) {
    return fail(Errc::unprocessable,
                fmt::format("{} must be a time like 2026-08-25T06:37:08Z, or milliseconds since 1970", name));
  }
  return time;
}

/// An empty value is no filter: forms send those. What we do not know is ignored, as in bodies.
Result<store::AuditFilter> filter_in(const FormFields& query, std::int64_t most) {
  store::AuditFilter filter;
  filter.limit = most == kMaxLimit ? kDefaultLimit : most;
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    if (name == "actor") filter.actor = value;
    if (name == "action") filter.action = value;
    if (name == "subject") filter.subject = value;
    if (name == "since" || name == "until") {
      const auto time = time_in(name, value);
      if (!time) return std::unexpected(time.error());
      (name == "since" ? filter.since : filter.until) = *time;
    }
    if (name == "before" || name == "limit") {
      const auto number = whole_number(name, value, name == "limit" ? most : std::numeric_limits<std::int64_t>::max());
      if (!number) return std::unexpected(number.error());
      if (name == "limit") filter.limit = *number;
      if (name == "before") filter.before = *number;
    }
  }
  return filter;
}

struct Page {
  std::vector<store::AuditEntry> entries;
  std::optional<std::int64_t> next_before;  ///< when there is more
};

Result<Page> page_of(Services& services, const FormFields& query, std::int64_t most) {
  auto filter = filter_in(query, most);
  if (!filter) return std::unexpected(filter.error());
  record_due_refusals(services);
  const auto wanted = static_cast<std::size_t>(filter->limit);
  ++filter->limit;  // whether there is one more
  auto entries = services.parts.audit.list(*filter);
  if (!entries) return std::unexpected(entries.error());
  Page page{std::move(*entries), std::nullopt};
  if (page.entries.size() <= wanted) return page;
  page.entries.resize(wanted);
  page.next_before = page.entries.back().seq;
  return page;
}

std::string csv_of(const std::vector<store::AuditEntry>& entries) {
  CsvLine line;
  for (const auto* name : {"seq", "at", "request_id", "actor", "actor_id", "via", "token_prefix", "address", "action",
                           "subject", "fields", "status", "left_out"}) {
    line.text(name);
  }
  auto csv = std::string(kCsvByteOrderMark) + line.take();
  for (const auto& entry : entries) {
    std::string fields;
    for (const auto& name : entry.fields) fields += (fields.empty() ? "" : " ") + name;
    line.number(entry.seq).time(entry.at).text(entry.request_id).text(entry.actor).text(entry.actor_id);
    line.text(store::to_string(entry.via)).text(entry.token_prefix).text(entry.address).text(entry.action);
    line.text(entry.subject).text(fields).number(entry.status).number(static_cast<std::int64_t>(entry.left_out));
    csv += line.take();
  }
  return csv;
}

/// Holds its slot until the last byte is read, so that few tables are in memory. Written in small parts, so that a stop
/// and the deadline are noticed while somebody reads slowly.
class AuditTable {
 public:
  AuditTable(std::string csv, std::shared_ptr<void> slot) : csv_(std::move(csv)), slot_(std::move(slot)) {}

  StreamStep write_on(const BodySink& sink) {
    if (std::chrono::steady_clock::now() > deadline_) return StreamStep::broken;
    const auto part = std::string_view(csv_).substr(written_, kBytesAtOnce);
    if (!sink(part)) return StreamStep::broken;
    written_ += part.size();
    return written_ == csv_.size() ? StreamStep::done : StreamStep::more;
  }

 private:
  const std::string csv_;
  const std::shared_ptr<void> slot_;
  std::size_t written_ = 0;
  const SteadyTime deadline_ = std::chrono::steady_clock::now() + kLongestExport;
};

}  // namespace

Result<Reply> list_audit(Services& services, const Request& request) {
  const auto page = page_of(services, request.query, kMaxLimit);
  if (!page) return std::unexpected(page.error());
  auto list = Json::array();
  for (const auto& entry : page->entries) list.push_back(audit_view(entry));
  return json_reply(
      {{"entries", std::move(list)}, {"next_before", page->next_before ? Json(*page->next_before) : Json(nullptr)}});
}

Result<Reply> export_audit(Services& services, const Request& request) {
  auto slot = services.take_export_slot();
  if (!slot) return std::unexpected(slot.error());
  const auto page = page_of(services, request.query, kExportRows);
  if (!page) return std::unexpected(page.error());
  const auto table = std::make_shared<AuditTable>(csv_of(page->entries), *std::move(slot));
  Reply reply{.content_type = "text/csv; charset=utf-8",
              .stream = [table](const BodySink& sink) { return table->write_on(sink); }};
  reply.headers.emplace_back("Content-Disposition",
                             fmt::format("attachment; filename=\"{}\"", csv_file_name("audit", wall_now())));
  if (page->next_before) reply.headers.emplace_back("X-Next-Before", fmt::format("{}", *page->next_before));
  return reply;
}

}  // namespace exo::admin
