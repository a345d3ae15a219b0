#include "speech/espeak_voice.h"

#include <span>

#include <fmt/format.h>

#include "speech/greeting_text.h"
#include "speech/program.h"
#include "speech/wav.h"

namespace exo::speech {
namespace {

constexpr const char* kWordsPerMinute = "150";

std::unexpected<Error> refuse(const Error& error) {
  return fail(error.code, "espeak-ng: " + error.detail);
}

}  // namespace

Result<void> EspeakVoice::speak(const SpeechRequest& request, const PcmSink& sink) {
  if (program_.empty()) return fail(Errc::not_found, "espeak-ng: not configured");
  const std::string voice(espeak_voice(request.text, request.language));
  const auto output = run_program({.program = program_,
                                   // -b 1: the input is UTF-8
                                   .arguments = {"-b", "1", "-v", voice, "-s", kWordsPerMinute, "--stdin", "--stdout"},
                                   .input = request.text,
                                   .time_limit = time_limit_,
                                   .max_output = kMaxWavBytes});
  if (!output) return refuse(output.error());
  const auto spoken = parse_wav(*output);
  if (!spoken) return fail(Errc::upstream_failed, "espeak-ng: " + spoken.error().detail);
  const auto audio = resample(*spoken, static_cast<std::uint32_t>(domain::hertz(request.rate)));
  if (!audio) return refuse(audio.error());
  sink(std::as_bytes(std::span(audio->samples)));
  return {};
}

}  // namespace exo::speech
