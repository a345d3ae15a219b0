#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <malloc.h>

#include "app/commands.h"
#include "app/file_watch.h"
#include "app/gateway.h"
#include "app/last_words.h"
#include "app/notify.h"
#include "app/signals.h"
#include "app/way_in.h"
#include "base/log.h"
#include "base/log_writer.h"

namespace exo::app {
namespace {

constexpr std::chrono::milliseconds kFilePoll{500};
constexpr std::chrono::hours kHousekeeping{1};
constexpr std::chrono::milliseconds kLastLines{500};
constexpr std::chrono::seconds kLastWords{15};  // after the drain: close frames, records, threads

void announce_to_machine(const Gateway& gateway, const std::string& link) {
  fmt::print("admin {}\ncalls {}\n", gateway.admin_url(), gateway.calls_url());
  if (!link.empty()) fmt::print("setup {}\n", link);
  fmt::print("ready\n");
  std::fflush(stdout);
}

void announce_to_person(const Gateway& gateway, const std::string& link) {
  fmt::print("The admin page is at {}\n", gateway.admin_url());
  if (!link.empty()) fmt::print("Create the first account (works once, for 24 hours): {}\n", link);
  print_way_from_elsewhere(gateway.admin_port());
  std::fflush(stdout);
}

/// Also what a refused configuration names: its files may come later than itself.
void watch_files(FileWatch& watch, const Gateway& gateway, const ConfigSources& sources, const Config* read) {
  auto files = gateway.watched_files();
  files.push_back(sources.file);
  if (read != nullptr) {
    for (const auto& tls : {read->admin.tls, read->calls.tls}) {
      for (const auto& file : {tls.certificate, tls.key}) {
        if (!file.empty()) files.push_back(file);
      }
    }
  }
  watch.watch(files);
}

void reload(Gateway& gateway, ConfigSources& sources, FileWatch& watch) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  notify_service_manager(fmt::format("RELOADING=1\nMONOTONIC_USEC={}",
                                     std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
  watch.accept();
  const auto config = load_config(sources);
  if (config) {
    gateway.adopt(*config);
  } else {
    gateway.refuse(config.error());
  }
  require_present_file(sources);
  watch_files(watch, gateway, sources, config ? &*config : nullptr);
  notify_service_manager("READY=1");
}

void run_until_stopped(Gateway& gateway, ConfigSources sources, const Signals& signals, FileWatch& watch) {
  require_present_file(sources);
  watch_files(watch, gateway, sources, nullptr);
  auto next_housekeeping = std::chrono::steady_clock::now();
  for (;;) {
    if (std::chrono::steady_clock::now() >= next_housekeeping) {
      gateway.forget_old_numbers();
      gateway.look_after_certificates();
      next_housekeeping += kHousekeeping;
    }
    const auto signal = signals.wait(kFilePoll);
    if (signal == SIGHUP || watch.changed()) {
      reload(gateway, sources, watch);
    } else if (signal) {
      return;
    }
  }
}

/// Waits for the live calls, but not for an operator who asks twice: then they are ended politely within a second or
/// two. Whoever asks a third time gets it at once.
void drain(Gateway& gateway, const Signals& signals) {
  const auto patience = std::chrono::duration_cast<std::chrono::microseconds>(gateway.drain_time() + kLastWords);
  notify_service_manager(fmt::format("STOPPING=1\nEXTEND_TIMEOUT_USEC={}", patience.count()));
  log::info("app", "stopping; {} live calls may finish", gateway.active_streams());
  const std::jthread impatience([&gateway, &signals](const std::stop_token& done) {
    std::jthread ending;
    for (bool asked = false; !done.stop_requested();) {
      const auto signal = signals.wait(std::chrono::milliseconds(50));
      if (signal != SIGTERM && signal != SIGINT) continue;
      if (std::exchange(asked, true)) {
        log::wait_for_lines(kLastLines);
        std::_Exit(kExitFailed);
      }
      ending = std::jthread([&gateway] { gateway.end_calls(); });
    }
  });
  gateway.drain();
}

/// For a process that runs for years: what is large goes back to the system when it is freed, instead of leaving holes
/// between calls, and some 75 threads share a few heaps. Measured (tests/bench): 7 KiB less for each call over TLS.
void keep_memory_small() noexcept {
  constexpr int kLargeBytes = 32 * 1024;  // more than a TLS record, which comes and goes with every message
  constexpr int kHeaps = 4;
  mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  mallopt(M_ARENA_MAX, kHeaps);
}

}  // namespace

int serve(const ConfigSources& sources, Announce announce) {
  keep_memory_small();
  forbid_core_dumps();
  install_last_words();
  const Signals signals;
  FileWatch watch;
  watch.watch({sources.file});
  auto config = load_config(sources);
  if (!config) return report_failure(config.error());
  log::configure(config->log_level, config->log_format, config->log_numbers);
  const log::BackgroundWriter writer;
  auto gateway = Gateway::start(std::move(*config));
  if (!gateway) return report_failure(gateway.error());
  // A service's standard output is kept in the journal, which others may read: there the operator asks for the link.
  const bool is_service = std::getenv("NOTIFY_SOCKET") != nullptr;
  const auto link = is_service ? Result<std::string>() : (*gateway)->first_setup_link();
  if (!link) return report_failure(link.error());
  if (announce == Announce::machine_readable) {
    announce_to_machine(**gateway, *link);
  } else {
    announce_to_person(**gateway, *link);
  }
  if (is_service) log::info("app", "to create an account: exogate user setup-link");
  notify_service_manager("READY=1");
  run_until_stopped(**gateway, sources, signals, watch);
  drain(**gateway, signals);
  return kExitOk;
}

}  // namespace exo::app
