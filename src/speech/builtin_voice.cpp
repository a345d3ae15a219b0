#include "speech/builtin_voice.h"

#include <algorithm>
#include <cctype>
#include <csetjmp>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include <flite/flite.h>

#include "base/encoding.h"
#include "speech/greeting_text.h"

extern "C" cst_voice* register_cmu_us_kal(const char* folder);

namespace exo::speech {
namespace {

// flite's work grows with the square of an utterance's length, and nobody hears anything before its end.
constexpr std::size_t kUtteranceBytes = 200;

struct DeleteWave {
  void operator()(cst_wave* wave) const noexcept { delete_wave(wave); }
};
using Wave = std::unique_ptr<cst_wave, DeleteWave>;

/// flite keeps state in globals and in its voice.
std::mutex& flite_mutex() {
  static std::mutex mutex;
  return mutex;
}

/// Call with flite_mutex held. Lives as long as the process.
cst_voice* voice() {
  static cst_voice* const kal = [] {
    flite_init();
    return register_cmu_us_kal(nullptr);
  }();
  return kal;
}

/// Call with flite_mutex held. Null when flite gives up (it jumps, and leaks what it had).
cst_wave* text_to_wave(const char* text, cst_voice* kal) {
  std::jmp_buf escape;
  cst_errjmp = &escape;
  if (setjmp(escape) != 0) {
    cst_errjmp = nullptr;
    return nullptr;
  }
  cst_wave* const wave = flite_text_to_wave(text, kal);
  cst_errjmp = nullptr;
  return wave;
}

bool is_alphanumeric(char c) noexcept {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// Empty when there is nothing to hear in it.
Pcm utter(const std::string& ascii) {
  if (std::ranges::none_of(ascii, is_alphanumeric)) return {};
  const std::lock_guard lock(flite_mutex());
  const Wave wave(text_to_wave(ascii.c_str(), voice()));
  if (!wave || wave->num_samples <= 0 || wave->num_channels != 1) return {};
  const std::span samples(wave->samples, static_cast<std::size_t>(wave->num_samples));
  return Pcm{static_cast<std::uint32_t>(wave->sample_rate), {samples.begin(), samples.end()}};
}

template <class Take>
Result<void> speak_pieces(std::string_view text, std::uint32_t rate, const Take& take) {
  if (auto checked = check_builtin(text); !checked) return checked;
  const auto ascii = to_ascii(text);
  std::size_t left = kMaxBuiltinSeconds * rate;
  bool silent = true;
  for (std::string_view rest = ascii; !rest.empty() && left > 0;) {
    const auto uttered = utter(std::string(next_piece(rest, kUtteranceBytes)));
    if (uttered.samples.empty()) continue;
    auto piece = resample(uttered, rate);
    if (!piece) return std::unexpected(std::move(piece.error()));
    piece->samples.resize(std::min(piece->samples.size(), left));
    left -= piece->samples.size();
    silent = false;
    take(piece->samples);
  }
  if (silent) return fail(Errc::unprocessable, "builtin: nothing to speak");
  return {};
}

}  // namespace

Result<void> check_builtin(std::string_view text) {
  if (text.size() > kMaxTextBytes) return fail(Errc::unprocessable, "builtin: the text is too long");
  if (!is_utf8(text)) return fail(Errc::unprocessable, "builtin: the text is not UTF-8");
  if (!is_latin_script(text)) return fail(Errc::unprocessable, "builtin: speaks Latin script only");
  if (std::ranges::none_of(to_ascii(text), is_alphanumeric)) {
    return fail(Errc::unprocessable, "builtin: nothing to speak");
  }
  return {};
}

Result<Pcm> speak_builtin(std::string_view text, std::uint32_t rate) {
  Pcm all{rate, {}};
  auto spoken = speak_pieces(text, rate, [&all](const std::vector<std::int16_t>& samples) {
    all.samples.insert(all.samples.end(), samples.begin(), samples.end());
  });
  if (!spoken) return std::unexpected(std::move(spoken.error()));
  return all;
}

Result<void> BuiltinVoice::speak(const SpeechRequest& request, const PcmSink& sink) {
  return speak_pieces(request.text, static_cast<std::uint32_t>(domain::hertz(request.rate)),
                      [&sink](const std::vector<std::int16_t>& samples) { sink(std::as_bytes(std::span(samples))); });
}

}  // namespace exo::speech
