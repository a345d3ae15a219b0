#include <memory>
#include <string>
#include <string_view>
#include <utility>

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
constexpr std::size_t kBytesAtOnce = 8 * 1024;
/// Whoever reads slower than this keeps others from exporting.
constexpr std::chrono::minutes kLongestExport{10};

/// Reads a page and writes it in small parts, so that a stop and the deadline are noticed while somebody reads slowly:
/// neither the table nor a database connection is held meanwhile.
class CallExport {
 public:
  CallExport(Services& services, CallSearch search, std::shared_ptr<void> slot)
      : services_(services), search_(std::move(search)), slot_(std::move(slot)) {}

  StreamStep write_on(const BodySink& sink) {
    if (std::chrono::steady_clock::now() > deadline_) return StreamStep::broken;
    if (written_ == page_.size() && !read_page()) return StreamStep::broken;
    const auto part = std::string_view(page_).substr(written_, kBytesAtOnce);
    if (!sink(part)) return StreamStep::broken;
    written_ += part.size();
    return last_page_ && written_ == page_.size() ? StreamStep::done : StreamStep::more;
  }

 private:
  bool read_page() {
    const auto calls = services_.parts.calls.find(search_.filter, search_.after, kLinesAtOnce);
    if (!calls) {
      log::error("admin", "an export of calls broke off: {}", calls.error().detail);
      return false;
    }
    page_ = std::exchange(head_, {});
    written_ = 0;
    for (const auto& call : *calls) page_ += call_table_line(call);
    last_page_ = calls->size() < kLinesAtOnce;
    if (!last_page_) search_.after = domain::CallPlace{calls->back().opened_at, calls->back().id};
    return true;
  }

  Services& services_;
  CallSearch search_;
  std::shared_ptr<void> slot_;
  std::string head_ = std::string(kCsvByteOrderMark) + call_table_head();
  std::string page_;
  std::size_t written_ = 0;  ///< of page_
  bool last_page_ = false;
  SteadyTime deadline_ = std::chrono::steady_clock::now() + kLongestExport;
};

}  // namespace

Result<Reply> export_calls(Services& services, const Request& request) {
  auto search = call_search_from(request.query, Paging::none);
  if (!search) return std::unexpected(search.error());
  auto slot = services.take_export_slot();
  if (!slot) return std::unexpected(slot.error());
  const auto name = csv_file_name("calls", wall_now());
  log::info("admin", "{} exports calls from {}", request.user->email, request.peer_address);
  auto table = std::make_shared<CallExport>(services, *std::move(search), *std::move(slot));
  return Reply{.content_type = "text/csv; charset=utf-8",
               .headers = {{"Content-Disposition", fmt::format("attachment; filename=\"{}\"", name)}},
               .stream = [table](const BodySink& sink) { return table->write_on(sink); }};
}

}  // namespace exo::admin
