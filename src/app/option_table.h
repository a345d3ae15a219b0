#pragma once

#include <cstdint>
#include <filesystem>
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
};
struct ChoiceSlot {
  std::span<const std::string_view> words;
  void (*set)(Config&, std::size_t index);
};
enum class Switch : std::uint8_t { off, on };
struct SwitchSlot {
  void (*set)(Config&, Switch);
};
using Slot = std::variant<TextSlot, PathSlot, SecretSlot, ListSlot, NumberSlot, ChoiceSlot, SwitchSlot>;

/// One thing that can be set. The key is the TOML path; the environment name is EXOGATE_ and the key in capitals with
/// '_' for '.', and `alias` beside it; the flag is "--" and the key with '-' for '.' and '_'. Secrets have no flag:
/// command lines can be read by every user of the machine.
struct Option {
  std::string_view key;
  std::string_view alias;  ///< a second environment name, from the webhook specification; may be empty
  std::string_view help;
  Slot slot;
};

[[nodiscard]] std::span<const Option> option_table();

[[nodiscard]] std::string environment_name(const Option& option);
[[nodiscard]] std::string flag_name(const Option& option);
[[nodiscard]] bool has_flag(const Option& option);

/// Puts `value` in its place. `bad_configuration` says what the key takes; it repeats the value unless it is a secret.
[[nodiscard]] Result<void> apply_option(Config& config, const Option& option, const RawValue& value);

}  // namespace exo::app
