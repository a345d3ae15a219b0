#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <numbers>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/http_message.h"
#include "speech/wav.h"

namespace exo::speech {

/// One scripted answer of the vendor.
struct VendorAnswer {
  int status = 200;
  std::string body = {};
  std::size_t chunk_bytes = 4096;
  std::size_t stall_after = SIZE_MAX;  ///< bytes; then nothing until release() or the request's time is over
  Errc broken = Errc::internal;        ///< anything else: the transport fails with it after the body
};

/// An HttpStreamTransport that plays a script; without one it answers 200 and `audio`.
class FakeVendor {
 public:
  explicit FakeVendor(std::string audio = {}) : audio_(std::move(audio)) {}

  void next(VendorAnswer answer) {
    const std::lock_guard lock(mutex_);
    script_.push_back(std::move(answer));
  }
  void release() {
    const std::lock_guard lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }
  [[nodiscard]] std::vector<HttpRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  [[nodiscard]] bool refused_late_bytes() const { return refused_late_; }

  [[nodiscard]] HttpStreamTransport transport() {
    return [this](const HttpRequest& request, const HttpBodySink& sink) { return answer(request, sink); };
  }

 private:
  Result<HttpReply> answer(const HttpRequest& request, const HttpBodySink& sink) {
    const auto script = take(request);
    HttpReply reply{.status = script.status, .headers = {}, .body = {}};
    if (script.status != 200) {
      reply.body = script.body;
      return reply;
    }
    bool stalled = false;
    for (std::size_t at = 0; at < script.body.size() || (!stalled && script.stall_after == at);) {
      if (at >= script.stall_after && !std::exchange(stalled, true) && !wait(request)) {
        return fail(Errc::upstream_timeout, "no full answer in time");
      }
      const auto chunk = std::string_view(script.body).substr(at, next_chunk(script, at, stalled));
      if (!chunk.empty() && !sink(as_bytes(chunk))) {
        refused_late_ = stalled;
        return reply;
      }
      at += chunk.size();
    }
    if (script.broken != Errc::internal) return fail(script.broken, "connection reset");
    return reply;
  }

  static std::size_t next_chunk(const VendorAnswer& script, std::size_t at, bool stalled) {
    return stalled ? script.chunk_bytes : std::min(script.chunk_bytes, script.stall_after - at);
  }

  VendorAnswer take(const HttpRequest& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    if (script_.empty()) return {.status = 200, .body = audio_};
    auto answer = std::move(script_.front());
    script_.pop_front();
    return answer;
  }

  bool wait(const HttpRequest& request) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, request.total_timeout, [this] { return released_; });
  }

  const std::string audio_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<VendorAnswer> script_;
  std::vector<HttpRequest> requests_;
  bool released_ = false;
  std::atomic<bool> refused_late_{false};
};

inline std::vector<std::int16_t> sine(double hz, std::uint32_t rate, std::size_t samples, double amplitude = 12000) {
  std::vector<std::int16_t> out(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    out[i] = static_cast<std::int16_t>(
        std::lrint(amplitude * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate)));
  }
  return out;
}

inline std::string bytes_of(const std::vector<std::int16_t>& samples) {
  return {reinterpret_cast<const char*>(samples.data()), samples.size() * 2};
}

}  // namespace exo::speech
