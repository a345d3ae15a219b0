#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/encoding.h"
#include "simulator/exotel_stand_in.h"

namespace exo::simulator {

struct RestRequest {
  std::string method;
  std::string target;         ///< path and query as sent
  std::string authorization;  ///< the header; secret
  std::string content_type;
  std::string body;
};

/// A dial that was accepted (exotel.md §5.3).
struct FlowDial {
  std::string call_sid;
  std::string from;       ///< the customer, as sent
  std::string caller_id;  ///< the ExoPhone, as sent
  std::string flow_url;
  std::string custom_field;
};

struct RestReply {
  int status = 200;
  std::string content_type;
  std::string body;
  std::optional<FlowDial> dial;  ///< what is to happen now
};

/// Exotel's REST API as far as `Calls/connect` goes (exotel.md §5.1–5.6): pure, without sockets. Immutable.
class RestApi {
 public:
  /// `options` must outlive it.
  explicit RestApi(const StandInOptions& options) : options_(options) {}

  enum class Lines : std::uint8_t { free, all_busy };
  [[nodiscard]] RestReply answer(const RestRequest& request, Lines lines, WallTime now) const;

 private:
  const StandInOptions& options_;
};

}  // namespace exo::simulator
