// Holds N calls of the live profile against a bot server on this machine and says how well it keeps its pace: one
// thread, one epoll, one JSON object on standard output.
// Usage: load_generator PORT PATH CALLS SECONDS FRAME_MS [PROBES_PER_SECOND [WEBHOOKS_PER_SECOND]]
#include <array>
#include <charconv>
#include <cstdio>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include "bench/bench_call.h"
#include "bench/webhook_probe.h"

namespace exo::bench {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kMediaPeriod{20};
constexpr std::size_t kSlots = 20;  // the calls of a period, spread over its milliseconds
constexpr std::size_t kWebhookConnections = 16;

struct Plan {
  std::uint16_t port = 0;
  std::string_view path;
  std::uint32_t calls = 0;
  std::uint32_t seconds = 0;
  std::uint32_t frame_ms = 200;
  std::uint32_t probes_per_second = 0;  ///< calls opened while the others are live: `start` to first frame
  std::uint32_t webhooks_per_second = 0;
};

class Generator {
 public:
  explicit Generator(Plan plan) : plan_(plan), epoll_(::epoll_create1(0)) {}
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;
  ~Generator() { ::close(epoll_); }

  void run() {
    ramp();
    // Whoever plays ahead of real time has done so after this; then the pace is measured.
    drive(Clock::now() + std::chrono::seconds(2));
    tally_.measuring = true;
    measuring_ = true;
    const double before = cpu_seconds();
    drive(Clock::now() + std::chrono::seconds(plan_.seconds));
    busy_ = (cpu_seconds() - before) / plan_.seconds;
    report();
  }

 private:
  void ramp() {
    for (std::uint32_t i = 0; i < plan_.calls; ++i) {
      open_call(calls_, tally_, i);
      drive(Clock::now() + milliseconds(1));
    }
    for (std::size_t i = 0; plan_.webhooks_per_second > 0 && i < kWebhookConnections; ++i) {
      probes_.push_back(std::make_unique<WebhookProbe>(plan_.port, webhook_times_));
      watch(probes_.back()->fd(), kWebhookTag | i);
    }
  }

  void open_call(std::vector<std::unique_ptr<BenchCall>>& list, Tally& tally, std::uint32_t number) {
    list.push_back(std::make_unique<BenchCall>(plan_.port, plan_.path, number, milliseconds(plan_.frame_ms), tally));
    watch(list.back()->fd(), (&list == &calls_ ? 0 : kProbeTag) | (list.size() - 1));
  }

  void watch(int fd, std::uint64_t tag) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = tag;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  /// Every millisecond: the calls whose turn it is speak, then whatever came in is read.
  void drive(Clock::time_point until) {
    while (Clock::now() < until) {
      const auto now = Clock::now();
      if (now >= next_) {
        next_ += kMediaPeriod / kSlots;
        for (std::size_t i = slot_; i < calls_.size(); i += kSlots) calls_[i]->send_media();
        for (std::size_t i = slot_; i < extra_.size(); i += kSlots) extra_[i]->send_media();
        slot_ = (slot_ + 1) % kSlots;
        if (measuring_) start_extras(now);
      }
      poll(now < next_ ? 1 : 0);
    }
  }

  void start_extras(Clock::time_point now) {
    const auto elapsed =
        std::chrono::duration<double>(now - (first_extra_ == Clock::time_point{} ? first_extra_ = now : first_extra_))
            .count();
    if (static_cast<double>(extra_.size()) < elapsed * plan_.probes_per_second) {
      open_call(extra_, probe_tally_, 1'000'000 + static_cast<std::uint32_t>(extra_.size()));
    }
    while (asked_ < static_cast<std::uint64_t>(elapsed * plan_.webhooks_per_second)) {
      auto& probe = *probes_[asked_ % probes_.size()];
      if (probe.busy()) break;  // its answer is late: that shows in its time, not in more requests
      probe.ask(0xABC000000 + asked_, now);
      ++asked_;
    }
  }

  void poll(int wait_ms) {
    std::array<epoll_event, 512> events{};
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms);
    const auto now = Clock::now();
    for (int i = 0; i < count; ++i) {
      const auto tag = events[static_cast<std::size_t>(i)].data.u64;
      const auto index = tag & kIndex;
      if ((tag & kWebhookTag) != 0) {
        probes_[index]->readable(now);
      } else {
        auto& call = (tag & kProbeTag) != 0 ? *extra_[index] : *calls_[index];
        call.readable(now);
        if (call.lost()) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, call.fd(), nullptr);
      }
    }
  }

  static double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
  }

  void report() {
    std::uint64_t webhook_failures = 0;
    for (const auto& each : probes_) webhook_failures += each->failures();
    const auto expected = static_cast<double>(plan_.calls) * plan_.seconds * 1000 / plan_.frame_ms;
    fmt::print(
        R"({{"calls":{},"opened":{},"lost":{},"busy":{:.2f},"sent":{},"sent_expected":{},"frames":{},"frames_expected":{:.0f},"late_p50":{:.2f},"late_p99":{:.2f},"late_max":{:.2f},)"
        R"("probes":{},"first_frame_p50":{:.2f},"first_frame_p99":{:.2f},"webhooks":{},"webhook_failures":{},"webhook_p50":{:.2f},"webhook_p99":{:.2f}}})"
        "\n",
        plan_.calls, tally_.opened, tally_.lost, busy_, tally_.sent,
        static_cast<std::uint64_t>(plan_.calls) * plan_.seconds * 1000 / kMediaPeriod.count(), tally_.lateness.count(),
        expected, tally_.lateness.at(50), tally_.lateness.at(99), tally_.lateness.at(100),
        probe_tally_.first_frame.count(), probe_tally_.first_frame.at(50), probe_tally_.first_frame.at(99),
        webhook_times_.count(), webhook_failures, webhook_times_.at(50), webhook_times_.at(99));
  }

  static constexpr std::uint64_t kProbeTag = 1ULL << 62;
  static constexpr std::uint64_t kWebhookTag = 1ULL << 63;
  static constexpr std::uint64_t kIndex = kProbeTag - 1;

  const Plan plan_;
  const int epoll_;
  Tally tally_;
  Tally probe_tally_;
  Percentiles webhook_times_;
  std::vector<std::unique_ptr<BenchCall>> calls_;
  std::vector<std::unique_ptr<BenchCall>> extra_;
  std::vector<std::unique_ptr<WebhookProbe>> probes_;
  Clock::time_point next_ = Clock::now();
  Clock::time_point first_extra_{};
  std::size_t slot_ = 0;
  std::uint64_t asked_ = 0;
  double busy_ = 0;  ///< share of its core that this process took while measuring
  bool measuring_ = false;
};

template <class Number>
Number number(std::span<char*> arguments, std::size_t index, Number otherwise) {
  if (index >= arguments.size()) return otherwise;
  const std::string_view text = arguments[index];
  std::from_chars(text.data(), text.data() + text.size(), otherwise);
  return otherwise;
}

}  // namespace
}  // namespace exo::bench

int main(int argc, char** argv) {
  using namespace exo::bench;
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  if (arguments.size() < 6) {
    fmt::print(stderr,
               "usage: load_generator PORT PATH CALLS SECONDS FRAME_MS [PROBES_PER_SECOND [WEBHOOKS_PER_SECOND]]\n");
    return 64;
  }
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  Plan plan;
  plan.port = number<std::uint16_t>(arguments, 1, 0);
  plan.path = arguments[2];
  plan.calls = number<std::uint32_t>(arguments, 3, 0);
  plan.seconds = number<std::uint32_t>(arguments, 4, 10);
  plan.frame_ms = number<std::uint32_t>(arguments, 5, 200);
  plan.probes_per_second = number<std::uint32_t>(arguments, 6, 0);
  plan.webhooks_per_second = number<std::uint32_t>(arguments, 7, 0);
  Generator(plan).run();
  return 0;
}
