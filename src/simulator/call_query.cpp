#include "simulator/call_query.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "domain/phone_number.h"

namespace exo::simulator {
namespace {

using namespace std::chrono;

/// Indian Standard Time is ahead of UTC by so much, all year.
constexpr minutes kIndia{330};

std::string_view value_of(const FormFields& query, std::string_view name) {
  const auto found = std::ranges::find(query, name, &FormFields::value_type::first);
  return found == query.end() ? std::string_view{} : trim(found->second);
}

std::unexpected<Error> nonsense(std::string_view name, std::string_view value) {
  return fail(Errc::bad_request, fmt::format("{}={} makes no sense", name, printable(value, 64)));
}

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// "2026-08-25 12:07:08", in India.
std::optional<WallTime> time_in_india(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-dd dd:dd:dd";
  const auto fits = [](char c, char shape) { return shape == 'd' ? c >= '0' && c <= '9' : c == shape; };
  if (!std::ranges::equal(text, kShape, fits)) return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t size) { return *whole_number<unsigned>(text.substr(at, size)); };
  const year_month_day date(year(static_cast<int>(part(0, 4))), month(part(5, 2)), day(part(8, 2)));
  if (!date.ok() || part(11, 2) > 23 || part(14, 2) > 59 || part(17, 2) > 59) return std::nullopt;
  return WallTime(sys_days(date) + hours(part(11, 2)) + minutes(part(14, 2)) + seconds(part(17, 2)) - kIndia);
}

/// "10s"
std::optional<std::int64_t> whole_seconds(std::string_view text) {
  if (text.ends_with('s')) text.remove_suffix(1);
  return whole_number<std::int64_t>(text);
}

/// "gte:A;lte:B", either alone, or one value without an operator.
template <class Value>
Result<Bounds<Value>> read_bounds(const FormFields& query, std::string_view name,
                                  std::optional<Value> (*read)(std::string_view)) {
  Bounds<Value> bounds;
  const auto text = value_of(query, name);
  if (text.empty()) return bounds;
  for (auto part : split(text, ';')) {
    const bool least = part.starts_with("gte:");
    const bool most = part.starts_with("lte:");
    if (least || most) part.remove_prefix(4);
    const auto value = read(trim(part));
    if (!value) return nonsense(name, text);
    if (!most) bounds.least = value;
    if (!least) bounds.most = value;
  }
  return bounds;
}

Result<std::set<std::string>> read_list(const FormFields& query, std::string_view name, std::size_t most) {
  std::set<std::string> list;
  const auto text = value_of(query, name);
  if (text.empty()) return list;
  for (const auto part : split(text, ',')) list.emplace(trim(part));
  if (list.size() > most) return fail(Errc::bad_request, fmt::format("more than {} of {}", most, name));
  return list;
}

Result<std::set<std::string>> read_numbers(const FormFields& query, std::string_view name) {
  const auto list = read_list(query, name, CallQuery::kMostNumbers);
  if (!list) return list;
  std::set<std::string> keys;
  for (const auto& number : *list) keys.insert(domain::number_key(number));
  return keys;
}

/// Takes over what was read; false: it was nonsense, which `error` keeps.
template <class Value>
bool take(Value& into, Result<Value> read, std::optional<Error>& error) {
  if (read) {
    into = std::move(*read);
  } else {
    error = std::move(read.error());
  }
  return read.has_value();
}

Result<void> read_page(const FormFields& query, CallQuery& into) {
  if (const auto size = whole_number<std::size_t>(value_of(query, "PageSize")); size && *size > 0) {
    into.page_size = std::min(*size, CallQuery::kLargestPage);
  }
  const auto sort = value_of(query, "SortBy");
  if (sort == "DateCreated:asc") {
    into.order = CallQuery::Order::oldest_first;
  } else if (!sort.empty() && sort != "DateCreated:desc") {
    return nonsense("SortBy", sort);
  }
  into.after = value_of(query, "After");
  into.before = value_of(query, "Before");
  if (!into.after.empty() && !into.before.empty()) return nonsense("Before with After", into.before);
  return {};
}

/// A month at a time (exotel.md §5.8).
bool is_too_long(const Bounds<WallTime>& created, WallTime now) {
  return created.least && created.most.value_or(now) - *created.least > CallQuery::kLongestSpan;
}

bool names(const std::set<std::string>& wanted, const std::string& value) {
  return wanted.empty() || wanted.contains(value);
}

bool matches(const KnownCall& call, const CallQuery& query) {
  const bool named = names(query.sids, call.dial.call_sid) && names(query.statuses, call.status) &&
                     names(query.directions, std::string(kCallDirection)) &&
                     names(query.from, domain::number_key(call.dial.from)) &&
                     names(query.to, domain::number_key(call.dial.caller_id)) &&
                     names(query.phone_numbers, domain::number_key(call.dial.caller_id));
  if (!named || !query.created.hold(floor<seconds>(call.created))) return false;
  if (!call.ended) return query.duration_s.is_open() && query.price.is_open();
  return query.duration_s.hold(call.conversation_seconds()) && query.price.hold(kCallPrice);
}

/// A cursor is the CallSid of the call at the edge of a page: to a client it is a text like any other.
std::optional<std::size_t> place_of(const std::vector<const KnownCall*>& calls, const std::string& cursor) {
  const auto found = std::ranges::find(calls, cursor, [](const KnownCall* call) { return call->dial.call_sid; });
  if (found == calls.end()) return std::nullopt;
  return static_cast<std::size_t>(found - calls.begin());
}

}  // namespace

Result<CallQuery> read_call_query(const FormFields& query, WallTime now) {
  CallQuery read;
  std::optional<Error> error;
  const auto any = std::string::npos;
  const bool sound = take(read.sids, read_list(query, "Sid", CallQuery::kMostSids), error) &&
                     take(read.from, read_numbers(query, "From"), error) &&
                     take(read.to, read_numbers(query, "To"), error) &&
                     take(read.phone_numbers, read_numbers(query, "PhoneNumber"), error) &&
                     take(read.statuses, read_list(query, "Status", any), error) &&
                     take(read.directions, read_list(query, "Direction", any), error) &&
                     take(read.created, read_bounds<WallTime>(query, "DateCreated", time_in_india), error) &&
                     take(read.duration_s, read_bounds<std::int64_t>(query, "Duration", whole_seconds), error) &&
                     take(read.price, read_bounds<double>(query, "Price", whole_number<double>), error);
  if (!sound) return std::unexpected(std::move(*error));
  if (is_too_long(read.created, now)) return fail(Errc::bad_request, "DateCreated spans more than a month");
  if (auto page = read_page(query, read); !page) return std::unexpected(std::move(page.error()));
  return read;
}

Result<CallPage> select_calls(const CallLedger& ledger, const CallQuery& query) {
  auto all = ledger.newest(ledger.size());
  if (query.order == CallQuery::Order::oldest_first) std::ranges::reverse(all);
  const auto& cursor = query.before.empty() ? query.after : query.before;
  const auto edge = place_of(all, cursor);
  if (!cursor.empty() && !edge) return nonsense("the cursor", cursor);

  std::vector<const KnownCall*> found;
  std::size_t ahead = 0;  // of the edge; the edge itself is on no page
  bool edge_matches = false;
  for (std::size_t place = 0; place < all.size(); ++place) {
    if (!matches(*all[place], query)) continue;
    if (edge && place < *edge) ++ahead;
    edge_matches = edge_matches || (edge && place == *edge);
    found.push_back(all[place]);
  }
  std::size_t first = 0;
  std::size_t last = found.size();
  if (!query.after.empty()) first = ahead + (edge_matches ? 1 : 0);
  if (!query.before.empty()) {
    last = ahead;
    first = last - std::min(last, query.page_size);
  }
  last = std::min(last, first + query.page_size);

  CallPage page{.calls = {}, .total = found.size(), .before = {}, .after = {}};
  if (first == last) return page;
  if (first > 0) page.before = found[first]->dial.call_sid;
  if (last < found.size()) page.after = found[last - 1]->dial.call_sid;
  page.calls.assign(std::next(found.begin(), static_cast<std::ptrdiff_t>(first)),
                    std::next(found.begin(), static_cast<std::ptrdiff_t>(last)));
  return page;
}

}  // namespace exo::simulator
