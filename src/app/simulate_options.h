#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "simulator/exotel_stand_in.h"
#include "simulator/load.h"
#include "simulator/voicebot_call.h"

namespace CLI {
class App;
}

namespace exo::app {

/// `exogate simulate call URL …`: what the flags filled in.
struct CallLine {
  simulator::VoicebotCallOptions options;
  std::int64_t talk_milliseconds = 15'000;
  std::int64_t hang_up_after_mark = -1;  ///< milliseconds; negative: not
  std::int64_t start_delay = 0;          ///< milliseconds
  std::int64_t webhook_timeout = 5'000;  ///< milliseconds
  std::string ending = "hangup";
  std::vector<std::string> dtmf;  ///< "MILLISECONDS:DIGIT"
  std::string stream_sid = "everywhere";
  std::string cleared_marks = "echo";
  std::int64_t duplicate_after = -1;  ///< milliseconds; negative: not
  std::string socket_numbers = "national";
  std::string applet = "voicebot";
  std::int64_t stream_stop_after = -1;  ///< milliseconds; negative: never
  std::int64_t time_limit = 0;          ///< seconds; 0: none
  std::string passthru_encoding = "bracketed";
  std::string passthru_keys = "as-documented";
  std::string parties = "user";  ///< --disconnected-by
  std::string callback_body = "multipart";
  std::int64_t callback_delay = 0;            ///< milliseconds
  std::int64_t callback_retry_pause = 1'000;  ///< milliseconds
  bool passthru_async = false;
  bool callback_extended = false;
  bool callback_before_stop = false;
  bool binary = false;
  bool no_connected = false;
  bool no_mark_echo = false;
  bool json = false;

  /// The options as the simulator takes them; `bad_request` says which flag is wrong.
  [[nodiscard]] Result<simulator::VoicebotCallOptions> finish() const;
};

/// `exogate simulate exotel …`.
struct StandInLine {
  simulator::StandInOptions options;
  std::string api_key;
  std::string api_token;
  std::string style = "xml";
  std::vector<std::string> refuse;     ///< as simulator::apply_refusal takes them
  std::vector<std::string> exophones;  ///< "NUMBER" or "NUMBER=VOICE_URL"
  std::string callee = "answers";
  std::int64_t ring_milliseconds = 200;
  CallLine call;  ///< the template of the calls it makes

  [[nodiscard]] Result<simulator::StandInOptions> finish() const;
};

/// `exogate simulate load URL …`.
struct LoadLine {
  simulator::LoadOptions options;
  std::int64_t seconds = 30;
  std::int64_t ramp_milliseconds = 1'000;
  bool mix = false;
  CallLine call;  ///< the template of its calls

  [[nodiscard]] Result<simulator::LoadOptions> finish() const;
};

void add_call_options(CLI::App& command, CallLine& line);
void add_load_options(CLI::App& command, LoadLine& line);
void add_stand_in_options(CLI::App& command, StandInLine& line);

}  // namespace exo::app
