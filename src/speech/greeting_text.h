#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

namespace exo::speech {

/// Of a text that is to be spoken; a bot's greeting may have 2,000 (domain/bot.h).
inline constexpr std::size_t kMaxTextBytes = 5'000;

/// What an operator meant: trimmed, without an accidental `GREETING_TEXT=` in front and without one pair of quotes
/// around (decisions.md §8), control characters made spaces. May be empty. `unprocessable` when it is not UTF-8 or
/// longer than kMaxTextBytes.
[[nodiscard]] Result<std::string> clean_greeting_text(std::string_view text);

/// Is every letter of `text` (UTF-8) of the Latin script, that is, below U+0250? Punctuation, symbols and emoji are not
/// letters; digits of other scripts count as letters.
[[nodiscard]] bool is_latin_script(std::string_view text) noexcept;

/// ASCII for a voice that knows nothing else: accents are dropped, typographic punctuation becomes plain, symbols
/// become spaces, words longer than any real one are split.
[[nodiscard]] std::string to_ascii(std::string_view text);

/// Takes the next piece of at most `max_bytes` ASCII off the front of `text`: all of it when it fits, else up to the
/// last end of a sentence, else the last blank, else a hard cut. Never empty while `text` is not.
[[nodiscard]] std::string_view next_piece(std::string_view& text, std::size_t max_bytes) noexcept;

/// The espeak-ng voice for a text: by the first Indian script in it ("hi", "ta", …), else the language, "en" or "hi".
[[nodiscard]] std::string_view espeak_voice(std::string_view text, std::string_view language) noexcept;

/// "hi" for "hi", "HI", "hi-IN"; "en" for everything else.
[[nodiscard]] std::string_view known_language(std::string_view language) noexcept;

}  // namespace exo::speech
