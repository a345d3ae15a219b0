-- One index a filter of CallStore::find, each in the order of its answers: newest first, by (opened_at, id).

-- Numbers as Exotel wrote them; a search asks for every spelling of a number. Forgotten numbers are in neither.
CREATE INDEX calls_by_from ON calls (from_number, opened_at, id) WHERE from_number <> '';
CREATE INDEX calls_by_to ON calls (to_number, opened_at, id) WHERE to_number <> '';
CREATE INDEX calls_by_bot ON calls (bot_id, opened_at, id);
CREATE INDEX calls_by_did ON calls (did_id, opened_at, id);
CREATE INDEX calls_by_end ON calls (end_reason, opened_at, id);
CREATE INDEX calls_by_test ON calls (test_call_did_id <> '', opened_at, id);
