#include "speech/recording.h"

#include <span>

#include <fmt/format.h>

#include "speech/wav.h"

namespace exo::speech {
namespace {

std::unexpected<Error> refuse(Errc code, const std::string& reason) {
  return fail(code, "recording: " + reason);
}

/// What people upload instead of a WAV; empty when it is none of these.
std::string_view other_format(std::string_view file) noexcept {
  if (file.starts_with("ID3") || file.starts_with("\xFF\xFB") || file.starts_with("\xFF\xF3")) return "an MP3";
  if (file.starts_with("OggS")) return "an Ogg";
  if (file.starts_with("fLaC")) return "a FLAC";
  if (file.size() >= 12 && file.substr(4, 4) == "ftyp") return "an MP4 or M4A";
  if (file.starts_with("#!AMR")) return "an AMR";
  if (file.starts_with("FORM")) return "an AIFF";
  if (file.starts_with("RF64") || file.starts_with("RIFX")) return "an RF64 or RIFX";
  return {};
}

}  // namespace

Result<RecordingInfo> check_recording(std::string_view wav) {
  if (wav.empty()) return fail(Errc::unprocessable, "the file is empty");
  if (wav.size() > kMaxRecordingBytes) {
    return fail(Errc::unprocessable, fmt::format("the file is larger than {} MiB; save it as mono, 16 bit, 8000 Hz",
                                                 kMaxRecordingBytes >> 20));
  }
  if (const auto other = other_format(wav); !other.empty()) {
    return fail(Errc::unprocessable, fmt::format("this is {} file; save it as WAV (PCM, 16 bit) instead", other));
  }
  const auto found = inspect_wav(wav);
  if (!found) return fail(Errc::unprocessable, found.error().detail);
  const RecordingInfo info{.seconds = static_cast<double>(found->frames) / found->rate,
                           .rate = found->rate,
                           .channels = found->channels,
                           .codec = found->codec};
  if (info.seconds > kMaxRecordingSeconds) {
    return fail(Errc::unprocessable, fmt::format("the recording lasts {:.0f} s; at most {:.0f} s are played",
                                                 info.seconds, kMaxRecordingSeconds));
  }
  return info;
}

Result<void> RecordingVoice::speak(const SpeechRequest& request, const PcmSink& sink) {
  if (!source_) return refuse(Errc::not_found, "none can be played here");
  const auto file = source_(id_);
  if (!file) return refuse(file.error().code, file.error().detail);
  if (const auto checked = check_recording(*file); !checked)
    return refuse(checked.error().code, checked.error().detail);
  const auto pcm = parse_wav(*file);
  if (!pcm) return refuse(pcm.error().code, pcm.error().detail);
  const auto audio = resample(*pcm, static_cast<std::uint32_t>(domain::hertz(request.rate)));
  if (!audio) return refuse(audio.error().code, audio.error().detail);
  sink(std::as_bytes(std::span(audio->samples)));
  return {};
}

}  // namespace exo::speech
