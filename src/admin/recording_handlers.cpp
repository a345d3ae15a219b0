#include <nlohmann/json.hpp>

#include "admin/bot_changes.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "admin/views.h"
#include "base/log.h"

namespace exo::admin {
namespace {

Result<domain::Bot> with_recording(Services& services, std::string_view bot_id, std::string_view wav) {
  const std::lock_guard lock(services.bot_changes);
  auto bot = services.parts.bots.get(bot_id);
  if (!bot) return bot;
  auto recording = services.parts.bots.keep_recording(wav);
  if (!recording) return std::unexpected(recording.error());
  bot->greeting_recording = std::move(*recording);
  const auto put = save_bot(services, *bot);
  // Also when saving failed: then the recording just kept is the unused one.
  drop_unused_recordings_or_log(services);
  if (!put) return std::unexpected(put.error());
  return bot;
}

Result<domain::Bot> without_recording(Services& services, std::string_view bot_id) {
  const std::lock_guard lock(services.bot_changes);
  auto bot = services.parts.bots.get(bot_id);
  if (!bot || bot->greeting_recording.empty()) return bot;
  bot->greeting_recording.clear();
  const auto put = save_bot(services, *bot);
  if (!put) return std::unexpected(put.error());
  drop_unused_recordings_or_log(services);
  return bot;
}

}  // namespace

Result<Reply> put_recording(Services& services, const Request& request) {
  const auto known = services.parts.bots.get(request.param("id"));
  if (!known) return std::unexpected(known.error());
  if (!services.parts.check_recording) return fail(Errc::unavailable, "recordings cannot be checked here");
  const auto facts = services.parts.check_recording(request.bytes);
  if (!facts) return std::unexpected(facts.error());
  const auto bot = with_recording(services, known->id, request.bytes);
  if (!bot) return std::unexpected(bot.error());
  make_greeting(services, *bot);
  log::info("admin", "{} gave bot {} a recorded greeting of {:.1f} s", request.user->email, bot->id, facts->seconds);
  auto view = bot_view(*bot, wall_now());
  view["seconds"] = facts->seconds;
  view["rate"] = facts->rate;
  view["channels"] = facts->channels;
  return json_reply(view);
}

Result<Reply> delete_recording(Services& services, const Request& request) {
  const auto bot = without_recording(services, request.param("id"));
  if (!bot) return std::unexpected(bot.error());
  make_greeting(services, *bot);
  log::info("admin", "{} took the recorded greeting from bot {}", request.user->email, bot->id);
  return json_reply(bot_view(*bot, wall_now()));
}

Result<Reply> get_recording(Services& services, const Request& request) {
  const auto bot = services.parts.bots.get(request.param("id"));
  if (!bot) return std::unexpected(bot.error());
  if (bot->greeting_recording.empty()) return fail(Errc::not_found, "This bot has no recording");
  auto wav = services.parts.bots.recording(bot->greeting_recording);
  if (!wav) return std::unexpected(wav.error());
  return Reply{.body = std::move(*wav), .content_type = "audio/wav"};
}

}  // namespace exo::admin
