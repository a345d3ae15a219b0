#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <speex/speex_resampler.h>

#include "speech/wav.h"

namespace exo::speech {
namespace {

constexpr int kQuality = 8;  // of 0 to 10
constexpr std::size_t kBlock = 4096;

struct Destroy {
  void operator()(SpeexResamplerState* state) const noexcept { speex_resampler_destroy(state); }
};
using Resampler = std::unique_ptr<SpeexResamplerState, Destroy>;

/// Feeds `in` and appends what comes out to `out`, up to `wanted` samples in all.
void feed(SpeexResamplerState* state, std::span<const std::int16_t> in, std::vector<std::int16_t>& out,
          std::size_t wanted) {
  while (!in.empty() && out.size() < wanted) {
    std::int16_t block[kBlock];
    auto consumed = static_cast<spx_uint32_t>(std::min(in.size(), kBlock));
    auto produced = static_cast<spx_uint32_t>(std::min(wanted - out.size(), kBlock));
    speex_resampler_process_int(state, 0, in.data(), &consumed, block, &produced);
    if (consumed == 0 && produced == 0) return;
    out.insert(out.end(), block, block + produced);
    in = in.subspan(consumed);
  }
}

}  // namespace

Result<Pcm> resample(const Pcm& pcm, std::uint32_t rate) {
  for (const auto hz : {pcm.rate, rate}) {
    if (hz < kMinRate || hz > kMaxRate) {
      return fail(Errc::unprocessable, fmt::format("cannot resample {} Hz to {} Hz", pcm.rate, rate));
    }
  }
  if (pcm.rate == rate) return pcm;
  const auto wanted = (pcm.samples.size() * rate + pcm.rate / 2) / pcm.rate;
  if (wanted > kMaxResampledSamples) return fail(Errc::too_large, "too much audio to resample");

  int error = 0;
  const Resampler state(speex_resampler_init(1, pcm.rate, rate, kQuality, &error));
  if (!state) return fail(Errc::internal, fmt::format("resampler: {}", speex_resampler_strerror(error)));
  speex_resampler_skip_zeros(state.get());
  Pcm out{rate, {}};
  out.samples.reserve(wanted);
  feed(state.get(), pcm.samples, out.samples, wanted);
  // The filter still holds the tail: push it out with as much silence as it is long.
  const std::vector<std::int16_t> silence(static_cast<std::size_t>(speex_resampler_get_input_latency(state.get())) + 1);
  feed(state.get(), silence, out.samples, wanted);
  out.samples.resize(wanted);
  return out;
}

}  // namespace exo::speech
