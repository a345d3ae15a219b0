#pragma once

#include <cstddef>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "speech/audio_key.h"
#include "speech/wav.h"
#include "speech/workers.h"

namespace exo::speech {

/// The vendor's audio on disk: one WAV a greeting, named by its key, with a checksum in a chunk of its own ("exoh":
/// BLAKE2b-256 of all bytes before it), so that any player plays it and a damaged one is noticed (and removed). Any
/// thread.
class AudioFiles {
 public:
  /// An empty folder: keeps nothing. The oldest files go when all together exceed `max_bytes`.
  AudioFiles(std::filesystem::path folder, std::size_t max_bytes);

  [[nodiscard]] std::optional<Pcm> load(const AudioKey& key);
  /// Audio of these words in whatever voice and rate.
  [[nodiscard]] std::optional<Pcm> load_any(std::string_view script);
  /// Returns at once; a writer thread makes the file, and the destructor waits for it. Dropped when that thread lags.
  void save(const AudioKey& key, Pcm pcm);

 private:
  [[nodiscard]] std::optional<Pcm> load_file(const std::filesystem::path& path);
  void write(const AudioKey& key, const Pcm& pcm);
  void remove_oldest();

  const std::filesystem::path folder_;
  const std::size_t max_bytes_;
  Workers writer_{1, 16};
};

}  // namespace exo::speech
