#include "speech/greeting_text.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"

namespace exo::speech {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Blocks at and above U+0250 that hold no letters.
constexpr Range kNotLetters[] = {
    {0x02B0, 0x036F},    // modifiers, combining accents
    {0x2000, 0x2BFF},    // punctuation, currency, arrows, symbols
    {0x2E00, 0x2E7F},    // more punctuation
    {0x3000, 0x303F},    // CJK punctuation
    {0xFE00, 0xFE0F},    // variation selectors
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xFFFC, 0xFFFD},    // replacement characters
    {0x1F000, 0x1FAFF},  // emoji
    {0xE0000, 0xE01EF},  // tags
};

struct Script {
  Range range;
  std::string_view voice;
};

constexpr Script kScripts[] = {
    {{0x0900, 0x0963}, "hi"}, {{0x0966, 0x097F}, "hi"}, {{0x0980, 0x09FF}, "bn"}, {{0x0A00, 0x0A7F}, "pa"},
    {{0x0A80, 0x0AFF}, "gu"}, {{0x0B00, 0x0B7F}, "or"}, {{0x0B80, 0x0BFF}, "ta"}, {{0x0C00, 0x0C7F}, "te"},
    {{0x0C80, 0x0CFF}, "kn"}, {{0x0D00, 0x0D7F}, "ml"},
};

// U+00C0 to U+017F without their accents, in order.
constexpr std::string_view kFolded =
    "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUu"
    "UuWw"
    "YyYZzZzZzs";
static_assert(kFolded.size() == 0x180 - 0xC0);

constexpr std::size_t kLongestWord = 60;

bool contains(const Range& range, char32_t c) noexcept {
  return c >= range.first && c <= range.last;
}

std::string_view plain(char32_t c) noexcept {
  if (c >= 0xC0 && c < 0x180) return kFolded.substr(c - 0xC0, 1);
  switch (c) {
    case 0x2018:
    case 0x2019:
      return "'";
    case 0x2013:
    case 0x2014:
      return ", ";
    case 0x2026:
      return ". ";
    case 0x20B9:
    case 0x20A8:
      return " rupees ";
    case 0x20AC:
      return " euros ";
    case 0xA3:
      return " pounds ";
    default:
      return " ";
  }
}

std::string without_controls(std::string_view text) {
  std::string out(text);
  std::ranges::replace_if(out, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; }, ' ');
  return out;
}

std::string_view unquoted(std::string_view text) noexcept {
  constexpr std::pair<std::string_view, std::string_view> kQuotes[] = {
      {"\"", "\""}, {"'", "'"}, {"\u201C", "\u201D"}, {"\u2018", "\u2019"}};
  for (const auto& [open, close] : kQuotes) {
    if (text.size() < open.size() + close.size() || !text.starts_with(open) || !text.ends_with(close)) continue;
    const auto inner = text.substr(open.size(), text.size() - open.size() - close.size());
    // "Hello," she said, "stay on the line" begins and ends with quotes that are not a pair.
    if (inner.find(open) != std::string_view::npos || inner.find(close) != std::string_view::npos) return text;
    return trim(inner);
  }
  return text;
}

}  // namespace

Result<std::string> clean_greeting_text(std::string_view text) {
  if (text.size() > kMaxTextBytes) {
    return fail(Errc::unprocessable, fmt::format("the text is longer than {} bytes", kMaxTextBytes));
  }
  if (!is_utf8(text)) return fail(Errc::unprocessable, "the text is not UTF-8");
  constexpr std::string_view kPrefix = "GREETING_TEXT";
  const auto controlled = without_controls(text);
  auto rest = unquoted(trim(controlled));
  if (istarts_with(rest, kPrefix) && trim(rest.substr(kPrefix.size())).starts_with('=')) {
    rest = unquoted(trim(trim(rest.substr(kPrefix.size())).substr(1)));
  }
  return std::string(rest);
}

bool is_latin_script(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_code_point(text, at);
    if (c < 0x250) continue;
    if (!std::ranges::any_of(kNotLetters, [c](const Range& range) { return contains(range, c); })) return false;
  }
  return true;
}

std::string to_ascii(std::string_view text) {
  std::string out;
  std::size_t word = 0;
  const auto put = [&](char c) {
    const bool in_word = c != ' ';
    word = in_word ? word + 1 : 0;
    if (word > kLongestWord) {
      out += ' ';
      word = 1;
    }
    out += c;
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_code_point(text, at);
    if (c >= ' ' && c < 0x7F) {
      put(static_cast<char>(c));
    } else {
      for (const char each : plain(c)) put(each);
    }
  }
  return out;
}

std::string_view next_piece(std::string_view& text, std::size_t max_bytes) noexcept {
  auto length = text.size();
  if (length > max_bytes) {
    length = max_bytes;
    const auto head = text.substr(0, max_bytes);
    auto end = std::string_view::npos;
    for (const std::string_view sentence_end : {". ", "! ", "? "}) {
      const auto found = head.rfind(sentence_end);
      if (found != std::string_view::npos && (end == std::string_view::npos || found > end)) end = found;
    }
    if (end != std::string_view::npos) {
      length = end + 2;
    } else if (const auto blank = head.rfind(' '); blank != std::string_view::npos) {
      length = blank + 1;
    }
  }
  const auto piece = text.substr(0, length);
  text.remove_prefix(length);
  return piece;
}

std::string_view espeak_voice(std::string_view text, std::string_view language) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_code_point(text, at);
    const auto script = std::ranges::find_if(kScripts, [c](const Script& each) { return contains(each.range, c); });
    if (script != std::ranges::end(kScripts)) return script->voice;
  }
  return known_language(language);
}

std::string_view known_language(std::string_view language) noexcept {
  return iequals(language, "hi") || istarts_with(language, "hi-") ? "hi" : "en";
}

}  // namespace exo::speech
