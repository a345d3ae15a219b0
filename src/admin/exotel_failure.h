#pragma once

#include <string>

#include "admin/http_exchange.h"
#include "base/error.h"
#include "base/http_message.h"
#include "base/json.h"
#include "base/scrub.h"
#include "exotel/refusals.h"

namespace exo::admin {

/// What came of a question to Exotel that failed: the error for the status and `detail`, and the row of the table of
/// refusals that explains it.
struct ExotelFailure {
  Error error;
  exotel::Refusal refusal;
};

/// `error` is how reading `answer` failed. Whatever Exotel's 401, 403 or 429 was about, it was not about our user's
/// session (decisions.md §5): all but a time-out become `upstream_failed`.
[[nodiscard]] ExotelFailure explain_failure(const Result<HttpReply>& answer, Error error);

/// {"id", "words", "next_step", "turn", "raw": {"status", "code", "text"}}.
[[nodiscard]] Json refusal_view(const exotel::Refusal& refusal, KeptFromSight secrets);

/// {"detail": Exotel's words, "refusal": …} with the status of the error.
[[nodiscard]] Reply failure_reply(const ExotelFailure& failure, KeptFromSight secrets);

}  // namespace exo::admin
