#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/http_message.h"

namespace exo::exotel {

/// Who can do something about a refusal.
enum class Turn : std::uint8_t {
  you,     ///< the operator, here or in Exotel's dashboard
  exotel,  ///< Exotel's support, whom the operator has to ask
  nobody,  ///< it passes by itself
};

[[nodiscard]] std::string_view to_string(Turn turn) noexcept;

/// One way to recognise a refusal of Exotel's REST API: the status must be in the range and, where the row has a code
/// or texts, the code or one of the texts must be there. Rows of one id have the same words.
struct KnownRefusal {
  std::string_view id;                        ///< stable, for scripts and tests: "kyc"
  int first_status = 0;                       ///< HTTP, or the one inside the RestException; 0: any; -1: no answer came
  int last_status = 0;                        ///< of the range; 0: first_status alone
  int code = 0;                               ///< Code of the RestException; 0: none needed
  std::span<const std::string_view> texts{};  ///< in lower case
  std::string_view words;                     ///< what it means, a sentence for an operator
  std::string_view next_step;                 ///< what to do, a sentence
  Turn turn = Turn::you;
};

/// The table (exotel.md §5.6, §7.3, §8), in the order in which rows are tried: texts before codes before statuses,
/// since Exotel has one code for several causes (34009: a wrong SID, KYC, somebody else's number). The last row fits
/// all.
[[nodiscard]] std::span<const KnownRefusal> known_refusals() noexcept;

/// What Exotel sent, kept beside our words.
struct RawRefusal {
  int status = 0;      ///< HTTP; 0: no answer came
  int code = 0;        ///< of the RestException; 0: none
  std::string text{};  ///< of the RestException, else of the body; cleaned, at most 300 bytes
};

struct Refusal {
  const KnownRefusal* known = nullptr;  ///< a row of the table, never nullptr
  RawRefusal raw{};
};

/// nullopt when the reply refuses nothing: 2xx without a RestException.
[[nodiscard]] std::optional<Refusal> find_refusal(const HttpReply& reply);

/// When no answer came: "no_answer" (time-out), "unreachable", or "not_asked" (our own guard or set-up refused).
[[nodiscard]] Refusal transport_refusal(const Error& error);

/// A 2xx that is not what the API says it is: "unexpected_answer".
[[nodiscard]] Refusal unexpected_answer(const HttpReply& reply);

}  // namespace exo::exotel
