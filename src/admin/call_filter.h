#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "admin/route.h"
#include "base/encoding.h"
#include "base/error.h"
#include "domain/call_search.h"
#include "domain/call_summary.h"

namespace exo::admin {

/// What GET /calls and /calls.csv are asked for.
struct CallSearch {
  domain::CallFilter filter{};
  std::optional<domain::CallPlace> after{};
  std::size_t limit = 50;  ///< 1 to 500
};

/// Which parameters a route takes beside the filters.
enum class Paging : std::uint8_t { none, pages };

/// `unprocessable` with one sentence for a parameter that is unknown, repeated or malformed: a misspelt filter must not
/// quietly find everything. An empty filter is none.
[[nodiscard]] Result<CallSearch> call_search_from(const FormFields& query, Paging paging);

inline constexpr auto kCallPageParams = std::to_array<QueryParam>({
    {"since", R"({"type":"string"})", "Opened then or later: RFC 3339, or milliseconds since 1970"},
    {"until", R"({"type":"string"})", "Opened before: RFC 3339, or milliseconds since 1970"},
    {"number", R"({"type":"string","maxLength":64})", "Of the caller or the ExoPhone, in any spelling"},
    {"bot_id", R"({"type":"string"})", "Answered by this bot"},
    {"did_id", R"({"type":"string"})", "Came in on this DID"},
    {"outcome", R"({"type":"string"})", "live, answered, refused, failed, or one end_reason"},
    {"test", R"({"type":"string","enum":["","yes","no"]})",
     "Only test calls and calls from a browser, or none of them"},
    {"limit", R"({"type":"integer","minimum":1,"maximum":500,"default":50})", "Calls on a page"},
    {"cursor", R"({"type":"string"})", "`next` of the page before"},
});
inline constexpr std::size_t kPagingParams = 2;  ///< at the end of kCallPageParams; the CSV takes those before

/// What GET /call-summary is asked for.
struct CallSummarySearch {
  domain::CallFilter filter{};
  domain::SummaryPeriod period{};
};

/// The filters of /calls, and `buckets`. Without `until` the period ends now, without `since` it is 24 hours long; a
/// period that ends before it begins is `unprocessable`.
[[nodiscard]] Result<CallSummarySearch> call_summary_search_from(FormFields query, WallTime now);

inline constexpr QueryParam kBucketsParam{"buckets", R"({"type":"integer","minimum":1,"maximum":200,"default":24})",
                                          "Parts of the period at most, each of whole seconds"};

}  // namespace exo::admin
