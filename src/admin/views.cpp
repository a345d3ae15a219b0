#include "admin/views.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "domain/call_verdict.h"

namespace exo::admin {
namespace {

Json time_view(const std::optional<WallTime>& time) {
  return time ? Json(iso8601(*time)) : Json(nullptr);
}

Json recording_view(const domain::Bot& bot) {
  return {{"id", bot.greeting_recording}, {"url", "/api/v1/bots/" + percent_encode(bot.id) + "/recording"}};
}

Json menu_view(const std::vector<domain::MenuChoice>& menu) {
  auto view = Json::array();
  for (const auto& choice : menu) {
    Json entry{{"digit", std::string(1, choice.digit)}};
    if (choice.bot_id.empty()) {
      entry["say"] = choice.say;
    } else {
      entry["bot_id"] = choice.bot_id;
    }
    view.push_back(std::move(entry));
  }
  return view;
}

Json verdict_view(domain::VerdictCode code) {
  return {{"turn", domain::to_string(domain::turn_of(code))}, {"code", domain::to_string(code)}};
}

}  // namespace

Json user_view(const store::User& user) {
  return {{"id", user.id}, {"email", user.email}, {"role", domain::to_string(user.role)}};
}

Json stream_login_view(const domain::StreamLogin& login, WallTime now) {
  const bool overlap = !login.previous_hash.empty() && now < login.previous_until;
  return {{"required", login.required()},
          {"previous_valid_until", overlap ? Json(iso8601(login.previous_until)) : Json(nullptr)}};
}

Json bot_view(const domain::Bot& bot, WallTime now) {
  const auto& recording = bot.greeting_recording;
  return {{"id", bot.id},
          {"name", bot.name},
          {"greeting_text", bot.greeting_text},
          {"greeting_recording", recording.empty() ? Json(nullptr) : recording_view(bot)},
          {"language", bot.language},
          {"updated_at", iso8601(bot.updated_at)},
          {"active", bot.active},
          {"kind", domain::to_string(bot.kind)},
          {"voice", bot.voice},
          {"interruptible", bot.interruptible},
          {"max_duration_seconds", bot.max_duration.count()},
          {"max_calls", bot.max_calls},
          {"after", domain::to_string(bot.after)},
          {"menu", menu_view(bot.menu)},
          {"menu_wait_seconds", bot.menu_wait.count()},
          {"menu_tries", bot.menu_tries},
          {"stream_login", stream_login_view(bot.login, now)}};
}

Json call_view(const domain::CallRecord& call) {
  return {{"id", call.id},
          {"call_id", call.call_id},
          {"call_sid", call.call_sid},
          {"stream_sid", call.stream_sid},
          {"from", call.from},
          {"to", call.to},
          {"direction", call.direction},
          {"did_id", call.did_id},
          {"bot_id", call.bot_id},
          {"unknown_bot", call.unknown_bot},
          {"test_call_did_id", call.test_call_did_id},
          {"path", call.path},
          {"sample_rate", call.sample_rate},
          {"opened_at", iso8601(call.opened_at)},
          {"started_at", time_view(call.started_at)},
          {"first_audio_ms", call.first_audio_ms ? Json(*call.first_audio_ms) : Json(nullptr)},
          {"greeting", domain::to_string(call.greeting)},
          {"voice", call.voice},
          {"fallback_reason", call.fallback_reason},
          {"ended_at", time_view(call.ended_at)},
          {"end_reason", domain::to_string(call.end_reason)},
          {"end_detail", call.end_detail},
          {"media_in", call.media_in},
          {"media_out", call.media_out},
          {"ignored", call.ignored},
          {"dtmf", call.dtmf},
          {"peer", call.peer},
          {"webhook_at", time_view(call.webhook_at)},
          {"interruptions", call.interruptions},
          {"heard_ms", call.heard_ms ? Json(*call.heard_ms) : Json(nullptr)},
          {"verdict", verdict_view(domain::verdict_of(call))}};
}

Json call_detail_view(const domain::CallRecord& call) {
  auto view = call_view(call);
  auto& timeline = view["timeline"] = Json::array();
  for (const auto& step : call.timeline) {
    timeline.push_back({{"at_ms", step.at_ms}, {"kind", domain::to_string(step.kind)}, {"detail", step.detail}});
  }
  return view;
}

Json did_view(const domain::Integration& record, const domain::Did& did, const domain::PublicAddress& address) {
  return {{"id", did.id},
          {"number", did.number},
          {"label", did.label},
          {"bot_id", did.bot_id},
          {"flow_url", did.flow_url},
          {"websocket_url", domain::websocket_url(address, did.bot_id)},
          {"test_ready", domain::not_test_ready_reason(record, did).empty()}};
}

Json integration_view(const domain::Integration& record, const domain::PublicAddress& address) {
  auto dids = Json::array();
  for (const auto& did : record.dids) dids.push_back(did_view(record, did, address));
  const bool configured = record.credentials_configured();
  return {{"type", "exotel"},
          {"account_sid", record.account_sid},
          {"api_base_url", record.effective_api_base_url()},
          {"credentials_configured", configured},
          {"status", configured ? "configured" : "not_configured"},
          {"dids", std::move(dids)}};
}

Json test_call_options_view(const domain::Integration& record) {
  auto dids = Json::array();
  for (const auto& did : record.dids) {
    const auto reason = domain::not_test_ready_reason(record, did);
    dids.push_back({{"id", did.id},
                    {"number", did.number},
                    {"label", did.label},
                    {"bot_id", did.bot_id},
                    {"test_ready", reason.empty()},
                    {"reason", reason}});
  }
  return {{"dids", std::move(dids)}};
}

}  // namespace exo::admin
