#include "store/call_query.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "domain/phone_number.h"
#include "store/call_rows.h"

namespace exo::store {
namespace {

using Value = std::variant<std::int64_t, std::string>;

std::int64_t millis(WallTime time) {
  return time.time_since_epoch().count();
}

std::string marks(std::size_t count) {
  return fmt::format("{}", fmt::join(std::vector<std::string_view>(count, "?"), ", "));
}

std::vector<Value> texts_of(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

/// AND-ed conditions with their values.
struct Terms {
  std::string sql;
  std::vector<Value> values;

  void add(std::string_view term, std::vector<Value> with = {}) {
    if (!sql.empty()) sql += " AND ";
    sql += term;
    values.insert(values.end(), std::make_move_iterator(with.begin()), std::make_move_iterator(with.end()));
  }
};

/// The part that walks an index: one of several whose rows are merged.
using Arms = std::vector<Terms>;

Terms arm(std::string_view term, std::vector<Value> values) {
  Terms terms;
  terms.add(term, std::move(values));
  return terms;
}

Arms number_arms(const std::string& number) {
  const auto spellings = domain::number_spellings(number);
  const auto not_from = fmt::format("from_number NOT IN ({})", marks(spellings.size()));
  Arms arms;
  for (const auto& spelling : spellings) arms.push_back(arm("from_number = ? AND from_number <> ''", {spelling}));
  for (const auto& spelling : spellings) {
    auto called = arm("to_number = ? AND to_number <> ''", {spelling});
    called.add(not_from, texts_of(spellings));  // who called themselves is one call
    arms.push_back(std::move(called));
  }
  return arms;
}

std::vector<Value> names_of(const std::vector<domain::EndReason>& reasons) {
  std::vector<Value> names;
  names.reserve(reasons.size());
  for (const auto reason : reasons) names.emplace_back(std::string(to_string(reason)));
  return names;
}

/// What leads walks its index; a unary plus keeps SQLite from walking another one for a condition that only follows.
struct Plan {
  Arms arms{};
  Terms rest{};

  [[nodiscard]] bool leads() const noexcept { return arms.empty(); }

  void equal(std::string_view column, const std::string& value) {
    if (value.empty()) return;
    if (leads()) {
      arms.push_back(arm(fmt::format("{} = ?", column), {value}));
    } else {
      rest.add(fmt::format("+{} = ?", column), {value});
    }
  }
  void outcomes(const std::vector<domain::EndReason>& reasons) {
    if (reasons.empty()) return;
    if (!leads()) return rest.add(fmt::format("+end_reason IN ({})", marks(reasons.size())), names_of(reasons));
    for (auto& name : names_of(reasons)) arms.push_back(arm("end_reason = ?", {std::move(name)}));
  }
  /// domain::is_test.
  void tests(domain::TestCalls tests) {
    static_assert(domain::kBrowserCallPrefix == "browser-");
    if (tests == domain::TestCalls::any) return;
    const std::int64_t wanted = tests == domain::TestCalls::only ? 1 : 0;
    if (leads()) {
      arms.push_back(arm("(test_call_did_id <> '' OR substr(call_id, 1, 8) = 'browser-') = ?", {wanted}));
    } else {
      rest.add("(+test_call_did_id <> '' OR substr(call_id, 1, 8) = 'browser-') = ?", {wanted});
    }
  }
};

enum class Order : std::uint8_t { newest_first, oldest_first };

/// Plain bounds on opened_at, so that both ends of the walk are found in the index.
Terms period(const domain::CallFilter& filter, const std::optional<domain::CallPlace>& after, Order order) {
  auto first = std::numeric_limits<std::int64_t>::min();
  auto last = std::numeric_limits<std::int64_t>::max();
  if (filter.since) first = millis(*filter.since);
  if (filter.until) last = millis(*filter.until) - 1;
  const bool down = order == Order::newest_first;
  if (after && down) last = std::min(last, millis(after->opened_at));
  if (after && !down) first = std::max(first, millis(after->opened_at));
  Terms terms;
  terms.add("opened_at >= ? AND opened_at <= ?", {first, last});
  if (after) {
    terms.add(down ? "(+opened_at < ? OR +id < ?)" : "(+opened_at > ? OR +id > ?)",
              {millis(after->opened_at), after->id});
  }
  return terms;
}

std::string columns() {
  std::string_view all = kCallColumns;
  all.remove_suffix(std::string_view("timeline").size());
  return fmt::format("{}'[]' AS timeline", all);
}

CallQuery walk(std::string_view columns, const domain::CallFilter& filter,
               const std::optional<domain::CallPlace>& after, Order order, std::size_t limit) {
  Plan plan;
  if (!filter.number.empty()) plan.arms = number_arms(filter.number);
  plan.equal("bot_id", filter.bot_id);
  plan.equal("did_id", filter.did_id);
  plan.outcomes(filter.outcomes);
  plan.tests(filter.tests);
  if (plan.arms.empty()) plan.arms.emplace_back();

  CallQuery query;
  const auto when = period(filter, after, order);
  for (auto& terms : plan.arms) {
    terms.add(when.sql, when.values);
    if (!plan.rest.sql.empty()) terms.add(plan.rest.sql, plan.rest.values);
    if (!query.sql.empty()) query.sql += " UNION ALL ";
    query.sql += fmt::format("SELECT {} FROM calls WHERE {}", columns, terms.sql);
    std::ranges::move(terms.values, std::back_inserter(query.values));
  }
  const std::string_view way = order == Order::newest_first ? "DESC" : "ASC";
  query.sql += fmt::format(" ORDER BY opened_at {0}, id {0} LIMIT ?", way);
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  query.values.emplace_back(static_cast<std::int64_t>(std::min(limit, kMost)));
  return query;
}

}  // namespace

CallQuery call_query(const domain::CallFilter& filter, const std::optional<domain::CallPlace>& after,
                     std::size_t limit) {
  return walk(columns(), filter, after, Order::newest_first, limit);
}

CallQuery summary_query(const domain::CallFilter& filter, const std::optional<domain::CallPlace>& after,
                        std::size_t limit) {
  return walk(kSummaryColumns, filter, after, Order::oldest_first, limit);
}

SQLite::Statement prepare(SQLite::Database& db, const CallQuery& query) {
  SQLite::Statement statement(db, query.sql);
  int index = 0;
  for (const auto& value : query.values) {
    std::visit([&](const auto& bound) { statement.bind(++index, bound); }, value);
  }
  return statement;
}

}  // namespace exo::store
