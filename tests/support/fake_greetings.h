#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "domain/greeting_source.h"

namespace exo::test {

/// `frames` frames of samples that count upwards from `seed`, so that each frame differs.
inline std::vector<std::byte> counting_pcm(domain::SampleRate rate, std::size_t frames, unsigned seed = 0) {
  std::vector<std::byte> pcm(domain::default_frame_bytes(rate) * frames);
  for (std::size_t i = 0; i < pcm.size(); ++i) pcm[i] = static_cast<std::byte>((i * 7 + i / 251 + seed) & 0xFF);
  return pcm;
}

inline std::shared_ptr<domain::GreetingAudio> finished_audio(domain::SampleRate rate, std::size_t frames,
                                                             unsigned seed = 0, std::string voice = "builtin") {
  auto audio = std::make_shared<domain::GreetingAudio>(rate);
  audio->append(counting_pcm(rate, frames, seed));
  audio->set_report({std::move(voice), ""});
  audio->finish();
  return audio;
}

/// Hands out what a test puts in: `next` when set, else finished audio of `frames` frames. Thread-safe.
class FakeGreetings final : public domain::GreetingSource {
 public:
  std::shared_ptr<domain::GreetingAudio> next;
  bool none = false;            ///< greeting() gives nothing at all
  bool no_last_resort = false;  ///< last_resort() gives nothing
  std::size_t frames = 10;

  std::shared_ptr<const domain::GreetingAudio> greeting(const domain::GreetingScript& script,
                                                        domain::SampleRate rate) override {
    const std::lock_guard lock(mutex_);
    asked_.push_back({script, rate});
    if (none) return nullptr;
    if (next) return next;
    return finished_audio(rate, frames);
  }

  std::shared_ptr<const domain::GreetingAudio> last_resort(const std::string& language,
                                                           domain::SampleRate rate) override {
    const std::lock_guard lock(mutex_);
    last_resorts_.push_back(language);
    if (no_last_resort) return nullptr;
    return finished_audio(rate, 2, 99, "embedded");
  }

  std::shared_ptr<const domain::GreetingAudio> sorry(const std::string& language, domain::SampleRate rate) override {
    const std::lock_guard lock(mutex_);
    sorries_.push_back(language);
    return finished_audio(rate, 3, 55, "builtin");
  }

  struct Asked {
    domain::GreetingScript script;
    domain::SampleRate rate;
  };
  [[nodiscard]] std::vector<Asked> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  [[nodiscard]] std::vector<std::string> last_resorts() const {
    const std::lock_guard lock(mutex_);
    return last_resorts_;
  }
  [[nodiscard]] std::vector<std::string> sorries() const {
    const std::lock_guard lock(mutex_);
    return sorries_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Asked> asked_;
  std::vector<std::string> last_resorts_;
  std::vector<std::string> sorries_;
};

}  // namespace exo::test
