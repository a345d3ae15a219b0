#include "admin/exotel_failure.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "base/redact.h"

namespace exo::admin {

ExotelFailure explain_failure(const Result<HttpReply>& answer, Error error) {
  if (error.code != Errc::upstream_timeout) error.code = Errc::upstream_failed;
  if (!answer) return {std::move(error), exotel::transport_refusal(answer.error())};
  auto refusal = exotel::find_refusal(*answer);
  return {std::move(error), refusal ? *std::move(refusal) : exotel::unexpected_answer(*answer)};
}

Json refusal_view(const exotel::Refusal& refusal, KeptFromSight secrets) {
  const auto& raw = refusal.raw;
  return {{"id", refusal.known->id},
          {"words", refusal.known->words},
          {"next_step", refusal.known->next_step},
          {"turn", exotel::to_string(refusal.known->turn)},
          {"raw",
           {{"status", raw.status == 0 ? Json(nullptr) : Json(raw.status)},
            {"code", raw.code == 0 ? Json(nullptr) : Json(raw.code)},
            {"text", redact_secrets(scrubbed(raw.text, secrets))}}}};
}

Reply failure_reply(const ExotelFailure& failure, KeptFromSight secrets) {
  auto error = failure.error;
  error.detail = scrubbed(std::move(error.detail), secrets);
  auto reply = error_reply(error);
  auto body = parse_json(reply.body).value_or(Json::object());
  body["refusal"] = refusal_view(failure.refusal, secrets);
  reply.body = dump_json(body);
  return reply;
}

}  // namespace exo::admin
