// Holds N calls of the live profile against a bot server on this machine from the far end of a TUN device, and says how
// well the server keeps its pace: one thread, one JSON object on standard output. Each call is a TCP connection of its
// own from another address, as in real life; what the callers' own kernels do there costs this core little, so the
// server is what fills up first. `load_generator` does the same through sockets, for machines where no device can be
// had. Usage: wire_generator ADDRESS:PORT PATH CALLS SECONDS FRAME_MS DEVICE
#include <cstdio>
#include <ctime>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "bench/load_plan.h"
#include "bench/wire_link.h"

namespace exo::bench {
namespace {

using WireCall = BenchCall<WireLink>;

class Generator {
 public:
  Generator(const Plan& plan, TunWire& wire) : plan_(plan), wire_(wire) {}

  void run() {
    for (std::uint32_t i = 0; i < plan_.calls; ++i) {
      calls_.push_back(std::make_unique<WireCall>(plan_.path, i, plan_.frame_time, tally_, wire_,
                                                  static_cast<std::uint16_t>(WireLink::kFirstPort + i), plan_.port));
      drive(Clock::now() + std::chrono::milliseconds(1));
    }
    // Whoever plays ahead of real time has done so after this; then the pace is measured.
    drive(Clock::now() + std::chrono::seconds(2));
    tally_.measuring = true;
    const double before = cpu_seconds();
    drive(Clock::now() + std::chrono::seconds(plan_.seconds));
    const double busy = (cpu_seconds() - before) / plan_.seconds;
    fmt::print("{{{}}}\n", pace_report(plan_, tally_, busy));
  }

 private:
  /// Every millisecond: the calls whose turn it is speak, then whatever came in is read.
  void drive(Clock::time_point until) {
    while (Clock::now() < until) {
      const auto now = Clock::now();
      if (now < next_) {
        listen(now);
        std::this_thread::sleep_until(std::min(next_, until));
        continue;
      }
      next_ += kMediaPeriod / kSlots;
      wire_.set_clock(now);
      for (std::size_t i = slot_; i < calls_.size(); i += kSlots) speak(*calls_[i], now);
      slot_ = (slot_ + 1) % kSlots;
      listen(Clock::now());
    }
  }

  static void speak(WireCall& call, Clock::time_point now) {
    if (call.live()) return call.send_media();
    call.link().insist(now);
  }

  void listen(Clock::time_point now) {
    wire_.drain([&](const Segment& segment) {
      const auto index = static_cast<std::size_t>(segment.local) - WireLink::kFirstPort;
      if (index >= calls_.size() || segment.remote != plan_.port) return;
      auto& call = *calls_[index];
      const auto bytes = call.link().take(segment);
      if (!bytes.empty()) call.arrived(bytes, now);
      if (call.link().gone()) call.lose();
    });
  }

  const Plan plan_;
  TunWire& wire_;
  Tally tally_;
  std::vector<std::unique_ptr<WireCall>> calls_;
  Clock::time_point next_ = Clock::now();
  std::size_t slot_ = 0;
};

}  // namespace
}  // namespace exo::bench

int main(int argc, char** argv) {
  using namespace exo::bench;
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  const auto plan = read_plan(arguments);
  if (!plan.has_value() || arguments.size() != Plan::kArguments + 1) {
    fmt::print(stderr, "usage: wire_generator ADDRESS:PORT PATH CALLS SECONDS FRAME_MS DEVICE\n");
    return 64;
  }
  TunWire wire(arguments[Plan::kArguments], plan->address + 1, plan->address);
  if (!wire.open()) {
    fmt::print(stderr, "wire_generator: no TUN device {}\n", arguments[Plan::kArguments]);
    return 69;
  }
  Generator(*plan, wire).run();
  return 0;
}
