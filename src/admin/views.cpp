#include "admin/views.h"

#include <nlohmann/json.hpp>

namespace exo::admin {
namespace {

Json time_view(const std::optional<WallTime>& time) {
  return time ? Json(iso8601(*time)) : Json(nullptr);
}

}  // namespace

Json user_view(const store::User& user) {
  return {{"id", user.id}, {"email", user.email}, {"role", domain::to_string(user.role)}};
}

Json bot_view(const domain::Bot& bot) {
  return {{"id", bot.id},
          {"name", bot.name},
          {"greeting_text", bot.greeting_text},
          {"language", bot.language},
          {"updated_at", iso8601(bot.updated_at)}};
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
          {"dtmf", call.dtmf}};
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
