#pragma once

#include "base/error.h"
#include "base/json.h"
#include "domain/bot.h"

namespace exo::admin {

/// `bot` with what `body` says: an omitted field stays, null is the field's default (for `name`: the id), and what is
/// no field of a bot is ignored. `unprocessable`, naming the field, for a wrong type and for what check_bot refuses.
/// The id, the recording and the stream login have routes of their own; updated_at stays as it is.
[[nodiscard]] Result<domain::Bot> with_fields(domain::Bot bot, const Json& body);

}  // namespace exo::admin
