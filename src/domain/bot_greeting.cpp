#include "domain/bot_greeting.h"

namespace exo::domain {

GreetingScript bot_greeting(const Bot* bot) {
  if (bot == nullptr) return {.text = {}, .language = "en", .voice = {}, .recording = {}};
  return {
      .text = bot->greeting_text, .language = bot->language, .voice = bot->voice, .recording = bot->greeting_recording};
}

GreetingScript bot_saying(const Bot& bot, const MenuChoice& choice) {
  return {.text = choice.say, .language = bot.language, .voice = bot.voice, .recording = {}};
}

}  // namespace exo::domain
