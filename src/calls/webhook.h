#pragma once

#include <string>
#include <string_view>

#include "calls/site.h"
#include "calls/web_request.h"

namespace exo::calls {

/// The socket's path as the directory has it, with one slash before and none behind.
[[nodiscard]] std::string ws_path(const domain::Directory& directory);

/// Answers the dynamic-URL webhook (exotel.md §3): remembers the call, begins its record, has its greeting made and
/// says where its stream is to go. Never waits, and never refuses for what the request says. Any thread.
[[nodiscard]] WebAnswer answer_webhook(const WebRequest& request, std::string_view query, Site& site);

}  // namespace exo::calls
