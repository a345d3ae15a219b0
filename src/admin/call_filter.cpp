#include "admin/call_filter.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "base/text.h"
#include "domain/phone_number.h"

namespace exo::admin {
namespace {

constexpr std::size_t kMaxLimit = 500;
constexpr std::size_t kMaxBuckets = 200;
constexpr std::chrono::hours kUsualPeriod{24};
constexpr std::size_t kMaxValueBytes = 256;
constexpr std::size_t kMaxNumberBytes = 64;

std::unexpected<Error> refuse(std::string_view what) {
  return fail(Errc::unprocessable, std::string(what));
}

Result<void> set_count(std::size_t& to, std::string_view name, std::string_view value, std::size_t most) {
  const auto* const last = value.data() + value.size();
  const auto [end, error] = std::from_chars(value.data(), last, to);
  if (error == std::errc{} && end == last && to >= 1 && to <= most) return {};
  return refuse(fmt::format("{} must be a whole number from 1 to {}", name, most));
}

Result<void> set_time(std::optional<WallTime>& to, std::string_view name, std::string_view value) {
  to = time_from(value);
  if (to) return {};
  return refuse(fmt::format("{} must be a time like 2026-08-25T12:07:08+05:30, or milliseconds since 1970", name));
}

Result<void> set_outcome(CallSearch& search, std::string_view value) {
  search.filter.outcomes = domain::outcome_from(value);
  if (!search.filter.outcomes.empty()) return {};
  return refuse("outcome must be live, answered, refused, failed or one end_reason");
}

Result<void> set_tests(CallSearch& search, std::string_view value) {
  if (value != "yes" && value != "no") return refuse("test must be yes or no");
  search.filter.tests = value == "yes" ? domain::TestCalls::only : domain::TestCalls::none;
  return {};
}

Result<void> set_number(CallSearch& search, std::string_view value) {
  if (value.size() > kMaxNumberBytes) return refuse("number is too long");
  // A bare '+' arrives as a space.
  search.filter.number = domain::restore_plus(value);
  // As a filter, nothing would be every call.
  if (search.filter.number.empty()) return refuse("number must have digits");
  return {};
}

Result<void> set_cursor(CallSearch& search, std::string_view value) {
  search.after = domain::place_of(value);
  if (search.after) return {};
  return refuse("cursor is not one that this list has given: leave it out to begin with the newest calls");
}

Result<void> set_filter(CallSearch& search, std::string_view name, const std::string& value) {
  auto& filter = search.filter;
  if (value.empty()) return {};
  if (value.size() > kMaxValueBytes || !is_utf8(value)) return refuse(fmt::format("{} is no such value", name));
  if (name == "since") return set_time(filter.since, name, value);
  if (name == "until") return set_time(filter.until, name, value);
  if (name == "outcome") return set_outcome(search, value);
  if (name == "test") return set_tests(search, value);
  if (name == "number") return set_number(search, value);
  if (name == "cursor") return set_cursor(search, value);
  if (name == "bot_id") filter.bot_id = value;
  if (name == "did_id") filter.did_id = value;
  return {};
}

bool is_known(std::string_view name, Paging paging) {
  const auto count = kCallPageParams.size() - (paging == Paging::none ? kPagingParams : 0);
  return std::ranges::any_of(std::span(kCallPageParams).first(count),
                             [name](const QueryParam& known) { return known.name == name; });
}

}  // namespace

Result<CallSearch> call_search_from(const FormFields& query, Paging paging) {
  CallSearch search;
  for (const auto& [name, value] : query) {
    if (!is_known(name, paging)) {
      return refuse(fmt::format("{} is no parameter of this list", printable(name, 64)));
    }
    const auto same = [&name](const auto& field) { return field.first == name; };
    if (std::ranges::count_if(query, same) > 1) return refuse(fmt::format("{} is given twice", name));
    const auto set =
        name == "limit" ? set_count(search.limit, name, value, kMaxLimit) : set_filter(search, name, value);
    if (!set) return std::unexpected(set.error());
  }
  return search;
}

Result<CallSummarySearch> call_summary_search_from(FormFields query, WallTime now) {
  CallSummarySearch search;
  const auto buckets = std::ranges::find(query, kBucketsParam.name, &FormFields::value_type::first);
  if (buckets != query.end()) {
    const auto set = set_count(search.period.buckets, kBucketsParam.name, buckets->second, kMaxBuckets);
    if (!set) return std::unexpected(set.error());
    query.erase(buckets);  // a second one is then no parameter of the list
  }
  auto filters = call_search_from(query, Paging::none);
  if (!filters) return std::unexpected(filters.error());
  search.filter = std::move(filters->filter);
  search.period.until = search.filter.until.value_or(now);
  search.period.since = search.filter.since.value_or(search.period.until - kUsualPeriod);
  if (search.period.since < search.period.until) return search;
  return refuse("since must be before until, and before now");
}

}  // namespace exo::admin
