#include "exotel/flow_address.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "domain/url.h"

namespace exo::exotel {
namespace {

constexpr std::array<std::string_view, 4> kHosts{"my.exotel.com", "my.in.exotel.com", "my.exotel.in",
                                                 "twilix.exotel.in"};

bool is_app_id(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<FlowAddress> read_flow_address(std::string_view url) {
  const auto parts = domain::split_url(trim(url));
  if (!parts || (parts->scheme != "http" && parts->scheme != "https")) return std::nullopt;
  const auto host = to_lower(parts->host);
  if (std::ranges::find(kHosts, host) == kHosts.end()) return std::nullopt;
  auto path = parts->path;
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty()) return std::nullopt;
  auto steps = split(path, '/');
  steps.erase(steps.begin());  // before the first slash
  FlowAddress address;
  if (steps.size() == 4) {
    address.account_sid = to_lower(steps.front());
    steps.erase(steps.begin());
  }
  if (steps.size() != 3 || steps[0] != "exoml" || (steps[1] != "start_voice" && steps[1] != "start")) {
    return std::nullopt;
  }
  if (!is_app_id(steps[2])) return std::nullopt;
  address.app_id = steps[2];
  return address;
}

bool same_flow(std::string_view a, std::string_view b) {
  const auto left = read_flow_address(a);
  const auto right = read_flow_address(b);
  if (!left || !right) return trim(a) == trim(b);
  const bool one_account =
      left->account_sid.empty() || right->account_sid.empty() || left->account_sid == right->account_sid;
  return one_account && left->app_id == right->app_id;
}

}  // namespace exo::exotel
