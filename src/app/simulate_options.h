#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "simulator/exotel_stand_in.h"
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
  std::string ending = "hangup";
  std::vector<std::string> dtmf;  ///< "MILLISECONDS:DIGIT"
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
  std::string refuse;  ///< "STATUS:CODE:MESSAGE"
  CallLine call;       ///< the template of the calls it makes

  [[nodiscard]] Result<simulator::StandInOptions> finish() const;
};

void add_call_options(CLI::App& command, CallLine& line);
void add_stand_in_options(CLI::App& command, StandInLine& line);

}  // namespace exo::app
