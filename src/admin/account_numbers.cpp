#include "admin/account_numbers.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <utility>

#include "base/clock.h"
#include "domain/phone_number.h"

namespace exo::admin {
namespace {

constexpr int kMostPages = 20;
constexpr std::size_t kMostNumbers = 2000;
constexpr std::chrono::seconds kLongestListing{30};
constexpr std::chrono::milliseconds kLongestQuestion{10'000};

/// Adds what is new of a page and tells how many that were: a server that knows no ?page= sends the first one again.
std::size_t take(exotel::ExoPhonePage&& page, std::set<std::pair<std::string, std::string>>& seen,
                 AccountNumbers& numbers) {
  std::size_t added = 0;
  for (auto& phone : page.phones) {
    if (!seen.emplace(phone.sid, phone.number).second) continue;
    numbers.phones.push_back(std::move(phone));
    ++added;
  }
  return added;
}

}  // namespace

const exotel::ExoPhone* AccountNumbers::find(std::string_view number) const {
  const auto found = std::ranges::find_if(
      phones, [&](const exotel::ExoPhone& phone) { return domain::same_number(phone.number, number); });
  return found == phones.end() ? nullptr : &*found;
}

std::expected<AccountNumbers, ExotelFailure> list_account_numbers(const HttpTransport& exotel,
                                                                  const domain::Integration& record) {
  AccountNumbers numbers;
  std::set<std::pair<std::string, std::string>> seen;
  const auto deadline = std::chrono::steady_clock::now() + kLongestListing;
  int next = 0;
  for (int asked = 0; asked < kMostPages; ++asked) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    auto request = exotel::make_exophones_request(record, next);
    request.total_timeout = std::min({request.total_timeout, kLongestQuestion, left});
    const auto answer = exotel(request);
    if (!answer) return std::unexpected(explain_failure(answer, answer.error()));
    auto page = exotel::parse_exophones(*answer);
    if (!page) return std::unexpected(explain_failure(answer, page.error()));
    const bool full = page->page_size > 0 && page->phones.size() >= page->page_size;
    next = page->page + 1;
    const auto added = take(std::move(*page), seen, numbers);
    if (!full || added == 0) return numbers;
    if (numbers.phones.size() >= kMostNumbers) break;
  }
  numbers.complete = false;
  return numbers;
}

}  // namespace exo::admin
