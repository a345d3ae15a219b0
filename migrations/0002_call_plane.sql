-- Times are milliseconds since 1970-01-01 UTC. Texts are UTF-8; names of kinds and reasons as to_string gives them.

ALTER TABLE bots ADD COLUMN active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1));
ALTER TABLE bots ADD COLUMN kind TEXT NOT NULL DEFAULT 'greet';
ALTER TABLE bots ADD COLUMN voice TEXT NOT NULL DEFAULT '';
ALTER TABLE bots ADD COLUMN greeting_recording TEXT NOT NULL DEFAULT '';
ALTER TABLE bots ADD COLUMN interruptible INTEGER NOT NULL DEFAULT 0 CHECK (interruptible IN (0, 1));
ALTER TABLE bots ADD COLUMN max_duration_s INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bots ADD COLUMN max_calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bots ADD COLUMN after_greeting TEXT NOT NULL DEFAULT 'stay';
ALTER TABLE bots ADD COLUMN menu TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(menu));
ALTER TABLE bots ADD COLUMN menu_wait_s INTEGER NOT NULL DEFAULT 6;
ALTER TABLE bots ADD COLUMN menu_tries INTEGER NOT NULL DEFAULT 3;
-- BLAKE2b-256 of passwords, in hexadecimal.
ALTER TABLE bots ADD COLUMN login_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE bots ADD COLUMN login_previous_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE bots ADD COLUMN login_previous_until INTEGER NOT NULL DEFAULT 0;

-- Uploaded greetings; the id is BLAKE2b-256 of the WAV, in hexadecimal.
CREATE TABLE recordings (
  id         TEXT PRIMARY KEY,
  wav        BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

ALTER TABLE calls ADD COLUMN peer TEXT NOT NULL DEFAULT '';
ALTER TABLE calls ADD COLUMN webhook_at INTEGER;
ALTER TABLE calls ADD COLUMN interruptions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN heard_ms INTEGER;
ALTER TABLE calls ADD COLUMN timeline TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(timeline));
CREATE INDEX calls_by_sid ON calls (call_sid, opened_at);
-- Only what still has numbers, so that forgetting them looks at nothing else.
CREATE INDEX calls_with_numbers ON calls (opened_at)
  WHERE from_number <> '' OR to_number <> '' OR dtmf <> '';

-- What Exotel says of a call outside its media stream; in the order of seq.
CREATE TABLE call_reports (
  seq         INTEGER PRIMARY KEY,
  call_sid    TEXT NOT NULL,
  report_key  TEXT NOT NULL,
  at          INTEGER NOT NULL,
  terminal    INTEGER NOT NULL CHECK (terminal IN (0, 1)),
  has_numbers INTEGER NOT NULL CHECK (has_numbers IN (0, 1)),
  -- No call of that SID was known when it came: strangers can make such, so their number is bounded.
  orphan      INTEGER NOT NULL CHECK (orphan IN (0, 1)),
  document    TEXT NOT NULL CHECK (json_valid(document)),
  UNIQUE (call_sid, report_key)
) STRICT;
CREATE INDEX call_reports_orphans ON call_reports (seq) WHERE orphan = 1;
CREATE INDEX call_reports_with_numbers ON call_reports (at) WHERE has_numbers = 1;

CREATE TABLE test_calls (
  call_sid        TEXT PRIMARY KEY,
  did_id          TEXT NOT NULL,
  to_number       TEXT NOT NULL,
  placed_by       TEXT NOT NULL,
  placed_at       INTEGER NOT NULL,
  provider_status TEXT NOT NULL,
  polls           INTEGER NOT NULL,
  next_poll_at    INTEGER
) STRICT;
CREATE INDEX test_calls_by_placed ON test_calls (placed_at);
CREATE INDEX test_calls_by_next_poll ON test_calls (next_poll_at) WHERE next_poll_at IS NOT NULL;
CREATE INDEX test_calls_with_numbers ON test_calls (placed_at) WHERE to_number <> '';
