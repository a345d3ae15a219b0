-- A sign-in can be listed and ended without its token: `id` is neither the token nor its hash. `confirmed_at` is when
-- its password was last entered.
ALTER TABLE tokens ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
UPDATE tokens SET id = lower(hex(randomblob(16)));
CREATE UNIQUE INDEX tokens_by_id ON tokens (id);

-- For programs. Of the token's text only the prefix and BLAKE2b-256 of the whole are kept.
CREATE TABLE api_tokens (
  id           TEXT PRIMARY KEY,
  prefix       TEXT NOT NULL UNIQUE,
  hash         BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  role         TEXT NOT NULL CHECK (role IN ('admin', 'super_admin')),
  created_by   TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  last_used_at INTEGER
) STRICT;
CREATE INDEX api_tokens_by_user ON api_tokens (user_id);

-- Who changed what, and who signed in. Names are as they were then: nothing here refers to another table.
CREATE TABLE audit (
  seq          INTEGER PRIMARY KEY CHECK (seq > 0),
  at           INTEGER NOT NULL,
  request_id   TEXT NOT NULL,
  actor        TEXT NOT NULL,
  actor_id     TEXT NOT NULL,
  via          TEXT NOT NULL,
  token_prefix TEXT NOT NULL,
  address      TEXT NOT NULL,
  action       TEXT NOT NULL,
  subject      TEXT NOT NULL,
  fields       TEXT NOT NULL CHECK (json_valid(fields)),
  status       INTEGER NOT NULL,
  left_out     INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (at);

CREATE TRIGGER audit_keeps_its_words BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_forgets_nothing BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
-- INSERT OR REPLACE deletes without asking the trigger above. A seq that is not given reads -1 here, which no row has.
CREATE TRIGGER audit_replaces_nothing BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
