#include "app/config.h"

#include <fmt/format.h>
#include <unistd.h>

#define TOML_HEADER_ONLY 1
#include <algorithm>
#include <optional>

#include <toml++/toml.h>

#include "app/option_table.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "net/listen_address.h"
#include "speech/greeting_text.h"

namespace exo::app {
namespace {

constexpr std::size_t kLeastKeyBytes = 16;  // guesses from Exotel's shared addresses cannot be slowed down
constexpr std::uint32_t kLeastPcmRate = 1'000;

std::unexpected<Error> bad(std::string detail) {
  return fail(Errc::bad_configuration, std::move(detail));
}

const Option* find_option(std::string_view key) {
  const auto table = option_table();
  const auto found = std::ranges::find(table, key, &Option::key);
  return found == table.end() ? nullptr : &*found;
}

std::string unknown_key(std::string_view key) {
  std::vector<std::string_view> keys;
  for (const auto& option : option_table()) keys.push_back(option.key);
  const auto guess = nearest(key, keys);
  if (guess.empty()) return fmt::format("unknown key {}", key);
  return fmt::format("unknown key {}; did you mean {}?", key, guess);
}

/// nullopt: a kind of value that no option takes (a date, say).
std::optional<RawValue> raw_value(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return RawValue(*text);
  if (const auto number = node.value_exact<std::int64_t>()) return RawValue(*number);
  if (const auto word = node.value_exact<bool>()) return RawValue(std::string(*word ? "true" : "false"));
  const auto* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> list;
  // An entry that is no string cannot be used, but must not shift the others (decisions.md §1).
  for (const auto& entry : *array) list.push_back(entry.value_exact<std::string>().value_or(""));
  return RawValue(std::move(list));
}

Result<void> apply_node(Config& config, const std::string& key, const toml::node& node, const std::string& file) {
  const auto* option = find_option(key);
  if (option == nullptr) return bad(unknown_key(key));
  const auto value = raw_value(node);
  if (!value) return bad(fmt::format("{}: wants text, a whole number, true, false or a list of texts", key));
  config.origins[key] = {Origin::Kind::file, file, node.source().begin.line};
  return apply_option(config, *option, *value);
}

bool is_table_name(const std::string& prefix) {
  return prefix.empty() ||
         std::ranges::any_of(option_table(), [&](const Option& option) { return option.key.starts_with(prefix); });
}

Result<void> apply_table(Config& config, const toml::table& table, const std::string& prefix, const std::string& file) {
  if (table.empty() && !is_table_name(prefix)) return bad(unknown_key(prefix.substr(0, prefix.size() - 1)));
  for (const auto& [name, node] : table) {
    const auto key = prefix + std::string(name.str());
    const auto* inner = node.as_table();
    const auto done =
        inner == nullptr ? apply_node(config, key, node, file) : apply_table(config, *inner, key + ".", file);
    if (done) continue;
    if (inner != nullptr) return done;
    return bad(fmt::format("line {}: {}", node.source().begin.line, done.error().detail));
  }
  return {};
}

Result<void> apply_file(Config& config, const ConfigSources& sources) {
  const auto text = read_file(sources.file, 1 << 20);
  if (!text && text.error().code == Errc::not_found && !sources.file_required) return {};
  if (!text) return bad(text.error().detail);
  try {
    const auto table = toml::parse(*text, sources.file.string());
    const auto done = apply_table(config, table, "", sources.file.string());
    if (!done) return bad(fmt::format("{}: {}", sources.file.string(), done.error().detail));
    return {};
  } catch (const toml::parse_error& error) {
    return bad(fmt::format("{}: line {}: {}", sources.file.string(), error.source().begin.line, error.description()));
  }
}

/// A misspelt EXOGATE_… variable must not be overlooked.
Result<void> check_environment_names(const ConfigSources& sources) {
  std::vector<std::string> names;
  for (const auto& option : option_table()) names.push_back(environment_name(option));
  const std::vector<std::string_view> known(names.begin(), names.end());
  for (const auto& [name, text] : sources.environment) {
    if (!name.starts_with("EXOGATE_") || std::ranges::find(names, name) != names.end()) continue;
    const auto guess = nearest(name, known);
    return bad(fmt::format("unknown environment variable {}{}", name,
                           guess.empty() ? std::string() : fmt::format("; did you mean {}?", guess)));
  }
  return {};
}

Result<void> apply_environment(Config& config, const ConfigSources& sources) {
  if (auto known = check_environment_names(sources); !known) return known;
  for (const auto& option : option_table()) {
    // The own name last, so that it wins over the specification's.
    for (const auto& name : {std::string(option.alias), environment_name(option)}) {
      const auto found = sources.environment.find(name);
      if (name.empty() || found == sources.environment.end()) continue;
      const auto done = apply_option(config, option, found->second);
      config.origins[std::string(option.key)] = {Origin::Kind::environment, name};
      if (!done) return bad(fmt::format("environment variable {}: {}", name, done.error().detail));
    }
  }
  return {};
}

Result<void> apply_flags(Config& config, const ConfigSources& sources) {
  for (const auto& [key, text] : sources.flags) {
    const auto* option = find_option(key);
    if (option == nullptr) return bad(unknown_key(key));
    const auto done = apply_option(config, *option, text);
    if (!done) return bad(fmt::format("flag {}: {}", flag_name(*option), done.error().detail));
    config.origins[key] = {Origin::Kind::flag, flag_name(*option)};
  }
  return {};
}

Result<void> check_tls(std::string_view table, const net::TlsFiles& tls) {
  if (tls.certificate.empty() == tls.key.empty()) return {};
  return bad(fmt::format("{0}.tls_certificate and {0}.tls_key belong together; only one is set", table));
}

Result<void> check_base(std::string_view key, std::string_view url) {
  if (url.empty() || domain::to_wss_base(url)) return {};
  return bad(fmt::format("{} = \"{}\": wants an address like https://voice.example.com", key, printable(url, 120)));
}

/// A certificate of our own lies in the data folder, wherever that is.
Result<void> name_self_signed(Config& config) {
  if (config.admin_tls == AdminTls::files) return {};
  if (!config.admin.tls.certificate.empty() || !config.admin.tls.key.empty()) {
    return bad(
        "admin.tls = \"self-signed\" makes its own certificate: leave out admin.tls_certificate and admin.tls_key");
  }
  config.admin.tls = {config.store_folder / "admin-tls.crt", config.store_folder / "admin-tls.key"};
  return {};
}

/// What a single option cannot see.
Result<void> check_whole(Config& config) {
  for (const auto& [key, listen] :
       {std::pair{"admin.listen", config.admin.listen}, {"calls.listen", config.calls.listen}}) {
    const auto address = net::parse_listen_address(listen);
    if (!address) return bad(fmt::format("{} = \"{}\": {}", key, printable(listen, 120), address.error().detail));
  }
  const auto path = domain::normalise_ws_path(config.address.ws_path);
  if (!path) return bad(fmt::format("calls.ws_path = \"{}\": {}", config.address.ws_path, path.error().detail));
  config.address.ws_path = *path;
  for (const auto& done : {name_self_signed(config), check_tls("admin", config.admin.tls),
                           check_tls("calls", config.calls.tls), check_base("public_url", config.address.public_url),
                           check_base("public_wss_base", config.address.public_wss_base),
                           check_base("calls.webhook_base_url", config.address.webhook_base_url)}) {
    if (!done) return done;
  }
  for (const auto& [key, text] : {std::pair{"speech.greeting", &config.speech.default_greeting},
                                  {"speech.greeting_hi", &config.speech.default_greeting_hi},
                                  {"speech.sorry", &config.speech.sorry},
                                  {"speech.sorry_hi", &config.speech.sorry_hi}}) {
    auto clean = speech::clean_greeting_text(*text);
    if (!clean) return bad(fmt::format("{}: {}", key, clean.error().detail));
    *text = std::move(*clean);
  }
  const auto key = config.calls.webhook_key.reveal().size();
  if (key > 0 && key < kLeastKeyBytes) {
    return bad(fmt::format("calls.webhook_key: wants at least {} characters, for example of: openssl rand -hex 16",
                           kLeastKeyBytes));
  }
  const auto rate = config.speech.command.pcm_rate;
  if (rate != 0 && rate < kLeastPcmRate) {
    return bad(fmt::format("speech.command_pcm_rate = {}: wants 0 (the program writes a WAV) or {} to 192000", rate,
                           kLeastPcmRate));
  }
  if (config.store_folder.empty()) return bad("store.folder = \"\": wants a path");
  return {};
}

/// The first of the words is the program.
void name_command(Config& config) {
  if (config.speech_command.empty()) return;
  config.speech.command.program = config.speech_command.front();
  config.speech.command.arguments.assign(config.speech_command.begin() + 1, config.speech_command.end());
}

}  // namespace

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

void require_present_file(ConfigSources& sources) {
  std::error_code ignored;
  if (std::filesystem::exists(sources.file, ignored)) sources.file_required = true;
}

Result<Config> load_config(const ConfigSources& sources) {
  Config config;
  for (const auto& apply : {apply_file, apply_environment, apply_flags}) {
    const auto done = apply(config, sources);
    if (!done) return std::unexpected(done.error());
  }
  const auto checked = check_whole(config);
  if (!checked) return std::unexpected(checked.error());
  complete(config);
  return config;
}

void complete(Config& config) {
  name_command(config);
  config.speech.cache_folder = config.store_folder / "speech";
  config.admin.webhook_key = config.calls.webhook_key;
  config.admin.strict_ws_path = config.calls.ws_path == calls::CallPlaneOptions::WsPath::strict;
}

}  // namespace exo::app
