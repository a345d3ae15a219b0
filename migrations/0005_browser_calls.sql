-- Calls from a browser are tests, too: domain::is_test. The query has the very expression of the index (call_query.cpp).
DROP INDEX calls_by_test;
CREATE INDEX calls_by_test ON calls (test_call_did_id <> '' OR substr(call_id, 1, 8) = 'browser-', opened_at, id);
