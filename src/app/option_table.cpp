#include "app/option_table.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace exo::app {
namespace {

std::string shown(const RawValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return fmt::format("\"{}\"", printable(*text, 120));
  if (const auto* number = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *number);
  return printable(fmt::format("[\"{}\"]", fmt::join(std::get<std::vector<std::string>>(value), "\", \"")), 160);
}

std::unexpected<Error> refuse(const Option& option, const RawValue& value, std::string_view wanted) {
  return fail(Errc::bad_configuration, fmt::format("{} = {}: {}", option.key, shown(value), wanted));
}

std::optional<std::int64_t> to_number(const RawValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return std::nullopt;
  const auto trimmed = trim(*text);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), number);
  if (error != std::errc{} || end != trimmed.data() + trimmed.size()) return std::nullopt;
  return number;
}

/// Puts a value into a slot; one overload a kind.
struct Apply {
  Config& config;
  const Option& option;
  const RawValue& value;

  Result<void> operator()(const TextSlot& slot) const {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return refuse(option, value, "wants text in quotes");
    if (!is_utf8(*text)) return refuse(option, value, "is not valid UTF-8");
    slot.at(config) = std::string(trim(*text));
    return {};
  }
  Result<void> operator()(const PathSlot& slot) const {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return refuse(option, value, "wants a path in quotes");
    slot.at(config) = std::filesystem::path(std::string(trim(*text)));
    return {};
  }
  Result<void> operator()(const SecretSlot& slot) const {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return refuse(option, std::string("…"), "wants text in quotes");
    slot.at(config) = Secret(std::string(trim(*text)));
    return {};
  }
  Result<void> operator()(const ListSlot& slot) const {
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
      slot.at(config) = *list;
      return {};
    }
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return refuse(option, value, "wants a list of texts");
    auto& list = slot.at(config);
    list.clear();
    for (const auto part : split(*text, ',')) {
      if (!trim(part).empty()) list.emplace_back(trim(part));
    }
    return {};
  }
  Result<void> operator()(const NumberSlot& slot) const {
    const auto number = to_number(value);
    if (!number || *number < slot.least || *number > slot.most) {
      return refuse(option, value, fmt::format("wants a whole number from {} to {}", slot.least, slot.most));
    }
    slot.set(config, *number);
    return {};
  }
  Result<void> operator()(const ChoiceSlot& slot) const {
    const auto* text = std::get_if<std::string>(&value);
    const auto found = text == nullptr ? slot.words.end() : std::ranges::find(slot.words, to_lower(trim(*text)));
    if (found == slot.words.end()) {
      return refuse(option, value, fmt::format("wants one of: {}", fmt::join(slot.words, ", ")));
    }
    slot.set(config, static_cast<std::size_t>(found - slot.words.begin()));
    return {};
  }
  Result<void> operator()(const SwitchSlot& slot) const {
    const auto* text = std::get_if<std::string>(&value);
    const auto word = text == nullptr ? std::string() : to_lower(trim(*text));
    if (word != "true" && word != "false") return refuse(option, value, "wants true or false");
    slot.set(config, word == "true" ? Switch::on : Switch::off);
    return {};
  }
};

/// Reads a slot; one overload a kind. The accessors of text, paths and lists want a Config that can be changed: a copy.
struct Read {
  Config config;

  RawValue operator()(const TextSlot& slot) { return slot.at(config); }
  RawValue operator()(const PathSlot& slot) { return slot.at(config).string(); }
  RawValue operator()(const SecretSlot& slot) { return slot.at(config).reveal(); }
  RawValue operator()(const ListSlot& slot) { return slot.at(config); }
  RawValue operator()(const NumberSlot& slot) { return slot.get(config); }
  RawValue operator()(const ChoiceSlot& slot) { return std::string(slot.words[slot.get(config)]); }
  RawValue operator()(const SwitchSlot& slot) { return std::string(slot.get(config) == Switch::on ? "true" : "false"); }
};

}  // namespace

std::string environment_name(const Option& option) {
  std::string name = "EXOGATE_";
  for (const char c : option.key) {
    name += c == '.' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return name;
}

std::string flag_name(const Option& option) {
  std::string name = "--";
  for (const char c : option.key) name += c == '.' || c == '_' ? '-' : c;
  return name;
}

bool has_flag(const Option& option) {
  return !std::holds_alternative<SecretSlot>(option.slot);
}

Result<void> apply_option(Config& config, const Option& option, const RawValue& value) {
  return std::visit(Apply{config, option, value}, option.slot);
}

std::optional<RawValue> read_option(const Config& config, const Option& option) {
  auto value = std::visit(Read{config}, option.slot);
  if (!std::holds_alternative<SecretSlot>(option.slot)) return value;
  if (std::get<std::string>(value).empty()) return std::nullopt;
  return RawValue(std::string("set"));
}

void copy_option(Config& to, const Config& from, const Option& option) {
  // What a configuration holds was taken once, so it is taken again.
  std::ignore = apply_option(to, option, std::visit(Read{from}, option.slot));
}

bool same_value(const Config& one, const Config& other, const Option& option) {
  return std::visit(Read{one}, option.slot) == std::visit(Read{other}, option.slot);
}

}  // namespace exo::app
