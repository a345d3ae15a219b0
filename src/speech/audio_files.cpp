#include "speech/audio_files.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include <sodium.h>

#include "base/file.h"
#include "base/log.h"

namespace exo::speech {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".wav";
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kSealBytes = 8 + kDigestBytes;
constexpr std::chrono::hours kAbandoned{1};  // a temporary file that a crash left behind

template <std::size_t N>
std::string_view text_of(const std::array<unsigned char, N>& bytes) {
  return {std::bit_cast<const char*>(bytes.data()), bytes.size()};
}

std::array<unsigned char, kDigestBytes> digest_of(std::string_view bytes) {
  std::array<unsigned char, kDigestBytes> digest{};
  crypto_generichash(digest.data(), digest.size(), std::bit_cast<const unsigned char*>(bytes.data()), bytes.size(),
                     nullptr, 0);
  return digest;
}

std::string sealed(std::string wav) {
  const auto riff_bytes = static_cast<std::uint32_t>(wav.size() - 8 + kSealBytes);
  std::memcpy(wav.data() + 4, &riff_bytes, sizeof riff_bytes);
  const auto digest = digest_of(wav);
  wav += "exoh";
  const std::uint32_t size = kDigestBytes;
  wav.append(std::bit_cast<std::array<char, 4>>(size).data(), sizeof size);
  wav += text_of(digest);
  return wav;
}

bool is_sound(std::string_view file) {
  if (file.size() <= kSealBytes) return false;
  const auto wav = file.substr(0, file.size() - kSealBytes);
  return file.substr(wav.size(), 4) == "exoh" && file.ends_with(text_of(digest_of(wav)));
}

struct Stored {
  fs::path path;
  fs::file_time_type written;
  std::size_t bytes;
};

/// The audio files of the folder; temporary files that nobody will finish are removed on the way.
std::vector<Stored> list(const fs::path& folder) {
  std::vector<Stored> files;
  std::error_code failed;
  for (auto entry = fs::directory_iterator(folder, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed)) {
    std::error_code gone;
    const auto written = entry->last_write_time(gone);
    if (gone || !entry->is_regular_file(gone)) continue;
    const auto& path = entry->path();
    if (path.extension() == ".tmp" && fs::file_time_type::clock::now() - written > kAbandoned) fs::remove(path, gone);
    if (path.extension() != kExtension) continue;
    const auto bytes = entry->file_size(gone);
    if (!gone) files.push_back({path, written, bytes});
  }
  return files;
}

}  // namespace

AudioFiles::AudioFiles(fs::path folder, std::size_t max_bytes) : folder_(std::move(folder)), max_bytes_(max_bytes) {}

std::optional<Pcm> AudioFiles::load(const AudioKey& key) {
  if (folder_.empty()) return std::nullopt;
  return load_file(folder_ / (key.name() + std::string(kExtension)));
}

std::optional<Pcm> AudioFiles::load_any(std::string_view script) {
  if (folder_.empty()) return std::nullopt;
  auto files = list(folder_);
  std::erase_if(files, [script](const Stored& file) { return !file.path.filename().string().starts_with(script); });
  std::ranges::sort(files, std::ranges::greater(), &Stored::written);
  for (const auto& file : files) {
    if (auto pcm = load_file(file.path)) return pcm;
  }
  return std::nullopt;
}

std::optional<Pcm> AudioFiles::load_file(const fs::path& path) {
  const auto content = read_file(path, kMaxWavBytes);
  if (!content) return std::nullopt;
  std::error_code ignored;
  if (is_sound(*content)) {
    if (auto pcm = parse_wav(*content)) {
      fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);  // used: not the oldest any more
      return std::move(*pcm);
    }
  }
  log::warning("speech", "removing a damaged file from the greeting cache: {}", path.filename().string());
  fs::remove(path, ignored);
  return std::nullopt;
}

void AudioFiles::save(const AudioKey& key, Pcm pcm) {
  if (folder_.empty() || max_bytes_ == 0) return;
  const bool taken = writer_.post([this, key, pcm = std::move(pcm)] { write(key, pcm); });
  static log::RateLimit limit;
  if (!taken && limit.allow().pass) {
    log::warning("speech", "the greeting cache's disk lags; one greeting is not stored");
  }
}

void AudioFiles::write(const AudioKey& key, const Pcm& pcm) {
  const auto content = sealed(make_wav(pcm));
  if (content.size() > max_bytes_ || content.size() > kMaxWavBytes) return;
  const auto path = folder_ / (key.name() + std::string(kExtension));
  if (const auto written = write_file(path, content, FileAccess::owner_only); !written) {
    static log::RateLimit limit;
    if (limit.allow().pass) log::warning("speech", "greeting cache: {}", written.error().detail);
    return;
  }
  remove_oldest();
}

void AudioFiles::remove_oldest() {
  auto files = list(folder_);
  std::ranges::sort(files, std::ranges::greater(), &Stored::written);
  std::size_t kept = 0;
  for (const auto& file : files) {
    kept += file.bytes;
    if (kept <= max_bytes_) continue;
    std::error_code ignored;
    fs::remove(file.path, ignored);
  }
}

}  // namespace exo::speech
