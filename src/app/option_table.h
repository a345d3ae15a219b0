#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/config.h"

namespace exo::app {

/// A value as it came: from TOML typed (true and false as words), from environment and flags as text.
using RawValue = std::variant<std::string, std::int64_t, std::vector<std::string>>;

/// What a key takes and where it goes.
struct TextSlot {
  std::string& (*at)(Config&);
};
struct PathSlot {
  std::filesystem::path& (*at)(Config&);
};
struct SecretSlot {
  Secret& (*at)(Config&);
};
struct ListSlot {
  std::vector<std::string>& (*at)(Config&);
};
struct NumberSlot {
  std::int64_t least;
  std::int64_t most;
  void (*set)(Config&, std::int64_t);
  std::int64_t (*get)(const Config&);
};
struct ChoiceSlot {
  std::span<const std::string_view> words;
  void (*set)(Config&, std::size_t index);
  std::size_t (*get)(const Config&);
};
enum class Switch : std::uint8_t { off, on };
struct SwitchSlot {
  void (*set)(Config&, Switch);
  Switch (*get)(const Config&);
};
using Slot = std::variant<TextSlot, PathSlot, SecretSlot, ListSlot, NumberSlot, ChoiceSlot, SwitchSlot>;

/// When a changed value counts: at the next start, or as soon as the configuration is read again (Gateway::adopt).
enum class Change : std::uint8_t { restart, live };

/// One thing that can be set. The key is the TOML path; the environment name is EXOGATE_ and the key in capitals with
/// '_' for '.', and `alias` beside it; the flag is "--" and the key with '-' for '.' and '_'. Secrets have no flag:
/// command lines can be read by every user of the machine.
struct Option {
  std::string_view key;
  std::string_view alias;  ///< a second environment name, from the webhook specification; may be empty
  std::string_view help;
  Slot slot;
  Change change = Change::restart;
};

[[nodiscard]] std::span<const Option> option_table();

[[nodiscard]] std::string environment_name(const Option& option);
[[nodiscard]] std::string flag_name(const Option& option);
[[nodiscard]] bool has_flag(const Option& option);

/// Puts `value` in its place. `bad_configuration` says what the key takes; it repeats the value unless it is a secret.
[[nodiscard]] Result<void> apply_option(Config& config, const Option& option, const RawValue& value);

/// The value that `config` holds: text, a number, or a list; a switch as "true" or "false". nullopt for a secret that
/// is not set; one that is set reads "set".
[[nodiscard]] std::optional<RawValue> read_option(const Config& config, const Option& option);

/// Gives `to` the value that `from` has.
void copy_option(Config& to, const Config& from, const Option& option);

/// Does the key mean the same in both? Secrets are compared by their text.
[[nodiscard]] bool same_value(const Config& one, const Config& other, const Option& option);

}  // namespace exo::app
