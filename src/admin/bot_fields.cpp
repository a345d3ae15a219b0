#include "admin/bot_fields.h"

#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace exo::admin {
namespace {

std::unexpected<Error> refuse(std::string_view name, std::string_view rule) {
  return fail(Errc::unprocessable, fmt::format("{} must be {}", name, rule));
}

Result<std::string> text(const Json& value, std::string_view name) {
  if (!value.is_string()) return refuse(name, "a string or null");
  return value.get<std::string>();
}

Result<bool> yes_or_no(const Json& value, std::string_view name) {
  if (!value.is_boolean()) return refuse(name, "true, false or null");
  return value.get<bool>();
}

Result<std::uint32_t> count(const Json& value, std::string_view name) {
  constexpr auto kMost = std::numeric_limits<std::uint32_t>::max();
  const bool sound = value.is_number_unsigned() && value.get<std::uint64_t>() <= kMost;
  if (!sound) return refuse(name, fmt::format("a whole number from 0 to {}, or null", kMost));
  return value.get<std::uint32_t>();
}

Result<std::chrono::seconds> seconds(const Json& value, std::string_view name) {
  const auto number = count(value, name);
  if (!number) return std::unexpected(number.error());
  return std::chrono::seconds(*number);
}

Result<domain::BotKind> kind(const Json& value, std::string_view name) {
  const auto word = text(value, name);
  if (!word) return std::unexpected(word.error());
  return domain::bot_kind_from(*word);
}

Result<domain::AfterGreeting> after(const Json& value, std::string_view name) {
  const auto word = text(value, name);
  if (!word) return std::unexpected(word.error());
  return domain::after_greeting_from(*word);
}

/// A choice's other fields: absent and null are the same.
Result<std::string> optional_text(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return std::string();
  return text(*found, fmt::format("menu: {}", name));
}

Result<domain::MenuChoice> choice(const Json& value) {
  if (!value.is_object()) return refuse("menu", "an array of objects with digit and either bot_id or say");
  const auto digit = value.find("digit");
  const bool one_character =
      digit != value.end() && digit->is_string() && digit->get_ref<const std::string&>().size() == 1;
  if (!one_character) return refuse("menu: digit", "a string of one of 0123456789*#");
  domain::MenuChoice made;
  made.digit = digit->get_ref<const std::string&>().front();
  auto bot_id = optional_text(value, "bot_id");
  if (!bot_id) return std::unexpected(bot_id.error());
  auto say = optional_text(value, "say");
  if (!say) return std::unexpected(say.error());
  made.bot_id = std::move(*bot_id);
  made.say = std::move(*say);
  return made;
}

Result<std::vector<domain::MenuChoice>> menu(const Json& value, std::string_view name) {
  if (!value.is_array()) return refuse(name, "an array or null");
  std::vector<domain::MenuChoice> choices;
  for (const auto& entry : value) {
    auto made = choice(entry);
    if (!made) return std::unexpected(made.error());
    choices.push_back(std::move(*made));
  }
  return choices;
}

/// Collects what one body says of a bot; after the first field that cannot be read the others are left alone.
class Changes {
 public:
  Changes(domain::Bot& bot, const Json& body) : bot_(bot), body_(body) {}

  template <class Value, class Read>
  Changes& field(std::string_view name, Value domain::Bot::* member, Read read) {
    const auto found = body_.find(name);
    if (!outcome_ || found == body_.end()) return *this;
    if (found->is_null()) {
      bot_.*member = domain::Bot{}.*member;
      return *this;
    }
    auto value = read(*found, name);
    if (value) {
      bot_.*member = std::move(*value);
    } else {
      outcome_ = std::unexpected(value.error());
    }
    return *this;
  }

  [[nodiscard]] const Result<void>& outcome() const noexcept { return outcome_; }

 private:
  domain::Bot& bot_;
  const Json& body_;
  Result<void> outcome_{};
};

}  // namespace

Result<domain::Bot> with_fields(domain::Bot bot, const Json& body) {
  using domain::Bot;
  Changes changes(bot, body);
  changes.field("name", &Bot::name, text)
      .field("greeting_text", &Bot::greeting_text, text)
      .field("language", &Bot::language, text)
      .field("active", &Bot::active, yes_or_no)
      .field("kind", &Bot::kind, kind)
      .field("voice", &Bot::voice, text)
      .field("interruptible", &Bot::interruptible, yes_or_no)
      .field("max_duration_seconds", &Bot::max_duration, seconds)
      .field("max_calls", &Bot::max_calls, count)
      .field("after", &Bot::after, after)
      .field("menu", &Bot::menu, menu)
      .field("menu_wait_seconds", &Bot::menu_wait, seconds)
      .field("menu_tries", &Bot::menu_tries, count);
  if (!changes.outcome()) return std::unexpected(changes.outcome().error());
  if (trim(bot.name).empty()) bot.name = bot.id;
  const auto sound = domain::check_bot(bot);
  if (!sound) return std::unexpected(sound.error());
  return bot;
}

}  // namespace exo::admin
