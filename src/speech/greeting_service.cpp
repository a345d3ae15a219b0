#include "speech/greeting_service.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/encoding.h"
#include "speech/audio_key.h"
#include "speech/greeting_cache.h"
#include "speech/greeting_job.h"
#include "speech/greeting_text.h"
#include "speech/last_resort.h"
#include "speech/recital.h"
#include "speech/voice_chain.h"
#include "speech/workers.h"

namespace exo::speech {
namespace {

using domain::GreetingAudio;
using domain::SampleRate;
using std::chrono::steady_clock;

constexpr std::size_t kMemoryBytes = 32 << 20;  // of encoded audio
constexpr std::size_t kWorkers = 4;             // as many requests at once as the vendor's smallest plan takes
constexpr std::size_t kQueued = 256;

/// A configured text, or the one that ships when that is unusable.
std::string text_or(const std::string& configured, const std::string& shipped) {
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

}  // namespace

class GreetingService::Impl {
 public:
  Impl(SpeechOptions options, HttpStreamTransport transport, RecordingSource recordings);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::shared_ptr<const GreetingAudio> greeting(const domain::GreetingScript& script, SampleRate rate);
  std::shared_ptr<const GreetingAudio> sorry(std::string_view language, SampleRate rate);
  std::shared_ptr<const GreetingAudio> last_resort(std::string_view language, SampleRate rate);
  std::string trouble() const { return chain_.trouble(steady_clock::now()); }

 private:
  [[nodiscard]] GreetingJob greeting_job(const domain::GreetingScript& script, SampleRate rate);
  [[nodiscard]] GreetingJob sorry_job(const std::string& text, std::string_view language, SampleRate rate);
  void name(GreetingJob& job) const;
  /// The job's audio: known, or in the making from now on; null when there is too much to do.
  [[nodiscard]] std::shared_ptr<const GreetingAudio> obtain(GreetingJob job, Keep keep);
  [[nodiscard]] bool enqueue(GreetingJob job, Urgency urgency);
  void make(const GreetingJob& job);
  /// Why even the first voice is not what was asked for; usually empty.
  [[nodiscard]] std::string second_choice_reason(const GreetingJob& job) const;
  /// Makes what the executable itself can say, away from event loops.
  void warm(std::string_view language, SampleRate rate);
  [[nodiscard]] const std::string& sorry_text(std::string_view language) const noexcept {
    return language == "hi" ? sorry_hindi_ : sorry_english_;
  }
  void settle(const GreetingJob& job, std::chrono::milliseconds second_choice_for);
  [[nodiscard]] std::optional<Pcm> in_memory(const std::string& script);

  const SpeechOptions options_;
  const RecordingSource recordings_;
  const std::string english_;
  const std::string hindi_;
  const std::string sorry_english_;  ///< empty: what the executable itself can say
  const std::string sorry_hindi_;
  LastResort greeting_end_;
  LastResort sorry_end_;
  std::mutex mutex_;
  GreetingCache cache_{kMemoryBytes};  ///< guarded by mutex_
  WaitingJobs waiting_;                ///< guarded by mutex_; each has a task in workers_
  VoiceChain chain_;
  std::atomic<bool> stopping_{false};
  Workers workers_{kWorkers, kQueued};  ///< last: its threads end before what they use
};

GreetingService::Impl::Impl(SpeechOptions options, HttpStreamTransport transport, RecordingSource recordings)
    : options_(std::move(options)),
      recordings_(std::move(recordings)),
      english_(text_or(options_.default_greeting, SpeechOptions().default_greeting)),
      hindi_(text_or(options_.default_greeting_hi, SpeechOptions().default_greeting_hi)),
      sorry_english_(text_or(options_.sorry, {})),
      sorry_hindi_(text_or(options_.sorry_hi, {})),
      greeting_end_(english_),
      sorry_end_(sorry_english_, kEmbeddedSorry),
      chain_(options_, std::move(transport), [this](const std::string& script) { return in_memory(script); }) {
  // Tens of milliseconds that the start of the process need not wait for. Only the rate of nearly every flow: each
  // other one costs megabytes, and is made before its first greeting.
  static_cast<void>(workers_.post([this] {
    for (const std::string_view language : {"en", "hi"}) warm(language, SampleRate::hz8000);
  }));
  for (const std::string_view language : {"en", "hi"}) static_cast<void>(sorry(language, SampleRate::hz8000));
}

void GreetingService::Impl::warm(std::string_view language, SampleRate rate) {
  if (stopping_) return;
  for (const auto reason : {LastResortReason::late, LastResortReason::busy}) {
    greeting_end_.warm(language, rate, reason);
    sorry_end_.warm(language, rate, reason);
  }
  if (sorry_text(language).empty()) sorry_end_.warm(language, rate, LastResortReason::asked);
}

GreetingService::Impl::~Impl() {
  stopping_ = true;
  chain_.stop();
}

void GreetingService::Impl::name(GreetingJob& job) const {
  const auto key = audio_key(job.request, options_.elevenlabs);
  job.script = key.script;
  // The reason is in the report, so audio with another reason is other audio.
  job.name = fmt::format("{}/{}/{}/{}", key.name(), static_cast<int>(job.first), job.recording, job.reason);
}

GreetingJob GreetingService::Impl::greeting_job(const domain::GreetingScript& script, SampleRate rate) {
  GreetingJob job;
  auto wish = voice_wish(script.voice);
  job.request = {.text = {},
                 .language = std::string(known_language(script.language)),
                 .rate = rate,
                 .voice_id = std::move(wish.voice_id)};
  job.first = wish.first;
  job.recording = script.recording;
  job.last_resort = &greeting_end_;
  auto text = clean_greeting_text(script.text);
  if (text) {
    job.request.text = std::move(*text);
  } else {
    job.reason = text.error().detail;
  }
  if (job.request.text.empty()) job.request.text = job.request.language == "hi" ? hindi_ : english_;
  name(job);
  return job;
}

GreetingJob GreetingService::Impl::sorry_job(const std::string& text, std::string_view language, SampleRate rate) {
  GreetingJob job;
  job.request = {.text = text, .language = std::string(language), .rate = rate};
  job.last_resort = &sorry_end_;
  name(job);
  job.name += "/sorry";  // a greeting of the same words has another last resort, and is not kept always
  return job;
}

std::shared_ptr<const GreetingAudio> GreetingService::Impl::greeting(const domain::GreetingScript& script,
                                                                     SampleRate rate) {
  auto job = greeting_job(script, rate);
  const auto language = job.request.language;
  auto audio = obtain(std::move(job), Keep::while_used);
  return audio ? audio : greeting_end_.audio(language, rate, LastResortReason::busy);
}

std::shared_ptr<const GreetingAudio> GreetingService::Impl::sorry(std::string_view language, SampleRate rate) {
  const auto known = known_language(language);
  const auto& text = sorry_text(known);
  if (text.empty()) return sorry_end_.audio(known, rate, LastResortReason::asked);
  const auto audio = obtain(sorry_job(text, known, rate), Keep::always);
  if (audio && audio->complete() && audio->frames() > 0) return audio;
  return sorry_end_.audio(known, rate, audio ? LastResortReason::late : LastResortReason::busy);
}

std::shared_ptr<const GreetingAudio> GreetingService::Impl::last_resort(std::string_view language, SampleRate rate) {
  return greeting_end_.audio(known_language(language), rate, LastResortReason::late);
}

std::shared_ptr<const GreetingAudio> GreetingService::Impl::obtain(GreetingJob job, Keep keep) {
  job.audio = std::make_shared<GreetingAudio>(job.request.rate);
  const std::shared_ptr<const GreetingAudio> fresh = job.audio;
  const std::lock_guard lock(mutex_);
  if (auto known = cache_.find(job.name)) {
    if (!known->complete()) waiting_.hurry(job.name);
    // A second choice is heard at once and made anew meanwhile: no caller waits for a vendor that may still be down.
    if (cache_.is_stale(job.name, steady_clock::now())) {
      const auto key = job.name;
      const auto renewal = job.audio;
      if (enqueue(std::move(job), Urgency::background)) cache_.renew(key, renewal);
    }
    return known;
  }
  cache_.insert(job.name, job.script, job.audio, keep);
  const auto key = job.name;
  if (enqueue(std::move(job), Urgency::caller_waits)) return fresh;
  cache_.erase(key);
  return nullptr;
}

bool GreetingService::Impl::enqueue(GreetingJob job, Urgency urgency) {
  waiting_.add(std::move(job), urgency);
  const bool taken = workers_.post([this] {
    std::optional<GreetingJob> next;
    {
      const std::lock_guard lock(mutex_);
      next = waiting_.take();
    }
    if (next) make(*next);
  });
  if (!taken) waiting_.take_back(urgency);
  return taken;
}

std::string GreetingService::Impl::second_choice_reason(const GreetingJob& job) const {
  if (!job.recording.empty()) return {};  // neither the text nor a voice was the first choice
  return job.reason.empty() ? chain_.missing(job.first) : job.reason;
}

void GreetingService::Impl::make(const GreetingJob& job) {
  // Should a greeting at this rate come late, this audio must be there already.
  warm(job.request.language, job.request.rate);
  RecordingVoice recording(recordings_, job.recording);
  LastResortVoice end(*job.last_resort, job.request.language);
  std::vector<Synthesizer*> voices;
  if (!stopping_) {
    voices = chain_.voices(job.first);
    if (!job.recording.empty()) voices.insert(voices.begin(), &recording);
  }
  voices.push_back(&end);
  Recital recital(*job.audio, stopping_ ? "shutting down" : second_choice_reason(job));
  recital.perform(job.request, voices);
  settle(job, recital.broke_off() ? std::chrono::milliseconds(0) : options_.vendor_pause);
}

void GreetingService::Impl::settle(const GreetingJob& job, std::chrono::milliseconds second_choice_for) {
  // A second choice serves the calls of the next moments; after that the first choice gets another chance.
  const bool first_choice = job.audio->report().fallback.empty();
  const auto stale_at = first_choice ? SteadyTime::max() : steady_clock::now() + second_choice_for;
  const std::lock_guard lock(mutex_);
  cache_.settle(job.name, job.audio, stale_at);
}

std::optional<Pcm> GreetingService::Impl::in_memory(const std::string& script) {
  GreetingCache::Audio good;
  {
    const std::lock_guard lock(mutex_);
    good = cache_.good_audio(script);
  }
  if (!good) return std::nullopt;
  return decoded(*good);
}

GreetingService::GreetingService(SpeechOptions options, HttpStreamTransport transport, RecordingSource recordings)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(transport), std::move(recordings))) {}

GreetingService::~GreetingService() = default;

std::shared_ptr<const GreetingAudio> GreetingService::greeting(const domain::GreetingScript& script, SampleRate rate) {
  return impl_->greeting(script, rate);
}

std::shared_ptr<const GreetingAudio> GreetingService::last_resort(const std::string& language, SampleRate rate) {
  return impl_->last_resort(language, rate);
}

std::shared_ptr<const GreetingAudio> GreetingService::sorry(const std::string& language, SampleRate rate) {
  return impl_->sorry(language, rate);
}

std::string GreetingService::trouble() const {
  return impl_->trouble();
}

}  // namespace exo::speech
