#include <algorithm>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "admin/bot_fields.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "base/text.h"
#include "domain/bot.h"
#include "domain/bot_greeting.h"

namespace exo::admin {
namespace {

constexpr std::size_t kMaxVoiceBytes = 256;

/// A header takes no line breaks, and everything travels that takes ASCII.
std::string header_text(std::string_view text) {
  auto plain = printable(text, kMaxVoiceBytes);
  std::ranges::replace_if(plain, [](char c) { return c < 0x20 || c > 0x7E; }, '?');
  std::ranges::replace(plain, '"', '\'');
  std::ranges::replace(plain, '\\', '/');
  return plain;
}

Result<Reply> speak(Services& services, const domain::Bot& bot) {
  if (!services.parts.preview_greeting) return fail(Errc::unavailable, "greetings cannot be spoken here");
  const auto slot = services.previews.take();
  if (!slot) {
    Error busy{Errc::too_many_requests, "other previews are being spoken: try again in a moment"};
    busy.retry_after = std::chrono::seconds(5);
    return std::unexpected(std::move(busy));
  }
  auto preview = services.parts.preview_greeting(domain::bot_greeting(&bot));
  if (!preview) return std::unexpected(preview.error());
  auto told = header_text(preview->voice);
  if (!preview->fallback.empty()) told += "; because=\"" + header_text(preview->fallback) + "\"";
  return Reply{
      .body = std::move(preview->wav), .content_type = "audio/wav", .headers = {{"X-Exogate-Voice", std::move(told)}}};
}

}  // namespace

Result<Reply> get_bot_greeting(Services& services, const Request& request) {
  const auto bot = services.parts.bots.get(request.param("id"));
  if (!bot) return std::unexpected(bot.error());
  return speak(services, *bot);
}

Result<Reply> post_greeting_preview(Services& services, const Request& request) {
  for (const auto& [name, value] : request.body.items()) {
    if (name == "greeting_text" || name == "language" || name == "voice") continue;
    return fail(Errc::unprocessable, printable(name, 64) + " is no field of a preview");
  }
  domain::Bot unsaved;
  unsaved.id = "preview";
  unsaved.name = "preview";
  // The same fields by the same rules as a bot's own.
  const auto bot = with_fields(std::move(unsaved), request.body);
  if (!bot) return std::unexpected(bot.error());
  return speak(services, *bot);
}

}  // namespace exo::admin
