#include "speech/greeting_service.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "speech/audio_files.h"
#include "speech/builtin_voice.h"
#include "speech/elevenlabs.h"
#include "speech/espeak_voice.h"
#include "speech/greeting_cache.h"
#include "speech/greeting_text.h"
#include "speech/last_resort.h"
#include "speech/recital.h"
#include "speech/stored_voice.h"
#include "speech/vendor_health.h"
#include "speech/workers.h"

namespace exo::speech {
namespace {

using domain::GreetingAudio;
using domain::SampleRate;
using std::chrono::steady_clock;

constexpr std::size_t kMemoryBytes = 16 << 20;  // of encoded audio
constexpr std::size_t kWorkers = 4;
constexpr std::size_t kQueued = 64;

/// A configured greeting, or the one that ships when that is unusable.
std::string default_text(const std::string& configured, const std::string& shipped) {
  const auto text = clean_greeting_text(configured);
  return text && !text->empty() ? *text : shipped;
}

Pcm decoded(const GreetingAudio& audio) {
  Pcm pcm{static_cast<std::uint32_t>(domain::hertz(audio.rate())), {}};
  for (std::size_t i = 0; i < audio.frames(); ++i) {
    const auto frame = base64_decode(audio.payload(i)).value_or(std::vector<std::byte>());
    for (std::size_t at = 0; at + 1 < frame.size(); at += 2) {
      pcm.samples.push_back(static_cast<std::int16_t>(std::to_integer<unsigned>(frame[at]) |
                                                      std::to_integer<unsigned>(frame[at + 1]) << 8));
    }
  }
  return pcm;
}

std::unique_ptr<Synthesizer> vendor_voice(const SpeechOptions& options, HttpStreamTransport transport,
                                          AudioFiles& files, VendorHealth& health) {
  if (options.elevenlabs.api_key.empty() || !transport) return nullptr;
  const VendorBudgets budgets{
      .first_audio = options.first_audio_budget, .stall = options.stall_budget, .total = options.total_budget};
  return std::make_unique<StoredVoice>(std::make_unique<ElevenLabs>(options.elevenlabs, budgets, std::move(transport)),
                                       options.elevenlabs, files, health);
}

}  // namespace

class GreetingService::Impl {
 public:
  Impl(SpeechOptions options, HttpStreamTransport transport);
  ~Impl() { stopping_ = true; }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::shared_ptr<const GreetingAudio> greeting(const domain::GreetingScript& script, SampleRate rate);
  std::shared_ptr<const GreetingAudio> last_resort(std::string_view language, SampleRate rate, LastResortReason reason);
  std::string trouble() const { return health_.trouble(steady_clock::now()); }

 private:
  /// What is to be made, and why it is not what was asked for (empty when it is).
  struct Job {
    SpeechRequest request;
    std::string reason;
    AudioKey key;
    std::string name;
    std::shared_ptr<GreetingAudio> audio;
  };
  [[nodiscard]] Job job_for(const domain::GreetingScript& script, SampleRate rate) const;
  void make(const Job& job);
  [[nodiscard]] std::vector<Synthesizer*> chain(const SpeechRequest& request);
  [[nodiscard]] std::optional<Pcm> last_good(const SpeechRequest& request);
  void settle(const Job& job);

  const SpeechOptions options_;
  const std::string english_;
  const std::string hindi_;
  LastResort last_resort_;
  VendorHealth health_;
  AudioFiles files_;
  std::mutex mutex_;
  GreetingCache cache_{kMemoryBytes};  ///< guarded by mutex_

  const std::unique_ptr<Synthesizer> vendor_;  ///< null: none is configured
  LastGoodVoice last_good_voice_;
  BuiltinVoice builtin_;
  EspeakVoice espeak_;
  LastResortVoice english_end_;
  LastResortVoice hindi_end_;

  std::atomic<bool> stopping_{false};
  Workers workers_{kWorkers, kQueued};  ///< last: its threads end before what they use
};

GreetingService::Impl::Impl(SpeechOptions options, HttpStreamTransport transport)
    : options_(std::move(options)),
      english_(default_text(options_.default_greeting, SpeechOptions().default_greeting)),
      hindi_(default_text(options_.default_greeting_hi, SpeechOptions().default_greeting_hi)),
      last_resort_(english_),
      health_(options_.vendor_pause),
      files_(options_.cache_folder, options_.cache_max_bytes),
      vendor_(vendor_voice(options_, std::move(transport), files_, health_)),
      last_good_voice_([this](const SpeechRequest& request) { return last_good(request); }),
      espeak_(options_.espeak_program),
      english_end_(last_resort_, "en"),
      hindi_end_(last_resort_, "hi") {
  // Tens of milliseconds that the start of the process need not wait for.
  static_cast<void>(workers_.post([this] {
    for (const auto rate : {SampleRate::hz8000, SampleRate::hz16000, SampleRate::hz24000}) {
      for (const std::string_view language : {"en", "hi"}) last_resort_.warm(language, rate);
    }
  }));
}

GreetingService::Impl::Job GreetingService::Impl::job_for(const domain::GreetingScript& script, SampleRate rate) const {
  Job job;
  job.request = {.text = {}, .language = std::string(known_language(script.language)), .rate = rate};
  auto text = clean_greeting_text(script.text);
  if (text) {
    job.request.text = std::move(*text);
  } else {
    job.reason = text.error().detail;
  }
  if (job.request.text.empty()) job.request.text = job.request.language == "hi" ? hindi_ : english_;
  job.key = audio_key(job.request, options_.elevenlabs);
  // The default greeting in the place of a bad text is reported, so it is not the same audio.
  job.name = job.key.name() + job.reason;
  return job;
}

std::shared_ptr<const GreetingAudio> GreetingService::Impl::greeting(const domain::GreetingScript& script,
                                                                     SampleRate rate) {
  auto job = job_for(script, rate);
  {
    const std::lock_guard lock(mutex_);
    if (auto known = cache_.find(job.name, steady_clock::now())) return known;
    job.audio = std::make_shared<GreetingAudio>(rate);
    cache_.insert(job.name, job.key.script, job.audio);
    if (workers_.post([this, job] { make(job); })) return job.audio;
    cache_.erase(job.name);
  }
  return last_resort(job.request.language, rate, LastResortReason::busy);
}

std::shared_ptr<const GreetingAudio> GreetingService::Impl::last_resort(std::string_view language, SampleRate rate,
                                                                        LastResortReason reason) {
  return last_resort_.audio(known_language(language), rate, reason);
}

void GreetingService::Impl::make(const Job& job) {
  Recital recital(*job.audio, stopping_ ? "shutting down" : job.reason);
  recital.perform(job.request, chain(job.request));
  settle(job);
  // Should the next greeting at this rate come late, this audio must be there already.
  last_resort_.warm(job.request.language, job.request.rate);
}

std::vector<Synthesizer*> GreetingService::Impl::chain(const SpeechRequest& request) {
  Synthesizer* const end = request.language == "hi" ? &hindi_end_ : &english_end_;
  if (stopping_) return {end};
  if (vendor_) return {vendor_.get(), &last_good_voice_, &builtin_, &espeak_, end};
  return {&builtin_, &last_good_voice_, &espeak_, end};
}

std::optional<Pcm> GreetingService::Impl::last_good(const SpeechRequest& request) {
  const auto script = audio_key(request, options_.elevenlabs).script;
  GreetingCache::Audio in_memory;
  {
    const std::lock_guard lock(mutex_);
    in_memory = cache_.good_audio(script);
  }
  return in_memory ? decoded(*in_memory) : files_.load_any(script);
}

void GreetingService::Impl::settle(const Job& job) {
  // A second choice serves the calls of the next moments; after that the first choice gets another chance.
  const bool first_choice = job.audio->report().fallback.empty();
  const auto stale_at = first_choice ? SteadyTime::max() : steady_clock::now() + options_.vendor_pause;
  const std::lock_guard lock(mutex_);
  cache_.settle(job.name, job.audio, stale_at);
}

GreetingService::GreetingService(SpeechOptions options, HttpStreamTransport transport)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(transport))) {}

GreetingService::~GreetingService() = default;

std::shared_ptr<const GreetingAudio> GreetingService::greeting(const domain::GreetingScript& script, SampleRate rate) {
  return impl_->greeting(script, rate);
}

std::shared_ptr<const GreetingAudio> GreetingService::last_resort(const std::string& language, SampleRate rate) {
  return impl_->last_resort(language, rate, LastResortReason::late);
}

std::string GreetingService::trouble() const {
  return impl_->trouble();
}

}  // namespace exo::speech
