#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "simulator/call_ledger.h"
#include "simulator/exotel_stand_in.h"
#include "simulator/rest_writing.h"
#include "simulator/sid_source.h"

namespace exo::simulator {

struct RestRequest {
  std::string method;
  std::string target;         ///< path and query as sent
  std::string authorization;  ///< the header; secret
  std::string content_type;
  std::string body;
};

struct RestReply {
  int status = 200;
  std::string content_type;
  std::string body;
  std::optional<FlowDial> dial;  ///< what is to happen now; it is in the ledger
};

/// Exotel's REST API as far as calls, numbers and streams go (exotel.md §5.1–5.11): without sockets. One thread.
///
///   POST /v1/Accounts/{sid}/Calls/connect[.json]      into a flow (`Url`) or straight to a bot (`StreamUrl`, §5.4)
///   GET  /v1/Accounts/{sid}/Calls/{CallSid}[.json][?details=true]
///   GET  /v1/Accounts/{sid}/Calls/{CallSid}[.json]/Legs
///   GET  /v1/Accounts/{sid}/Calls[.json][?filters, order and cursors of CallQuery]
///   GET  /v1/Accounts/{sid}/ActiveStreams
///   GET  /v2_beta/Accounts/{sid}/IncomingPhoneNumbers
class RestApi {
 public:
  /// Both must outlive it.
  RestApi(const StandInOptions& options, CallLedger& ledger)
      : options_(options), ledger_(ledger), sids_(options.seed) {}

  enum class Lines : std::uint8_t { free, all_busy };
  [[nodiscard]] RestReply answer(const RestRequest& request, Lines lines, WallTime now);

 private:
  [[nodiscard]] RestReply dial(const RestRequest& request, RestStyle style, Lines lines, WallTime now);
  [[nodiscard]] RestPage read(const RestRequest& request, std::string_view resource, RestStyle style) const;
  [[nodiscard]] RestPage read_legs(std::string_view resource, RestStyle style) const;
  [[nodiscard]] RestPage list(const RestRequest& request, RestStyle style, WallTime now) const;

  const StandInOptions& options_;
  CallLedger& ledger_;
  SidSource sids_;
};

}  // namespace exo::simulator
