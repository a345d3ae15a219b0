#pragma once

#include <string>
#include <string_view>

namespace exo::speech {

/// A short, printable reason for an unsuccessful answer, "401 invalid_api_key": the status and, of any of the three
/// error shapes (text-to-speech.md §1), the code or else the beginning of the message. An HTML page gives "403 HTML
/// page".
[[nodiscard]] std::string elevenlabs_reason(int status, std::string_view body);

}  // namespace exo::speech
