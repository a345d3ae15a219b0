#include "speech/elevenlabs.h"

#include <algorithm>
#include <cstdint>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "base/log.h"
#include "base/scrub.h"
#include "base/text.h"
#include "speech/byte_pipe.h"
#include "speech/elevenlabs_error.h"
#include "speech/pcm_sniffer.h"
#include "speech/playback_budget.h"

namespace exo::speech {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kTransfers = 8;  // in flight, stuck ones included
constexpr std::size_t kMaxAudioBytes = 16 << 20;
constexpr std::chrono::milliseconds kRetryPause{200};
/// Slower than any voice reads a character; a transfer that keeps pace with playback lasts as long as the speech.
constexpr std::chrono::milliseconds kPerCharacter{150};

std::unexpected<Error> refuse(Errc code, std::string_view reason) {
  return fail(code, fmt::format("elevenlabs: {}", reason));
}

/// Older models answer an error to language_code (text-to-speech.md §1).
bool takes_language_code(std::string_view model) noexcept {
  return model.contains("_v2_5") || model.contains("_v3");
}

/// How long the transport may take. The reader's own deadlines come first; this frees the thread of a dead connection.
std::chrono::milliseconds transfer_limit(const VendorBudgets& budgets, std::string_view text) {
  std::int64_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++characters) static_cast<void>(next_code_point(text, at));
  return std::min<std::chrono::milliseconds>(budgets.total + characters * kPerCharacter, PlaybackBudget::kHardLimit);
}

std::string endpoint(const ElevenLabsOptions& options, const SpeechRequest& request) {
  auto base = trim(options.base_url);
  while (base.ends_with('/')) base.remove_suffix(1);
  return fmt::format("{}/v1/text-to-speech/{}/stream?output_format=pcm_{}", base,
                     percent_encode(trim(request.voice_id.empty() ? options.voice_id : request.voice_id)),
                     domain::hertz(request.rate));
}

Errc code_of(int status) noexcept {
  return status == 400 || status == 422 ? Errc::unprocessable : Errc::upstream_failed;
}

/// A key is pasted with blanks around it.
ElevenLabsOptions trimmed(ElevenLabsOptions options) {
  options.api_key = Secret(std::string(trim(options.api_key.reveal())));
  return options;
}

}  // namespace

/// One HTTP exchange.
class ElevenLabs::Attempt {
 public:
  Attempt(const VendorBudgets& budgets, const PcmSink& sink, SteadyTime started, domain::SampleRate rate,
          const Secret& key, const std::stop_token& stop)
      : key_(key),
        heard_(budgets, started, domain::bytes_per_second(rate)),
        sink_(sink),
        sniffer_(static_cast<std::uint32_t>(domain::hertz(rate))),
        on_stop_(stop, Interrupt{pipe_}) {}
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;
  ~Attempt() { pipe_->abandon(); }

  [[nodiscard]] std::shared_ptr<BytePipe> pipe() const { return pipe_; }
  /// A second exchange may succeed where this one failed, and the caller has heard nothing yet.
  [[nodiscard]] bool worth_repeating() const noexcept {
    return heard_.bytes() == 0 && (status_ == 429 || status_ >= 500);
  }

  Result<void> run() {
    for (;;) {
      auto pulled = pipe_->pull(heard_.deadline());
      if (pulled.timed_out) return timed_out();
      if (pulled.outcome) return ended(*pulled.outcome);
      // A vendor that drips steadily is late all the same.
      if (steady_clock::now() >= heard_.deadline()) return timed_out();
      if (auto passed = pass_on(sniffer_.feed(pulled.bytes)); !passed) return passed;
    }
  }

 private:
  struct Interrupt {
    std::shared_ptr<BytePipe> pipe;
    void operator()() const { pipe->interrupt({.code = Errc::unavailable, .detail = "shutting down"}); }
  };

  Result<void> pass_on(const Result<Bytes>& audio) {
    if (!audio) return refuse(audio.error().code, audio.error().detail);
    if (audio->empty()) return {};
    heard_.delivered(audio->size(), steady_clock::now());
    sink_(*audio);
    return {};
  }

  [[nodiscard]] std::unexpected<Error> timed_out() const {
    if (heard_.bytes() == 0) return refuse(Errc::upstream_timeout, "no audio in time");
    return refuse(Errc::upstream_timeout, fmt::format("stalled after {} ms of audio", heard_.milliseconds()));
  }

  Result<void> ended(const Result<HttpReply>& outcome) {
    if (!outcome) return broken(outcome.error());
    status_ = outcome->status;
    log::debug("speech", "elevenlabs: {}, request {}, region {}", status_, printable(outcome->header("request-id"), 80),
               printable(outcome->header("x-region"), 40));
    if (status_ < 200 || status_ > 299)
      return refuse(code_of(status_), elevenlabs_reason(status_, scrubbed(outcome->body, {&key_})));
    if (auto passed = pass_on(sniffer_.finish()); !passed) return passed;
    if (heard_.bytes() < 2) return refuse(Errc::upstream_failed, fmt::format("{} without audio", status_));
    return {};
  }

  [[nodiscard]] std::unexpected<Error> broken(const Error& error) const {
    const auto reason = printable(scrubbed(error.detail, {&key_}), 200);
    if (heard_.bytes() == 0) return refuse(error.code, reason);
    return refuse(error.code, fmt::format("cut off after {} ms of audio: {}", heard_.milliseconds(), reason));
  }

  const Secret& key_;     ///< a refusal may repeat it
  PlaybackBudget heard_;  ///< what went to the sink
  const PcmSink& sink_;
  PcmSniffer sniffer_;
  const std::shared_ptr<BytePipe> pipe_ = std::make_shared<BytePipe>(kMaxAudioBytes);
  int status_ = 0;
  const std::stop_callback<Interrupt> on_stop_;
};

ElevenLabs::ElevenLabs(ElevenLabsOptions options, VendorBudgets budgets, HttpStreamTransport transport)
    : options_(trimmed(std::move(options))),
      budgets_(budgets),
      transport_(std::move(transport)),
      transfers_(kTransfers, 0) {}

HttpRequest ElevenLabs::http_request(const SpeechRequest& request) const {
  Json body{{"text", request.text}, {"model_id", trim(options_.model)}};
  if (takes_language_code(trim(options_.model))) body["language_code"] = request.language;
  HttpRequest http;
  http.method = "POST";
  http.url = endpoint(options_, request);
  http.headers = {{"Content-Type", "application/json"}};
  http.secret_headers = {{"xi-api-key", options_.api_key}};
  http.body = dump_json(body);
  http.connect_timeout = budgets_.first_audio;
  http.total_timeout = transfer_limit(budgets_, request.text);
  http.max_body = kMaxAudioBytes;
  return http;
}

Result<void> ElevenLabs::speak(const SpeechRequest& request, const PcmSink& sink) {
  const auto started = steady_clock::now();
  if (stopping_.stop_requested()) return refuse(Errc::unavailable, "shutting down");
  for (auto repeated = false;; repeated = true) {
    Attempt attempt(budgets_, sink, started, request.rate, options_.api_key, stopping_.get_token());
    const bool posted = transfers_.post([this, pipe = attempt.pipe(), http = http_request(request)] {
      pipe->close(transport_(http, [&](Bytes bytes) { return pipe->push(bytes); }));
    });
    if (!posted) return refuse(Errc::unavailable, "too many requests wait for an answer");
    auto outcome = attempt.run();
    if (outcome || repeated || !attempt.worth_repeating()) return outcome;
    if (steady_clock::now() + kRetryPause >= started + budgets_.first_audio) return outcome;
    std::this_thread::sleep_for(kRetryPause);
  }
}

}  // namespace exo::speech
