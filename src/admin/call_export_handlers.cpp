#include <memory>

#include <fmt/format.h>

#include "admin/call_filter.h"
#include "admin/call_table.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "base/csv.h"
#include "base/log.h"

namespace exo::admin {
namespace {

constexpr std::size_t kLinesAtOnce = 500;
/// Whoever reads slower than this keeps others from exporting.
constexpr std::chrono::minutes kLongestExport{10};

/// Reads a page, writes a page: neither the table nor a database connection is held while somebody reads slowly.
class CallExport {
 public:
  CallExport(Services& services, CallSearch search, std::shared_ptr<void> slot)
      : services_(services), search_(std::move(search)), slot_(std::move(slot)) {}

  StreamStep write_on(const BodySink& sink) {
    if (std::chrono::steady_clock::now() > deadline_) return StreamStep::broken;
    std::string text = std::exchange(head_, {});
    const auto calls = services_.parts.calls.find(search_.filter, search_.after, kLinesAtOnce);
    if (!calls) {
      log::error("admin", "an export of calls broke off: {}", calls.error().detail);
      return StreamStep::broken;
    }
    for (const auto& call : *calls) text += call_table_line(call);
    if (!sink(text)) return StreamStep::broken;
    if (calls->size() < kLinesAtOnce) return StreamStep::done;
    search_.after = domain::CallPlace{calls->back().opened_at, calls->back().id};
    return StreamStep::more;
  }

 private:
  Services& services_;
  CallSearch search_;
  std::shared_ptr<void> slot_;
  std::string head_ = std::string(kCsvByteOrderMark) + call_table_head();
  SteadyTime deadline_ = std::chrono::steady_clock::now() + kLongestExport;
};

}  // namespace

Result<Reply> export_calls(Services& services, const Request& request) {
  auto search = call_search_from(request.query, Paging::none);
  if (!search) return std::unexpected(search.error());
  auto slot = services.exports.take();
  if (!slot) {
    Error busy{Errc::unavailable,
               fmt::format("{} exports are being read already: try again when one is done", services.exports.most())};
    busy.retry_after = std::chrono::seconds(10);
    return std::unexpected(std::move(busy));
  }
  const auto name = csv_file_name("calls", wall_now());
  log::info("admin", "{} exports calls from {}", request.user->email, request.peer_address);
  auto table = std::make_shared<CallExport>(services, *std::move(search), std::move(slot));
  return Reply{.content_type = "text/csv; charset=utf-8",
               .headers = {{"Content-Disposition", fmt::format("attachment; filename=\"{}\"", name)}},
               .stream = [table](const BodySink& sink) { return table->write_on(sink); }};
}

}  // namespace exo::admin
