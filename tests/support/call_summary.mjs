// Answers of the gateway that tests put into its place.
/** What /call-summary answers for so many calls. */
export const summaryOf = (calls, heard) => ({
  since: '2026-01-01T00:00:00.000Z',
  until: '2026-01-02T00:00:00.000Z',
  bucket_seconds: 3600,
  buckets: [],
  ends: [],
  verdicts: [],
  totals: { calls, heard, test_calls: 0, most_at_once: 1, first_audio_p50_ms: null, first_audio_p95_ms: null },
});
