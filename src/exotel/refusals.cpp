#include "exotel/refusals.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "exotel/known_refusals.h"
#include "exotel/reply_reader.h"
#include "exotel/rest.h"

namespace exo::exotel {
namespace {

int number_of(std::string_view text) noexcept {
  text = trim(text);
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc{} && end == text.data() + text.size() ? number : 0;
}

/// What the rows are compared with.
struct Signs {
  int status = 0;
  int code = 0;
  std::string text{};  ///< lower case; empty for a web page, whose words are nobody's reason
};

bool fits(const KnownRefusal& row, const Signs& signs) {
  const int last = row.last_status == 0 ? row.first_status : row.last_status;
  if (row.first_status != 0 && (signs.status < row.first_status || signs.status > last)) return false;
  if (row.code == 0 && row.texts.empty()) return true;
  if (row.code != 0 && row.code == signs.code) return true;
  return std::ranges::any_of(row.texts, [&](std::string_view text) { return signs.text.contains(text); });
}

const KnownRefusal* row_named(std::string_view id) noexcept {
  const auto table = known_refusals();
  const auto found = std::ranges::find(table, id, &KnownRefusal::id);
  return found == table.end() ? &table.back() : &*found;
}

bool is_success(int status) noexcept {
  return status >= 200 && status <= 299;
}

}  // namespace

std::string_view to_string(Turn turn) noexcept {
  switch (turn) {
    case Turn::you:
      return "you";
    case Turn::exotel:
      return "exotel";
    case Turn::nobody:
      return "nobody";
  }
  return "";
}

std::span<const KnownRefusal> known_refusals() noexcept {
  return kKnownRefusals;
}

std::optional<Refusal> find_refusal(const HttpReply& reply) {
  const auto answer = read_reply(reply.body);
  const bool is_exception = answer && answer->exception;
  if (!is_exception && is_success(reply.status)) return std::nullopt;
  Refusal refusal;
  refusal.raw.status = reply.status;
  refusal.raw.text = cleaned(is_exception ? answer->exception->message : reply.body);
  Signs signs{.status = reply.status, .code = 0, .text = {}};
  if (is_exception) {
    refusal.raw.code = signs.code = number_of(answer->exception->code);
    const int inside = number_of(answer->exception->status);
    if (reply.status < 400 && inside != 0) signs.status = inside;
  }
  if (is_exception || !trim(reply.body).starts_with('<')) signs.text = to_lower(refusal.raw.text);
  const auto table = known_refusals();
  const auto found = std::ranges::find_if(table, [&](const KnownRefusal& row) { return fits(row, signs); });
  refusal.known = found == table.end() ? &table.back() : &*found;
  return refusal;
}

Refusal transport_refusal(const Error& error) {
  std::string_view id = "unreachable";
  if (error.code == Errc::upstream_timeout) id = "no_answer";
  if (error.code == Errc::forbidden || error.code == Errc::bad_configuration) id = "not_asked";
  return {.known = row_named(id), .raw = {.status = 0, .code = 0, .text = cleaned(error.detail)}};
}

Refusal unexpected_answer(const HttpReply& reply) {
  return {.known = row_named("unexpected_answer"),
          .raw = {.status = reply.status, .code = 0, .text = cleaned(reply.body)}};
}

}  // namespace exo::exotel
