#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "speech/wav.h"

namespace exo::simulator {

/// What the caller says, cut into frames and base64-encoded once for all calls. Immutable.
class CallerFrames {
 public:
  CallerFrames(const std::vector<std::int16_t>& samples, std::uint32_t rate, std::uint32_t frame_ms);

  /// Base64 of frame `index` from 0; silence when everything has been said.
  [[nodiscard]] std::string_view payload(std::size_t index) const noexcept;
  /// The first frame that is louder than kVoiced; nullopt: all is quiet.
  [[nodiscard]] std::optional<std::size_t> first_voiced() const noexcept { return first_voiced_; }
  static constexpr int kVoiced = 500;  ///< mean absolute sample, of 32,768

 private:
  std::vector<std::string> frames_;
  std::string silence_;
  std::optional<std::size_t> first_voiced_;
};

/// The caller's recording, for streams of any rate. Thread-safe.
class CallerVoice {
 public:
  /// An empty path is silence. The error says what is wrong with the file.
  [[nodiscard]] static Result<std::shared_ptr<CallerVoice>> load(const std::filesystem::path& wav);

  [[nodiscard]] Result<std::shared_ptr<const CallerFrames>> frames(std::uint32_t rate, std::uint32_t frame_ms);

 private:
  explicit CallerVoice(speech::Pcm pcm) : pcm_(std::move(pcm)) {}

  const speech::Pcm pcm_;
  std::mutex mutex_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::shared_ptr<const CallerFrames>> made_;  ///< by rate, frame_ms
};

}  // namespace exo::simulator
