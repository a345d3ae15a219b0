#include "app/application.h"

#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/resource.h>

#include "app/commands.h"
#include "app/option_table.h"
#include "app/simulate_options.h"
#include "base/text.h"

namespace exo::app {
namespace {

/// What the command line filled in; CLI11 keeps references to it.
struct Line {
  ConfigSources sources;
  std::string config_file;
  bool announce = false;
  DemoOptions demo;
  bool demo_once = false;
  std::string email;
  std::string role = "super_admin";
  std::string text;
  std::string out = "say.wav";
  std::uint32_t rate = 8000;
  StandInLine stand_in;
  CallLine call;
  LoadLine load;
  IntegrationExport integration_out;
  IntegrationImport integration_in;
};

/// "calls.ws_path; EXOGATE_CALLS_WS_PATH, WS_PATH"
std::string names_of(const Option& option) {
  const auto variable = environment_name(option);
  if (option.alias.empty()) return fmt::format("{}; {}", option.key, variable);
  return fmt::format("{}; {}, {}", option.key, variable, option.alias);
}

std::string secret_settings() {
  std::string text = "Secrets, by file or environment only (other users can read command lines):";
  for (const auto& option : option_table()) {
    if (!has_flag(option)) text += fmt::format("\n  {} [{}]", option.help, names_of(option));
  }
  return text;
}

void add_config_options(CLI::App& command, Line& line) {
  command.add_option("--config", line.config_file, "configuration file")
      ->type_name("FILE")
      ->default_str(std::string(kDefaultConfigFile));
  for (const auto& option : option_table()) {
    if (!has_flag(option)) continue;
    const std::string key(option.key);
    command
        .add_option_function<std::string>(
            flag_name(option), [&line, key](const std::string& value) { line.sources.flags[key] = value; },
            fmt::format("{} [{}]", option.help, names_of(option)))
        ->group("Settings [key in the file; environment variables]");
  }
  command.footer(secret_settings());
}

int report_usage(const Error& error) {
  report_failure(error);
  return kExitUsage;
}

ConfigSources sources_of(Line& line) {
  line.sources.environment = process_environment();
  if (!line.config_file.empty()) {
    line.sources.file = line.config_file;
    line.sources.file_required = true;
  }
  return line.sources;
}

/// Runs a command that only needs the configuration.
template <class Command>
int with_config(Line& line, Command command) {
  const auto config = load_config(sources_of(line));
  return config ? command(*config) : report_failure(config.error());
}

void add_serve(CLI::App& app, Line& line, int& code) {
  auto* command = app.add_subcommand("serve", "run the gateway");
  add_config_options(*command, line);
  command->add_flag("--announce", line.announce, "print addresses in a form for scripts, then `ready`");
  command->callback([&] { code = serve(sources_of(line), line.announce ? Announce::machine_readable : Announce::no); });
}

void add_check_config(CLI::App& app, Line& line, int& code) {
  auto* command =
      app.add_subcommand("check-config", "print the configuration that would count, and what is wrong with it");
  add_config_options(*command, line);
  command->callback([&] { code = check_config(sources_of(line)); });
}

void add_demo(CLI::App& app, Line& line, int& code) {
  auto* command = app.add_subcommand("demo", "run the gateway with a simulated Exotel and make one call");
  command->add_option("--folder", line.demo.folder, "where the demo keeps its data")->type_name("DIR");
  command->add_flag("--once", line.demo_once, "stop after the call");
  command->callback([&] {
    if (line.demo_once) line.demo.after = DemoOptions::After::stop;
    code = demo(line.demo);
  });
}

void add_simulate(CLI::App& app, Line& line, int& code) {
  auto* simulate = app.add_subcommand("simulate", "a stand-in for Exotel on this machine");
  simulate->require_subcommand(1);
  auto* exotel = simulate->add_subcommand("exotel", "its REST API and the flow behind it");
  add_stand_in_options(*exotel, line.stand_in);
  exotel->add_flag("--announce", line.announce, "print the address in a form for scripts, then `ready`");
  exotel->callback([&] {
    auto options = line.stand_in.finish();
    code = options ? simulate_exotel(std::move(*options), line.announce ? Announce::machine_readable : Announce::no)
                   : report_usage(options.error());
  });
  auto* call = simulate->add_subcommand("call", "one incoming call, against any bot server");
  add_call_options(*call, line.call);
  call->callback([&] {
    const auto options = line.call.finish();
    code = options ? simulate_call(*options, line.call.json ? Report::json : Report::words)
                   : report_usage(options.error());
  });
  auto* load = simulate->add_subcommand("load", "many calls at once, against any bot server");
  add_load_options(*load, line.load);
  load->callback([&] {
    const auto options = line.load.finish();
    code = options ? simulate_load(*options, line.load.call.json ? Report::json : Report::words)
                   : report_usage(options.error());
  });
}

void add_user(CLI::App& app, Line& line, int& code) {
  auto* user = app.add_subcommand("user", "accounts, on the box itself");
  user->require_subcommand(1);
  auto* add = user->add_subcommand("add", "create an account; the password is asked for or read from standard input");
  auto* passwd = user->add_subcommand("passwd", "set a new password");
  auto* list = user->add_subcommand("list", "who has an account");
  auto* link = user->add_subcommand("setup-link", "print a one-time link that creates a super_admin");
  for (auto* command : {add, passwd, list, link}) add_config_options(*command, line);
  for (auto* command : {add, passwd}) command->add_option("email", line.email)->required();
  add->add_option("--role", line.role)->check(CLI::IsMember({"super_admin", "admin"}))->capture_default_str();
  add->callback([&] {
    const auto role = domain::role_from(line.role).value_or(domain::Role::admin);
    code = with_config(line, [&](const Config& config) { return user_add(config, line.email, role); });
  });
  passwd->callback(
      [&] { code = with_config(line, [&](const Config& config) { return user_passwd(config, line.email); }); });
  list->callback([&] { code = with_config(line, user_list); });
  link->callback([&] { code = with_config(line, user_setup_link); });
}

void add_integration(CLI::App& app, Line& line, int& code) {
  auto* integration = app.add_subcommand("integration", "the Exotel integration as a document of a document database");
  integration->require_subcommand(1);
  auto* out = integration->add_subcommand("export", "print it as JSON, without api_key and api_token");
  auto* in =
      integration->add_subcommand("import", "take it over from JSON or MongoDB Extended JSON; stop the gateway first");
  for (auto* command : {out, in}) add_config_options(*command, line);
  out->add_option("--out", line.integration_out.out, "write to this file, readable by you alone")->type_name("FILE");
  out->add_flag("--with-secrets", line.integration_out.with_secrets, "with api_key and api_token, in clear");
  in->add_option("file", line.integration_in.file, "- reads standard input")->required();
  in->add_flag("--replace", line.integration_in.replace,
               "become what the file says, instead of merging it in; secrets it lacks stay");
  in->add_flag("--dry-run", line.integration_in.dry_run, "say what would change, and change nothing");
  out->callback([&] {
    code = with_config(line, [&](const Config& config) { return integration_export(config, line.integration_out); });
  });
  in->callback([&] {
    code = with_config(line, [&](const Config& config) { return integration_import(config, line.integration_in); });
  });
}

void add_say(CLI::App& app, Line& line, int& code) {
  auto* command = app.add_subcommand("say", "speak with the built-in voice into a WAV file");
  command->add_option("text", line.text)->required();
  command->add_option("--out", line.out)->type_name("FILE")->capture_default_str();
  command->add_option("--rate", line.rate, "samples a second")
      ->check(CLI::IsMember({8000, 16000, 24000}))
      ->capture_default_str();
  command->callback([&] { code = say(line.text, line.out, line.rate); });
}

void add_openapi(CLI::App& app, int& code) {
  app.add_subcommand("openapi", "print the description of the admin API, in OpenAPI 3.1")->callback([&] {
    code = print_openapi();
  });
}

/// CLI11 lists what it did not understand; a person wants to know what they probably meant.
std::string suggestion(const CLI::App& app, const std::string& message) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
    for (const auto* option : command->get_options()) names.push_back(option->get_name());
  }
  const auto word = trim(message.substr(message.rfind(' ') + 1));
  const std::vector<std::string_view> known(names.begin(), names.end());
  const auto guess = nearest(word, known);
  return guess.empty() ? std::string() : fmt::format("; did you mean {}?", guess);
}

int parse_and_run(int argc, char** argv) {
  CLI::App app("An on-prem gateway between Exotel and voice bots.", "exogate");
  app.set_version_flag("--version", std::string("exogate ") + EXOGATE_VERSION);
  app.require_subcommand(1);
  app.footer("Exit codes: 0 done, 1 failed, 64 wrong command line, 78 wrong configuration.");
  Line line;
  int code = kExitOk;
  add_serve(app, line, code);
  add_check_config(app, line, code);
  add_demo(app, line, code);
  add_simulate(app, line, code);
  add_user(app, line, code);
  add_integration(app, line, code);
  add_say(app, line, code);
  add_openapi(app, code);
  try {
    app.parse(argc, argv);
    return code;
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "exogate: {}{}\nTry: exogate --help\n", error.what(), suggestion(app, error.what()));
    return kExitUsage;
  }
}

/// A call needs a descriptor; shells start programs with 1,024.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);  // under systemd the unit has done it
}

}  // namespace

int report_failure(const Error& error) {
  fmt::print(stderr, "exogate: {}\n", error.detail);
  return error.code == Errc::bad_configuration ? kExitConfiguration : kExitFailed;
}

int run(int argc, char** argv) noexcept {
  try {
    raise_descriptor_limit();
    if (sodium_init() < 0) return report_failure(Error{Errc::internal, "libsodium cannot find a source of randomness"});
    return parse_and_run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "exogate: %s\n", error.what());
    return kExitFailed;
  }
}

}  // namespace exo::app
