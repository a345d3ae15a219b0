#include "app/greeting_preview.h"

#include <cstring>
#include <thread>
#include <vector>

#include "base/encoding.h"
#include "speech/wav.h"

namespace exo::app {
namespace {

/// GreetingAudio has no way to be waited for: those who play it look at it every 20 ms.
constexpr std::chrono::milliseconds kLook{20};

speech::Pcm decoded(const domain::GreetingAudio& audio) {
  speech::Pcm pcm{.rate = static_cast<std::uint32_t>(domain::hertz(audio.rate())), .samples = {}};
  std::vector<std::byte> frame;
  for (std::size_t index = 0; index < audio.frames(); ++index) {
    if (!base64_decode_into(audio.payload(index), frame)) continue;
    const auto before = pcm.samples.size();
    pcm.samples.resize(before + frame.size() / 2);
    std::memcpy(pcm.samples.data() + before, frame.data(), frame.size() / 2 * 2);
  }
  return pcm;
}

}  // namespace

Result<admin::GreetingPreview> preview_greeting(domain::GreetingSource& greetings, const domain::GreetingScript& script,
                                                std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const auto audio = greetings.greeting(script, domain::SampleRate::hz8000);
  if (!audio) return fail(Errc::internal, "no voice could be asked");
  while (!audio->complete()) {
    if (std::chrono::steady_clock::now() >= deadline) {
      return fail(Errc::upstream_timeout, "the greeting is not spoken yet: ask again in a moment");
    }
    std::this_thread::sleep_for(kLook);
  }
  const auto report = audio->report();
  return admin::GreetingPreview{
      .wav = speech::make_wav(decoded(*audio)), .voice = report.voice, .fallback = report.fallback};
}

}  // namespace exo::app
