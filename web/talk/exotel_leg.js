// Exotel's side of one media stream (exotel.md §1): what a telephone call would send and do, without the telephone.
import { FRAME_MS, encodeFrame, toInt16 } from './pcm.js';

const RATE_TEXT = '8000';
const DTMF_MS = '100';
const CALLER_HUNG_UP = 'canceled or call ended';

/** 32 lower-case characters, as Exotel's ids look. */
const newSid = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Sends numbered messages of one stream; what cannot be sent any more is dropped. */
function senderOf(socket, streamSid) {
  let sequence = 0;
  return (event, fields) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    sequence += 1;
    socket.send(JSON.stringify({ event, stream_sid: streamSid, sequence_number: String(sequence), ...fields }));
  };
}

/** What the bot sends, by its event. `waiting`: names of marks that were not played yet. */
function answersTo({ speaker, waiting, tell }) {
  let heard = false;
  return {
    media({ media }) {
      speaker.play(media.payload);
      if (!heard) tell('bot');
      heard = true;
    },
    mark({ mark }) {
      waiting.push(mark.name);
      speaker.mark(mark.name);
    },
    clear() {
      if (speaker.clear(waiting.slice())) tell('interrupted');
    },
  };
}

/**
 * `tell(what, detail)` hears of: open, bot (the first sound), mark (a name), interrupted, closed ({code, reason}).
 * `speakerFor` makes what plays. → {hear(samples), press(digit), hangUp()}
 */
export function openLeg({ url, callId, to, speakerFor, tell }) {
  const streamSid = newSid();
  const socket = new WebSocket(url);
  const send = senderOf(socket, streamSid);
  const waiting = [];
  let chunk = 0;

  const speaker = speakerFor({
    onMark(name) {
      const place = waiting.indexOf(name);
      if (place >= 0) waiting.splice(place, 1);
      send('mark', { mark: { name } });
      tell('mark', name);
    },
  });
  const answers = answersTo({ speaker, waiting, tell });

  socket.onopen = () => {
    socket.send(JSON.stringify({ event: 'connected' }));
    const media_format = { encoding: 'base64', sample_rate: RATE_TEXT, bit_rate: '128kbps' };
    const start = { stream_sid: streamSid, call_sid: callId, account_sid: 'browser', from: '', to, media_format };
    send('start', { start });
    tell('open');
  };
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    answers[message.event]?.(message);
  };
  socket.onclose = ({ code, reason }) => {
    if (code !== 1000) speaker.stop();
    tell('closed', { code, reason });
  };

  return {
    /** 20 ms of the caller's voice. */
    hear(samples) {
      chunk += 1;
      const timestamp = String((chunk - 1) * FRAME_MS);
      send('media', { media: { chunk: String(chunk), timestamp, payload: encodeFrame(toInt16(samples)) } });
    },
    press: (digit) => send('dtmf', { dtmf: { digit, duration: DTMF_MS } }),
    hangUp() {
      send('stop', { stop: { call_sid: callId, account_sid: 'browser', reason: CALLER_HUNG_UP } });
      speaker.stop();
      socket.onclose = null; // who hangs up knows
      socket.close(1000);
    },
  };
}
