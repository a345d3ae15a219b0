#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/gateway.h"
#include "app/signals.h"
#include "app/way_in.h"
#include "base/log.h"

namespace exo::app {
namespace {

constexpr std::string_view kDemoNumber = "08041234567";
constexpr std::string_view kDemoBot = "welcome";
constexpr std::string_view kDemoAccount = "acmeco1";
constexpr std::string_view kWebhookPath = "/api/v1/exotel/voice/connect";

/// `wanted` when nobody listens there, else any free port of loopback.
std::uint16_t free_port(std::uint16_t wanted) {
  for (const std::uint16_t port : {wanted, std::uint16_t{0}}) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return wanted;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const bool free = ::bind(fd, generic, size) == 0 && ::getsockname(fd, generic, &size) == 0;
    ::close(fd);
    if (free) return ntohs(address.sin_port);
  }
  return wanted;
}

struct Ports {
  std::uint16_t admin = free_port(8080);
  std::uint16_t calls = free_port(8081);
  std::uint16_t exotel = free_port(8090);
};

std::filesystem::path demo_folder(const DemoOptions& options) {
  if (!options.folder.empty()) return std::filesystem::absolute(options.folder);
  return std::filesystem::temp_directory_path() / fmt::format("exogate-demo-{}", ::getuid());
}

/// The default lies where everybody may write: it must be ours, and a real folder, before root puts anything there.
Result<void> make_private(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder.parent_path(), error);
  ::mkdir(folder.c_str(), 0700);
  struct stat found{};
  if (::lstat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) && found.st_uid == ::getuid() &&
      (found.st_mode & (S_IWGRP | S_IWOTH)) == 0) {
    return {};
  }
  return fail(
      Errc::bad_configuration,
      fmt::format("{} cannot be made, or is not a folder of yours alone; name another with --folder", folder.string()));
}

Config demo_config(const std::filesystem::path& folder, const Ports& ports) {
  Config config;
  config.store_folder = folder / "data";
  config.admin.listen = fmt::format("127.0.0.1:{}", ports.admin);
  config.calls.listen = fmt::format("127.0.0.1:{}", ports.calls);
  config.address.public_url = fmt::format("http://127.0.0.1:{}", ports.calls);
  config.admin.allowed_api_hosts = {fmt::format("http://127.0.0.1:{}", ports.exotel)};
  config.speech.cache_folder = config.store_folder / "speech";
  config.log_level = log::Level::warning;
  config.drain = std::chrono::seconds(0);
  return config;
}

simulator::StandInOptions stand_in_options(const std::filesystem::path& folder, const Ports& ports,
                                           const DemoSecrets& secrets) {
  simulator::StandInOptions options;
  options.listen = fmt::format("127.0.0.1:{}", ports.exotel);
  options.account_sid = kDemoAccount;
  options.api_key = secrets.api_key;
  options.api_token = secrets.api_token;
  options.applet_url = fmt::format("http://127.0.0.1:{}{}", ports.calls, kWebhookPath);
  options.folder = folder / "calls";
  options.call.hang_up_after_mark = std::chrono::milliseconds(800);
  return options;
}

/// One incoming call to the demo number, as a customer would make it.
simulator::VoicebotCallOptions first_call(const std::filesystem::path& folder, const Ports& ports) {
  simulator::VoicebotCallOptions call;
  call.applet_url = fmt::format("http://127.0.0.1:{}{}", ports.calls, kWebhookPath);
  call.to = kDemoNumber;
  call.heard_wav = folder / "heard.wav";
  call.hang_up_after_mark = std::chrono::milliseconds(800);
  return call;
}

std::string own_program() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "exogate" : path.string();
}

void print_what_next(const Gateway& gateway, const std::string& link, const std::filesystem::path& folder) {
  const auto webhook = gateway.calls_url() + std::string(kWebhookPath);
  fmt::print("\nThe admin page: {}\n", gateway.admin_url());
  if (!link.empty()) {
    fmt::print("Create your account there first (the link works once): {}\n", link);
  }
  print_way_from_elsewhere(gateway.admin_port());
  fmt::print("\nThree things to try next, in another terminal:\n");
  fmt::print("  curl \"{}?CallSid=test123&CallFrom=+919324606985&CallTo={}\"\n", webhook, kDemoNumber);
  fmt::print("  {} simulate call {} --to {} --talk-milliseconds 8000 --heard {}\n", own_program(), webhook, kDemoNumber,
             (folder / "again.wav").string());
  fmt::print("  curl {}/health\n", gateway.calls_url());
  fmt::print("\nOr place a test call from the page: it goes to the simulated Exotel and costs nothing.\n");
  fmt::print("Stop with Ctrl-C. The demo's data is in {}\n", folder.string());
  std::fflush(stdout);
}

}  // namespace

int demo(const DemoOptions& options) {
  const Signals signals;
  const auto folder = demo_folder(options);
  if (const auto made = make_private(folder); !made) return report_failure(made.error());
  const Ports ports;
  auto config = demo_config(folder, ports);
  log::configure(config.log_level, config.log_format);
  auto gateway = Gateway::start(std::move(config));
  if (!gateway) return report_failure(gateway.error());
  const auto secrets = (*gateway)->furnish_demo({.account_sid = std::string(kDemoAccount),
                                                 .api_base_url = fmt::format("http://127.0.0.1:{}", ports.exotel),
                                                 .number = std::string(kDemoNumber),
                                                 .bot_id = std::string(kDemoBot)});
  if (!secrets) return report_failure(secrets.error());
  const auto stand_in = simulator::ExotelStandIn::start(stand_in_options(folder, ports, *secrets));
  if (!stand_in) return report_failure(stand_in.error());

  fmt::print("exogate is running with a simulated Exotel beside it. A customer is calling {} …\n\n", kDemoNumber);
  std::fflush(stdout);
  const auto call = first_call(folder, ports);
  const auto outcome = simulator::play_voicebot_call(
      call, [&signals] { return signals.wait(std::chrono::milliseconds(0)).has_value(); });
  if (!outcome) return report_failure(outcome.error());
  fmt::print("{}\n", simulator::outcome_text(*outcome));
  if (!outcome->failure.empty()) return kExitFailed;
  fmt::print("What the caller heard: {}\n", call.heard_wav.string());
  if (options.after == DemoOptions::After::stop) return kExitOk;

  const auto link = (*gateway)->first_setup_link();
  if (!link) return report_failure(link.error());
  print_what_next(**gateway, *link, folder);
  for (;;) {
    const auto signal = signals.wait(std::chrono::seconds(3600));
    if (signal == SIGTERM || signal == SIGINT) return kExitOk;
  }
}

}  // namespace exo::app
