#pragma once

#include <string_view>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "domain/call_record.h"

namespace exo::store {

/// The columns of `calls`, in the order in which write_call and call_at take them.
inline constexpr std::string_view kCallColumns =
    "id, call_id, call_sid, stream_sid, from_number, to_number, direction, did_id, bot_id, unknown_bot, "
    "test_call_did_id, path, sample_rate, opened_at, started_at, first_audio_ms, greeting, voice, fallback_reason, "
    "ended_at, end_reason, end_detail, media_in, media_out, ignored, dtmf, peer, webhook_at, interruptions, heard_ms, "
    "timeline";

/// Inserts a record, or replaces the one of that id; prepared once for many. On disk, do not change: the timeline is a
/// JSON array of {"at_ms","kind"} and, where there is one, "detail".
[[nodiscard]] SQLite::Statement prepare_call_write(SQLite::Database& db);
void write_call(SQLite::Statement& write, const domain::CallRecord& record);

[[nodiscard]] domain::CallRecord call_at(SQLite::Statement& row);

/// What domain::CallSumming reads of a call, and its id.
inline constexpr std::string_view kSummaryColumns =
    "opened_at, id, call_sid, stream_sid, unknown_bot, test_call_did_id, sample_rate, started_at, first_audio_ms, "
    "greeting, fallback_reason, ended_at, end_reason, end_detail, media_in, media_out, dtmf, interruptions, "
    "call_id";

/// Overwrites those fields of `call` from a row of kSummaryColumns, and leaves the others as they are.
void read_for_summary(SQLite::Statement& row, domain::CallRecord& call);

}  // namespace exo::store
