// What Exotel's support wants to know of a call. Always in English, whatever the page speaks: it is a letter to Exotel, and
// quotes the names that Exotel's own documents use.
const IST_AHEAD_MS = 5.5 * 3_600_000;

/** 2026-11-21T14:02:11.250+05:30; Exotel's own times are India's, without saying so. */
export function istTime(ms) {
  return new Date(ms + IST_AHEAD_MS).toISOString().replace('Z', '+05:30');
}

const istOf = (iso) => (iso === null ? '' : istTime(Date.parse(iso)));

function ending(call) {
  if (call.end_reason === 'live') return 'still live';
  return [call.end_reason, call.end_detail].filter(Boolean).join(': ');
}

function firstAudio(call) {
  return call.first_audio_ms === null ? 'none was sent' : `${call.first_audio_ms} ms after start`;
}

function facts(call, account) {
  return [
    ['Call SID', call.call_sid],
    ['Stream SID', call.stream_sid],
    ['Account SID', account],
    ['ExoPhone', call.to],
    ['Customer', call.from],
    ['Direction', call.direction],
    ['Path of the WebSocket', call.path],
    ['Opened from', call.peer],
    ['Sample rate', `${call.sample_rate} Hz`],
    ['Webhook asked', istOf(call.webhook_at)],
    ['Socket opened', call.peer === '' ? '' : istOf(call.opened_at)],
    ['"start" received', istOf(call.started_at)],
    ['First audio to Exotel', firstAudio(call)],
    ['Greeting', call.greeting],
    ['Media messages', `${call.media_in} received, ${call.media_out} sent, ${call.ignored} not understood`],
    ['Keys pressed', call.dtmf],
    ['Ended', istOf(call.ended_at)],
    ['How it ended', ending(call)],
  ].filter(([, value]) => value !== '');
}

function step(call, { at_ms, kind, detail }) {
  return `  ${istTime(Date.parse(call.opened_at) + at_ms)}  ${[kind, detail].filter(Boolean).join(': ')}`;
}

function reportLine({ source, at, event, status, duration_s, stream }) {
  const told = [event, status, duration_s === null ? '' : `${duration_s} s`];
  const streamed = [stream.status, stream.disconnected_by && `disconnected by ${stream.disconnected_by}`, stream.error, stream.detail];
  return `  ${istOf(at)}  ${source}: ${[...told, ...streamed].filter(Boolean).join(', ')}`;
}

/** `account`: the account SID, '' when it is not known. */
export function supportText(call, account) {
  const lines = ['Voicebot call, as the bot server saw it. All times are IST (+05:30).', ''];
  lines.push(...facts(call, account).map(([name, value]) => `${name}: ${value}`));
  if (call.timeline.length > 0) lines.push('', 'What happened:', ...call.timeline.map((each) => step(call, each)));
  if (call.reports.length > 0) lines.push('', 'What Exotel told this server:', ...call.reports.map(reportLine));
  return `${lines.join('\n')}\n`;
}
