#include "speech/command_voice.h"

#include <cstring>
#include <span>

#include "speech/program.h"

namespace exo::speech {
namespace {

std::unexpected<Error> refuse(Errc code, const std::string& reason) {
  return fail(code, "command: " + reason);
}

std::string with_language(std::string argument, std::string_view language) {
  constexpr std::string_view kPlace = "{language}";
  for (auto at = argument.find(kPlace); at != std::string::npos; at = argument.find(kPlace, at + language.size())) {
    argument.replace(at, kPlace.size(), language);
  }
  return argument;
}

}  // namespace

Result<void> CommandVoice::speak(const SpeechRequest& request, const PcmSink& sink) {
  ProgramRun run{.program = options_.program,
                 .arguments = {},
                 .input = request.text,
                 .time_limit = options_.time_limit,
                 .max_output = kMaxWavBytes};
  for (const auto& argument : options_.arguments) run.arguments.push_back(with_language(argument, request.language));
  const auto output = run_program(run);
  if (!output) return refuse(output.error().code, output.error().detail);
  if (output->empty()) return refuse(Errc::unprocessable, options_.program + ": wrote no audio");
  const auto spoken = decode(*output);
  if (!spoken) return refuse(Errc::upstream_failed, spoken.error().detail);
  const auto audio = resample(*spoken, static_cast<std::uint32_t>(domain::hertz(request.rate)));
  if (!audio) return refuse(Errc::upstream_failed, audio.error().detail);
  sink(std::as_bytes(std::span(audio->samples)));
  return {};
}

Result<Pcm> CommandVoice::decode(const std::string& output) const {
  // Four samples that spell RIFF are not speech: a program that was told to write raw audio wrote a WAV after all.
  if (options_.pcm_rate == 0 || output.starts_with("RIFF")) return parse_wav(output);
  if (output.size() < 2) return fail(Errc::upstream_failed, "wrote half a sample");
  Pcm pcm{options_.pcm_rate, std::vector<std::int16_t>(output.size() / 2)};
  std::memcpy(pcm.samples.data(), output.data(), pcm.samples.size() * 2);
  return pcm;
}

}  // namespace exo::speech
