#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "app/config.h"
#include "domain/role.h"
#include "simulator/exotel_stand_in.h"
#include "simulator/load.h"
#include "simulator/voicebot_call.h"

namespace exo::app {

/// Exit codes, from sysexits.h where it has one.
enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,
  kExitUsage = 64,
  kExitConfiguration = 78,
};

enum class Announce { no, machine_readable };

// Every command prints what a person needs to standard output, its failure to standard error, and returns an exit code.

/// The gateway, until SIGTERM. Reads the configuration file again when it changes and on SIGHUP.
int serve(const ConfigSources& sources, Announce announce);

/// Prints what serve() would run with, where each value comes from and what is wrong with it; starts nothing.
int check_config(const ConfigSources& sources);

/// The gateway with the simulator beside it; makes one call by itself. `folder` empty: a folder of the user's in
/// TMPDIR.
struct DemoOptions {
  std::filesystem::path folder;
  enum class After { keep_running, stop } after = After::keep_running;
};
int demo(const DemoOptions& options);

int simulate_exotel(simulator::StandInOptions options, Announce announce);
enum class Report { words, json };
int simulate_call(const simulator::VoicebotCallOptions& options, Report report);

int simulate_load(const simulator::LoadOptions& options, Report report);

/// The admin API in OpenAPI 3.1, to standard output.
int print_openapi();

/// Speaks with the built-in voice into a WAV file.
int say(const std::string& text, const std::filesystem::path& out, std::uint32_t rate);

int user_add(const Config& config, const std::string& email, domain::Role role);
int user_passwd(const Config& config, const std::string& email);
int user_list(const Config& config);
int user_setup_link(const Config& config);

/// The Exotel integration as a document of a document database (integration_file.h).
struct IntegrationExport {
  std::string out;  ///< made with mode 0600; empty: standard output
  bool with_secrets = false;
};
int integration_export(const Config& config, const IntegrationExport& wish);

struct IntegrationImport {
  std::string file;      ///< "-": standard input
  bool replace = false;  ///< else merged
  bool dry_run = false;
};
/// Refused while a gateway runs on the folder, which would not notice; a dry run is not.
int integration_import(const Config& config, const IntegrationImport& wish);

/// "exogate: {sentence}" on standard error; the exit code that fits the error.
int report_failure(const Error& error);

}  // namespace exo::app
