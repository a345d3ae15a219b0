#pragma once

#include <string_view>

namespace exo::domain {

// Words of CallRecord::end_detail that a verdict reads (call_verdict.h). Records keep them: never change one.

inline constexpr std::string_view kLimitDetail = "limit: ";  ///< of `busy`, before "site", "bot", "number", …
inline constexpr std::string_view kBotSwitchedOff = "bot is switched off";              ///< such a limit
inline constexpr std::string_view kNoMenuChoice = "menu: no choice was made";           ///< of `bot_hangup`
inline constexpr std::string_view kMenuBotUnknown = "menu: the chosen bot is unknown";  ///< of `bot_hangup`
inline constexpr std::string_view kWrongEncoding = "the stream announces encoding";     ///< begins a `protocol_error`

}  // namespace exo::domain
