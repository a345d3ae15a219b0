#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "simulator/exotel_stand_in.h"

namespace exo::simulator {
namespace {

using Refusal = StandInOptions::Refusal;

constexpr int kLongestDelay = 60;  // seconds

std::optional<int> to_int(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// As far as their words are known (exotel.md §5.6).
std::optional<Refusal> named(std::string_view name) {
  if (name == "kyc") {
    return Refusal{
        .status = 403,
        .code = 34009,
        .message = "Your account is not KYC compliant. Please complete your KYC before making outbound calls."};
  }
  if (name == "ndnc") {
    return Refusal{
        .status = 403, .code = 0, .message = "Call to [number] cannot be made because of TRAI NDNC regulations"};
  }
  if (name == "429") return Refusal{.status = 429, .code = 0, .message = "Too Many Requests"};
  if (name == "html502") {
    return Refusal{.status = 502, .code = 0, .message = "502 Bad Gateway", .body = Refusal::Body::html};
  }
  return std::nullopt;
}

std::optional<Refusal> spelled_out(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() < 3) return std::nullopt;
  const auto status = to_int(parts[0]);
  const auto code = to_int(parts[1]);
  if (!status || !code) return std::nullopt;
  return Refusal{
      .status = *status, .code = *code, .message = std::string(text.substr(parts[0].size() + parts[1].size() + 2))};
}

}  // namespace

Result<void> apply_refusal(std::string_view text, StandInOptions& options) {
  constexpr std::string_view kSlow = "slow:";
  if (text.starts_with(kSlow)) {
    const auto seconds = to_int(text.substr(kSlow.size()));
    if (!seconds || *seconds < 0 || *seconds > kLongestDelay) {
      return fail(Errc::bad_request, fmt::format("{}: wants slow:SECONDS, up to {}", text, kLongestDelay));
    }
    options.answer_delay = std::chrono::seconds(*seconds);
    return {};
  }
  auto refusal = named(text);
  if (!refusal) refusal = spelled_out(text);
  if (!refusal) {
    return fail(Errc::bad_request,
                fmt::format("{}: wants kyc, ndnc, 429, html502, slow:SECONDS or STATUS:CODE:MESSAGE", text));
  }
  options.refusal = {std::move(*refusal)};
  return {};
}

}  // namespace exo::simulator
