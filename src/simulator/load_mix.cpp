#include <algorithm>
#include <array>
#include <random>
#include <string_view>

#include "simulator/load.h"

namespace exo::simulator {
namespace {

using std::chrono::milliseconds;

constexpr std::array kEndings{Ending::hangup,  Ending::hangup,  Ending::callended,
                              Ending::stopped, Ending::no_stop, Ending::reset};
constexpr std::array<std::string_view, 5> kLabels{"base64", "raw", "audio/x-raw", "raw/slin", "base64"};
constexpr std::array kRates{8000U, 8000U, 16000U, 24000U};
constexpr std::array kPlaces{StreamSidPlace::everywhere, StreamSidPlace::everywhere, StreamSidPlace::inside_start,
                             StreamSidPlace::top_level};

/// Shortest of the mixed calls.
constexpr milliseconds kShortest{3'000};

}  // namespace

VoicebotCallOptions mixed_call(const LoadOptions& options, std::uint64_t index) {
  std::mt19937_64 draw(options.seed + index);
  const auto pick = [&](const auto& list) { return list[draw() % list.size()]; };
  const auto one_in = [&](std::uint64_t count) { return draw() % count == 0; };
  auto call = options.call;
  call.seed = draw();
  if (options.mix == LoadMix::alike) return call;
  call.ending = pick(kEndings);
  call.sample_rate = pick(kRates);
  call.encoding = pick(kLabels);
  call.stream_sid_place = pick(kPlaces);
  call.frame_ms = one_in(4) ? 100 : 20;
  call.numbers_as_json_numbers = one_in(4);
  call.blank_in_to_key = one_in(8);
  call.unknown_extras = one_in(4);
  call.send_connected = !one_in(8);
  call.cleared_marks = one_in(2) ? ClearedMarks::swallow : ClearedMarks::echo;
  if (one_in(3)) call.dtmf = {{milliseconds(1'000 + draw() % 3'000), static_cast<char>('0' + draw() % 10)}};
  const auto longest = std::max<milliseconds>(options.time, kShortest);
  call.talk_time = kShortest + milliseconds(draw() % static_cast<std::uint64_t>((longest - kShortest).count() + 1));
  return call;
}

}  // namespace exo::simulator
