#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/call_record.h"

namespace exo::domain {

/// The end reasons that a person means by an outcome: one reason by its own name, or a group. Every reason is in
/// exactly one group, but a group may be named like its only reason:
///   live      still going on
///   answered  the caller was connected, and an orderly end came: caller_hangup, applet_ended, stop_unknown,
///   bot_hangup,
///             max_duration
///   refused   nobody could take the call, and the caller heard so: busy
///   failed    all else: no_start, media_timeout, connection_lost, protocol_error, shutdown, interrupted, no_stream
/// Empty for any other word.
[[nodiscard]] std::vector<EndReason> outcome_from(std::string_view name);
/// The words for groups.
[[nodiscard]] std::span<const std::string_view> outcome_groups() noexcept;

enum class TestCalls : std::uint8_t { any, only, none };

/// Which calls: all that is set must hold.
struct CallFilter {
  std::optional<WallTime> since{};    ///< opened then or later
  std::optional<WallTime> until{};    ///< opened before
  std::string number{};               ///< of caller or ExoPhone, in any spelling; empty: any
  std::string bot_id{};               ///< empty: any
  std::string did_id{};               ///< empty: any
  std::vector<EndReason> outcomes{};  ///< one of these; empty: any
  TestCalls tests = TestCalls::any;   ///< is_test of call_record.h
};

/// A call's place in the order of answers: newest first by opened_at, then id. Calls that come in later come before it,
/// so what follows it stays the same.
struct CallPlace {
  WallTime opened_at{};
  std::string id{};
  bool operator==(const CallPlace&) const = default;
};

/// Opaque to those who get it.
[[nodiscard]] std::string cursor_of(const CallPlace& place);
/// nullopt for what cursor_of has not made, as far as can be told.
[[nodiscard]] std::optional<CallPlace> place_of(std::string_view cursor);

}  // namespace exo::domain
