#pragma once

#include <cstdint>
#include <string>

#include "base/encoding.h"
#include "simulator/call_ledger.h"
#include "simulator/call_query.h"
#include "simulator/exotel_stand_in.h"

namespace exo::simulator {

/// Body and status of one answer.
struct RestPage {
  int status = 200;
  std::string content_type;
  std::string body;
};

/// What goes wrong; a code of 0 is not sent.
struct RestFailure {
  int status = 500;
  int code = 0;
  std::string message;
};

/// A RestException (exotel.md §5.6).
[[nodiscard]] RestPage write_failure(const RestFailure& failure, RestStyle style);
/// A web page instead of it, as a proxy in front of the API writes it.
[[nodiscard]] RestPage write_web_page(int status, const std::string& title);

enum class CallDetails : std::uint8_t { no, yes };
/// One call in the documented order of its fields (exotel.md §5.5, §5.8).
[[nodiscard]] RestPage write_call(const KnownCall& call, const StandInOptions& options, CallDetails details,
                                  RestStyle style);
/// The legs of one call, one element each; nobody has captured this answer, so it is what `CallDetails::yes` has of
/// them.
[[nodiscard]] RestPage write_legs(const KnownCall& call, RestStyle style);
/// Calls.json (exotel.md §5.8). `asked`: the query as it came, for the addresses of the other pages.
[[nodiscard]] RestPage write_call_list(const CallPage& page, const CallQuery& query, FormFields asked,
                                       const StandInOptions& options);
/// IncomingPhoneNumbers of v2_beta: always JSON (exotel.md §5.10).
[[nodiscard]] RestPage write_numbers(const StandInOptions& options);
/// Always XML (exotel.md §5.11).
[[nodiscard]] RestPage write_active_streams(std::size_t active, const StandInOptions& options);

}  // namespace exo::simulator
