#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/error.h"
#include "simulator/call_ledger.h"

namespace exo::simulator {

/// Both ends belong to it; an absent one is open.
template <class Value>
struct Bounds {
  std::optional<Value> least = std::nullopt;
  std::optional<Value> most = std::nullopt;

  [[nodiscard]] bool is_open() const noexcept { return !least && !most; }
  [[nodiscard]] bool hold(const Value& value) const { return !(least && value < *least) && !(most && value > *most); }
};

/// What `GET …/Calls.json` is asked for (exotel.md §5.8). An empty set means any.
struct CallQuery {
  static constexpr std::size_t kPageSize = 50;
  static constexpr std::size_t kLargestPage = 100;
  static constexpr std::size_t kMostSids = 100;
  static constexpr std::size_t kMostNumbers = 5;
  static constexpr std::chrono::days kLongestSpan{31};

  std::set<std::string> sids;
  std::set<std::string> from;           ///< as domain::number_key
  std::set<std::string> to;             ///< the same
  std::set<std::string> phone_numbers;  ///< the same; the ExoPhone
  std::set<std::string> statuses;
  std::set<std::string> directions;
  Bounds<WallTime> created;
  Bounds<std::int64_t> duration_s;  ///< of calls that are over; others have none
  Bounds<double> price;             ///< the same
  std::size_t page_size = kPageSize;
  enum class Order : std::uint8_t { newest_first, oldest_first } order = Order::newest_first;
  std::string after;   ///< a cursor: only what comes behind it; empty: from the beginning
  std::string before;  ///< a cursor: only the page that ends ahead of it; not together with `after`
};

/// `bad_request` names the parameter that makes no sense. Parameters that nobody documents are ignored. `now`: where a
/// span of time without an end ends.
[[nodiscard]] Result<CallQuery> read_call_query(const FormFields& query, WallTime now);

struct CallPage {
  std::vector<const KnownCall*> calls;  ///< valid until the ledger's next `add`
  std::size_t total = 0;                ///< of all pages
  std::string before;                   ///< the cursor of the page before this one; empty: this is the first
  std::string after;                    ///< of the page behind it; empty: this is the last
};

/// `bad_request`: the ledger does not know the cursor.
[[nodiscard]] Result<CallPage> select_calls(const CallLedger& ledger, const CallQuery& query);

}  // namespace exo::simulator
