#include "app/admin_adaptors.h"

#include <tuple>
#include <utility>

#include "domain/bot_greeting.h"
#include "speech/recording.h"

namespace exo::app {

Result<admin::RecordingFacts> facts_of_recording(std::string_view wav) {
  const auto info = speech::check_recording(wav);
  if (!info) return std::unexpected(info.error());
  return admin::RecordingFacts{.seconds = info->seconds, .rate = info->rate, .channels = info->channels};
}

admin::CallPlaneState call_plane_state(const calls::CallPlane& plane, bool draining, std::size_t max_calls) {
  admin::CallPlaneState state{.accepting = !draining, .max_calls = max_calls};
  const auto counts = plane.counts();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    state.counts.emplace_back(to_string(static_cast<calls::Count>(i)), counts[i]);
  }
  return state;
}

admin::BrowserCallPass invite(calls::CallPlane& plane, std::string_view bot_id) {
  auto invitation = plane.invite_browser(bot_id);
  return {std::move(invitation.call_id), std::move(invitation.path), invitation.expires_at};
}

void make_greetings(domain::GreetingSource& greetings, const domain::Bot& bot) {
  std::ignore = greetings.greeting(domain::bot_greeting(&bot), domain::SampleRate::hz8000);
  for (const auto& choice : bot.menu) {
    if (choice.say.empty()) continue;
    std::ignore = greetings.greeting(domain::bot_saying(bot, choice), domain::SampleRate::hz8000);
  }
}

}  // namespace exo::app
