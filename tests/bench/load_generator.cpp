// Holds N calls of the live profile against a bot server on this machine and says how well it keeps its pace: one
// thread, one epoll, one JSON object on standard output.
// Usage: load_generator ADDRESS:PORT PATH CALLS SECONDS FRAME_MS [PROBES_PER_SECOND [WEBHOOKS_PER_SECOND]]
#include <array>
#include <cstdio>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <sys/epoll.h>

#include "bench/bench_socket.h"
#include "bench/load_plan.h"
#include "bench/webhook_probe.h"

namespace exo::bench {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kWebhookConnections = 16;

using SocketCall = BenchCall<BenchSocket>;

/// Beside the calls that are held.
struct Probes {
  std::uint32_t calls_per_second = 0;  ///< opened while the others are live: `start` to first frame
  std::uint32_t webhooks_per_second = 0;
};

class Generator {
 public:
  Generator(const Plan& plan, Probes probes) : plan_(plan), asked_for_(probes), epoll_(::epoll_create1(0)) {}
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
    for (std::size_t i = 0; asked_for_.webhooks_per_second > 0 && i < kWebhookConnections; ++i) {
      probes_.push_back(std::make_unique<WebhookProbe>(plan_.address, plan_.port, webhook_times_));
      watch(probes_.back()->fd(), kWebhookTag | i);
    }
  }

  void open_call(std::vector<std::unique_ptr<SocketCall>>& list, Tally& tally, std::uint32_t number) {
    list.push_back(
        std::make_unique<SocketCall>(plan_.path, number, plan_.frame_time, tally, plan_.address, plan_.port));
    watch(list.back()->link().fd(), (&list == &calls_ ? 0 : kProbeTag) | (list.size() - 1));
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
    if (static_cast<double>(extra_.size()) < elapsed * asked_for_.calls_per_second) {
      open_call(extra_, probe_tally_, 1'000'000 + static_cast<std::uint32_t>(extra_.size()));
    }
    while (asked_ < static_cast<std::uint64_t>(elapsed * asked_for_.webhooks_per_second)) {
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
        read(call, now);
        if (call.lost()) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, call.link().fd(), nullptr);
      }
    }
  }

  static void read(SocketCall& call, Clock::time_point now) {
    thread_local std::array<char, 256 * 1024> buffer;
    const auto got = call.link().receive(buffer);
    if (got < 0) return call.lose();
    if (got > 0) call.arrived({buffer.data(), static_cast<std::size_t>(got)}, now);
  }

  void report() {
    std::uint64_t webhook_failures = 0;
    for (const auto& each : probes_) webhook_failures += each->failures();
    fmt::print(
        R"({{{},"probes":{},"first_frame_p50":{:.2f},"first_frame_p99":{:.2f},"webhooks":{},"webhook_failures":{},"webhook_p50":{:.2f},"webhook_p99":{:.2f}}})"
        "\n",
        pace_report(plan_, tally_, busy_), probe_tally_.first_frame.count(), probe_tally_.first_frame.at(50),
        probe_tally_.first_frame.at(99), webhook_times_.count(), webhook_failures, webhook_times_.at(50),
        webhook_times_.at(99));
  }

  static constexpr std::uint64_t kProbeTag = 1ULL << 62;
  static constexpr std::uint64_t kWebhookTag = 1ULL << 63;
  static constexpr std::uint64_t kIndex = kProbeTag - 1;

  const Plan plan_;
  const Probes asked_for_;
  const int epoll_;
  Tally tally_;
  Tally probe_tally_;
  Percentiles webhook_times_;
  std::vector<std::unique_ptr<SocketCall>> calls_;
  std::vector<std::unique_ptr<SocketCall>> extra_;
  std::vector<std::unique_ptr<WebhookProbe>> probes_;
  Clock::time_point next_ = Clock::now();
  Clock::time_point first_extra_{};
  std::size_t slot_ = 0;
  std::uint64_t asked_ = 0;
  double busy_ = 0;  ///< share of its core that this process took while measuring
  bool measuring_ = false;
};

}  // namespace
}  // namespace exo::bench

int main(int argc, char** argv) {
  using namespace exo::bench;
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  const auto plan = read_plan(arguments);
  if (!plan.has_value()) {
    fmt::print(stderr,
               "usage: load_generator ADDRESS:PORT PATH CALLS SECONDS FRAME_MS [PROBES_PER_SECOND "
               "[WEBHOOKS_PER_SECOND]]\n");
    return 64;
  }
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  const Probes probes{number<std::uint32_t>(arguments, Plan::kArguments, 0),
                      number<std::uint32_t>(arguments, Plan::kArguments + 1, 0)};
  Generator(*plan, probes).run();
  return 0;
}
