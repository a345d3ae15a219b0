#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "domain/greeting_audio.h"
#include "speech/last_resort.h"
#include "speech/synthesizer.h"
#include "speech/voice_wish.h"

namespace exo::speech {

/// One greeting that is to be made.
struct GreetingJob {
  SpeechRequest request;
  FirstVoice first = FirstVoice::site;
  std::string recording{};            ///< id; empty: none
  std::string reason{};               ///< why the text is not what was asked for; empty when it is
  std::string script{};               ///< AudioKey::script
  std::string name{};                 ///< all that shapes the audio: the key in memory
  LastResort* last_resort = nullptr;  ///< what is said when no voice can
  std::shared_ptr<domain::GreetingAudio> audio{};
};

enum class Urgency : std::uint8_t { caller_waits, background };

/// What waits for a worker: the newest request first, because its caller is still there, and what nobody waits for
/// last. So a burst of bots being saved delays a call by no more than what the workers have begun. Not thread-safe.
class WaitingJobs {
 public:
  void add(GreetingJob job, Urgency urgency) {
    jobs_.insert(urgency == Urgency::caller_waits ? jobs_.begin() : jobs_.end(), std::move(job));
  }
  /// Somebody asks for that greeting (again).
  void hurry(const std::string& name) {
    for (auto job = jobs_.begin(); job != jobs_.end(); ++job) {
      if (job->name == name) return jobs_.splice(jobs_.begin(), jobs_, job);
    }
  }
  [[nodiscard]] std::optional<GreetingJob> take() {
    if (jobs_.empty()) return std::nullopt;
    std::optional<GreetingJob> job(std::move(jobs_.front()));
    jobs_.pop_front();
    return job;
  }
  /// The one that was added last with that urgency is not wanted after all.
  void take_back(Urgency urgency) {
    if (urgency == Urgency::caller_waits) {
      jobs_.pop_front();
    } else {
      jobs_.pop_back();
    }
  }

 private:
  std::list<GreetingJob> jobs_;
};

}  // namespace exo::speech
