#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "domain/call_record.h"

namespace exo::domain {

/// Whose turn it is to do something about a call. Shown by its name: never rename one.
enum class Turn : std::uint8_t {
  nobody,  ///< it went as it should, or is still going on
  you,     ///< the operator of this gateway
  exotel,
  voice,  ///< the speech vendor
  bot,    ///< what the bot is set to do
  caller,
};

/// What became of a call, one for each cause that a record tells apart; when each applies: README.md. Shown by its
/// name: never rename one.
enum class VerdictCode : std::uint8_t {
  live,
  heard,
  barged_in,
  max_duration,
  webhook_without_call,
  caller_left_early,
  no_menu_choice,
  no_stream,
  not_exotel,
  wrong_encoding,
  unknown_bot,
  site_full,
  number_full,
  busy,
  voice_key_refused,
  voice_settings,
  not_confirmed,
  shutdown,
  interrupted,
  no_start,
  lost_before_start,
  no_media,
  media_timeout,
  connection_lost,
  protocol_error,
  no_stream_sid,
  stopped_early,
  voice_silent,
  voice_fallback,
  bot_full,
  bot_off,
  cap_too_short,
  browser_call,
};

inline constexpr std::size_t kVerdictCodes = static_cast<std::size_t>(VerdictCode::browser_call) + 1;

[[nodiscard]] std::string_view to_string(Turn turn) noexcept;
[[nodiscard]] std::string_view to_string(VerdictCode code) noexcept;
/// Each code is one party's turn.
[[nodiscard]] Turn turn_of(VerdictCode code) noexcept;

/// Of several causes the one that kept the caller from more. Reads no text that a caller or Exotel has written, and of
/// the record only: call_id, call_sid, stream_sid, unknown_bot, sample_rate, started_at, first_audio_ms, greeting,
/// fallback_reason, ended_at, end_reason, end_detail, media_in, media_out, dtmf, interruptions. So it is the same for a
/// record without its timeline.
[[nodiscard]] VerdictCode verdict_of(const CallRecord& record);

}  // namespace exo::domain
