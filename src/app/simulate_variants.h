#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/simulate_options.h"

namespace exo::app {

/// The names of a table of choices, as --help lists them.
template <class Value>
std::vector<std::string> names_of(const std::map<std::string, Value>& table) {
  std::vector<std::string> names;
  names.reserve(table.size());
  for (const auto& [name, value] : table) names.push_back(name);
  return names;
}

/// Documented and seen variants of what goes over the socket.
void add_wire_options(CLI::App& command, CallLine& line);
void apply_wire_options(const CallLine& line, simulator::VoicebotCallOptions& options);

/// What comes behind the stream.
void add_sequel_options(CLI::App& command, CallLine& line);
void apply_sequel_options(const CallLine& line, simulator::VoicebotCallOptions& options);

}  // namespace exo::app
