#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/error.h"

namespace exo::speech {

/// Looks at the beginning of a body that should be s16le mono PCM, because vendors now and then send something else
/// with status 200: a WAV header is taken off; a WAV of another format, MP3, Ogg, FLAC, HTML and JSON are refused.
class PcmSniffer {
 public:
  explicit PcmSniffer(std::uint32_t rate) : rate_(rate) {}

  /// Takes the next bytes of the body; the result is what of it is PCM, valid until the next call, possibly empty while
  /// there is too little to judge. `upstream_failed` with what came instead ("answered MP3 instead of PCM").
  [[nodiscard]] Result<Bytes> feed(Bytes bytes);
  /// The body has ended: what was held back.
  [[nodiscard]] Result<Bytes> finish();

 private:
  enum class Ending : bool { more_to_come, at_end };
  [[nodiscard]] Result<Bytes> judge(Ending ending);
  [[nodiscard]] Result<Bytes> strip_wav(Ending ending);
  [[nodiscard]] Bytes within_data(Bytes bytes) noexcept;

  const std::uint32_t rate_;
  std::string held_;  ///< the beginning, until it is judged
  bool judged_ = false;
  std::size_t data_left_ = SIZE_MAX;  ///< of a WAV's data chunk; what follows it is not audio
};

}  // namespace exo::speech
