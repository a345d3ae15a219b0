-- Times are milliseconds since 1970-01-01 UTC. Texts are UTF-8.

-- One JSON document per integration; secrets inside it are sealed (src/store/README.md).
CREATE TABLE integrations (
  type       TEXT PRIMARY KEY,
  document   TEXT NOT NULL CHECK (json_valid(document) AND json_extract(document, '$.type') = type),
  updated_at INTEGER NOT NULL
) STRICT;

-- Proves at start-up that the master key is the one this database was made with.
CREATE TABLE vault_check (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  sealed TEXT NOT NULL
) STRICT;

CREATE TABLE users (
  id            TEXT PRIMARY KEY,
  email         TEXT NOT NULL UNIQUE COLLATE NOCASE,
  role          TEXT NOT NULL CHECK (role IN ('admin', 'super_admin')),
  password_hash TEXT NOT NULL,
  disabled      INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
  created_at    INTEGER NOT NULL
) STRICT;

-- Only BLAKE2b-256 of a token is kept.
CREATE TABLE tokens (
  hash         BLOB PRIMARY KEY CHECK (length(hash) = 32),
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind         TEXT NOT NULL CHECK (kind IN ('bearer', 'session')),
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_by_user ON tokens (user_id);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

CREATE TABLE setup_tokens (
  hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bots (
  id            TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  greeting_text TEXT NOT NULL,
  language      TEXT NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE calls (
  id               TEXT PRIMARY KEY,
  call_id          TEXT NOT NULL,
  call_sid         TEXT NOT NULL,
  stream_sid       TEXT NOT NULL,
  from_number      TEXT NOT NULL,
  to_number        TEXT NOT NULL,
  direction        TEXT NOT NULL,
  did_id           TEXT NOT NULL,
  bot_id           TEXT NOT NULL,
  unknown_bot      INTEGER NOT NULL,
  test_call_did_id TEXT NOT NULL,
  path             TEXT NOT NULL,
  sample_rate      INTEGER NOT NULL,
  opened_at        INTEGER NOT NULL,
  started_at       INTEGER,
  first_audio_ms   INTEGER,
  greeting         TEXT NOT NULL,
  voice            TEXT NOT NULL,
  fallback_reason  TEXT NOT NULL,
  ended_at         INTEGER,
  end_reason       TEXT NOT NULL,
  end_detail       TEXT NOT NULL,
  media_in         INTEGER NOT NULL,
  media_out        INTEGER NOT NULL,
  ignored          INTEGER NOT NULL,
  dtmf             TEXT NOT NULL
) STRICT;
CREATE INDEX calls_by_opened ON calls (opened_at, id);
CREATE INDEX calls_live ON calls (id) WHERE end_reason = 'live';
