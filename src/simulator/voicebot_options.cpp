#include "simulator/voicebot_options.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "simulator/call_clock.h"
#include "simulator/target_url.h"

namespace exo::simulator {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::hours kLongest{1};
constexpr std::uint32_t kMostCopies = 10;
constexpr std::size_t kLongestLabel = 64;
constexpr std::chrono::seconds kLongestCall{14'400};  // exotel.md §5.3

Result<void> check_dtmf(const std::vector<DtmfPress>& presses) {
  for (const auto& press : presses) {
    if (std::string_view("0123456789*#ABCD").find(press.digit) == std::string_view::npos) {
      return fail(Errc::bad_request, fmt::format("'{}' is no key of a telephone", press.digit));
    }
  }
  if (!std::ranges::is_sorted(presses, {}, &DtmfPress::after_start)) {
    return fail(Errc::bad_request, "the DTMF presses are not in the order of their time");
  }
  return {};
}

Result<void> check_http_url(std::string_view what, const std::string& text) {
  if (text.empty()) return {};
  const auto url = parse_target_url(text);
  if (!url) return fail(Errc::bad_request, fmt::format("the {} URL is {}", what, url.error().detail));
  if (url->is_socket()) return fail(Errc::bad_request, fmt::format("the {} URL is not http or https", what));
  return {};
}

bool is_time(milliseconds time) {
  return time >= milliseconds(0) && time <= kLongest;
}

Result<void> check_callback(const CallbackOptions& callback) {
  if (callback.copies > kMostCopies || callback.retries > kMostCopies) {
    return fail(Errc::bad_request, fmt::format("more than {} copies or retries of a callback", kMostCopies));
  }
  if (!is_time(callback.delay) || !is_time(callback.retry_pause)) {
    return fail(Errc::bad_request, "a callback's delay or pause is not 0 to 60 minutes");
  }
  return check_http_url("callback's", callback.url);
}

Result<void> check_limits(const VoicebotCallOptions& options) {
  if (options.time_limit && (*options.time_limit < std::chrono::seconds(1) || *options.time_limit > kLongestCall)) {
    return fail(Errc::bad_request, fmt::format("a time limit is 1 to {} seconds", kLongestCall.count()));
  }
  if (options.limit_reason.size() > kLongestLabel) {
    return fail(Errc::bad_request, fmt::format("the limit's reason is longer than {} characters", kLongestLabel));
  }
  if (!options.stream_stop_after) return {};
  if (options.applet != Applet::stream) {
    return fail(Errc::bad_request, "only a Stream applet is stopped by another one");
  }
  if (!is_time(*options.stream_stop_after)) {
    return fail(Errc::bad_request, "the time until the stream is stopped is not 0 to 60 minutes");
  }
  return {};
}

}  // namespace

Result<void> check_options(const VoicebotCallOptions& options) {
  if (options.sample_rate != 8000 && options.sample_rate != 16000 && options.sample_rate != 24000) {
    return fail(Errc::bad_request, fmt::format("the sample rate {} is not 8000, 16000 or 24000", options.sample_rate));
  }
  if (options.frame_ms < 10 || options.frame_ms > 200) {
    return fail(Errc::bad_request, fmt::format("frames of {} ms are not 10 to 200 ms", options.frame_ms));
  }
  if (options.clock_speed < 1 || options.clock_speed > CallClock::kFastest) {
    return fail(Errc::bad_request,
                fmt::format("a clock {} times as fast is not 1 to {}", options.clock_speed, CallClock::kFastest));
  }
  if (options.encoding.size() > kLongestLabel || options.bit_rate.size() > kLongestLabel) {
    return fail(Errc::bad_request,
                fmt::format("a label of the media format is longer than {} characters", kLongestLabel));
  }
  if (options.duplicate_after && !is_time(*options.duplicate_after)) {
    return fail(Errc::bad_request, "the duplicate connection's time is not 0 to 60 minutes");
  }
  if (auto limits = check_limits(options); !limits) return limits;
  if (auto keys = check_dtmf(options.dtmf); !keys) return keys;
  if (auto url = check_http_url("Passthru", options.passthru.url); !url) return url;
  return check_callback(options.callback);
}

}  // namespace exo::simulator
