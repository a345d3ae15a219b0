#include <algorithm>
#include <charconv>

#include "base/clock.h"

namespace exo {
namespace {

using std::chrono::milliseconds;

constexpr WallTime kFirst{};
constexpr WallTime kBeyond = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// Takes what it reads off the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) noexcept : rest_(text) {}

  /// Exactly `count` digits that make `least` to `most`.
  [[nodiscard]] std::optional<int> number(std::size_t count, int least, int most) noexcept {
    if (rest_.size() < count || !std::ranges::all_of(rest_.substr(0, count), is_digit)) return std::nullopt;
    int value = 0;
    std::from_chars(rest_.data(), rest_.data() + count, value);
    rest_.remove_prefix(count);
    return value >= least && value <= most ? std::optional(value) : std::nullopt;
  }
  [[nodiscard]] bool any_of(std::string_view characters) noexcept {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    last_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] char last() const noexcept { return last_; }
  [[nodiscard]] bool done() const noexcept { return rest_.empty(); }

  /// ".123…" or nothing.
  [[nodiscard]] std::optional<milliseconds> fraction() noexcept {
    if (!any_of(".")) return milliseconds(0);
    int value = 0;
    std::size_t digits = 0;
    for (; !rest_.empty() && is_digit(rest_.front()); ++digits, rest_.remove_prefix(1)) {
      if (digits < 3) value = value * 10 + (rest_.front() - '0');
    }
    for (auto missing = digits; missing < 3; ++missing) value *= 10;
    return digits > 0 && digits <= 9 ? std::optional(milliseconds(value)) : std::nullopt;
  }

  /// "Z", "+05:30" or "-08:00"; a space for '+', which is what an unencoded one becomes in a query.
  [[nodiscard]] std::optional<std::chrono::minutes> offset() noexcept {
    if (any_of("Zz")) return std::chrono::minutes(0);
    if (!any_of("+- ")) return std::nullopt;
    const int sign = last() == '-' ? -1 : 1;
    const auto hours = number(2, 0, 23);
    if (!hours || !any_of(":")) return std::nullopt;
    const auto minutes = number(2, 0, 59);
    if (!minutes) return std::nullopt;
    return std::chrono::minutes(sign * (*hours * 60 + *minutes));
  }

 private:
  std::string_view rest_;
  char last_ = '\0';
};

std::optional<std::chrono::sys_days> day_from(Reader& text) {
  const auto year = text.number(4, 1970, 9999);
  if (!year || !text.any_of("-")) return std::nullopt;
  const auto month = text.number(2, 1, 12);
  if (!month || !text.any_of("-")) return std::nullopt;
  const auto day = text.number(2, 1, 31);
  if (!day) return std::nullopt;
  const auto date = std::chrono::year(*year) / *month / *day;
  return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

std::optional<milliseconds> clock_from(Reader& text) {
  const auto hours = text.number(2, 0, 23);
  if (!hours || !text.any_of(":")) return std::nullopt;
  const auto minutes = text.number(2, 0, 59);
  if (!minutes || !text.any_of(":")) return std::nullopt;
  const auto seconds = text.number(2, 0, 60);  // 60: a leap second
  const auto fraction = text.fraction();
  if (!seconds || !fraction) return std::nullopt;
  return std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds) + *fraction;
}

std::optional<WallTime> rfc3339_from(std::string_view whole) {
  Reader text(whole);
  const auto day = day_from(text);
  if (!day || !text.any_of("Tt ")) return std::nullopt;
  const auto clock = clock_from(text);
  if (!clock) return std::nullopt;
  const auto offset = text.offset();
  if (!offset || !text.done()) return std::nullopt;
  return WallTime(*day) + *clock - *offset;
}

std::optional<WallTime> millis_from(std::string_view text) {
  std::int64_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || last != end) return std::nullopt;
  return WallTime(milliseconds(value));
}

}  // namespace

std::optional<WallTime> time_from(std::string_view text) {
  const bool plain = !text.empty() && text.size() <= 15 && std::ranges::all_of(text, is_digit);
  const auto time = plain ? millis_from(text) : rfc3339_from(text);
  return time && *time >= kFirst && *time < kBeyond ? time : std::nullopt;
}

}  // namespace exo
