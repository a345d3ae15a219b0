// A call without a telephone: Exotel's side of the media WebSocket, microphone and speakers.
import { api } from '../api.js';

// Exotel's audio: signed 16-bit little-endian samples at 8 kHz, in base64.

const RATE = 8000;
const FRAME_SAMPLES = 160; // 20 ms
const FRAME_MS = 20;

/** Int16Array → base64. DataView, because not every machine is little-endian. */
function encodeFrame(samples) {
  const bytes = new DataView(new ArrayBuffer(samples.length * 2));
  samples.forEach((sample, index) => bytes.setInt16(index * 2, sample, true));
  return btoa(String.fromCharCode(...new Uint8Array(bytes.buffer)));
}

/** base64 → Float32Array between -1 and 1; throws when it is no base64. */
function decodeFrame(payload) {
  const text = atob(payload);
  const bytes = new DataView(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer);
  const samples = new Float32Array(bytes.byteLength >> 1);
  for (let index = 0; index < samples.length; ++index) samples[index] = bytes.getInt16(index * 2, true) / 32768;
  return samples;
}

/** Float samples → 16 bit, clipped. */
const toInt16 = (samples) => Int16Array.from(samples, (value) => Math.max(-1, Math.min(1, value)) * 32767);

/** How loud, 0 to 1, on a scale that looks even to the eye (-60 dB is nothing). */
function loudness(samples) {
  let energy = 0;
  for (const value of samples) energy += value * value;
  const level = Math.sqrt(energy / Math.max(1, samples.length));
  return level < 0.001 ? 0 : Math.min(1, 1 + Math.log10(level) / 3);
}

// Plays what the bot sends, one piece after the other. A mark is played when everything before it is.

const LEAD_S = 0.06; // so that the next piece arrives before this one ends

function makeSpeaker(context, { onMark, onLevel }) {
  const playing = new Set();
  const marks = new Set();
  let end = 0; // of all that is queued, on the context's clock

  function play(payload) {
    const samples = decodeFrame(payload);
    if (samples.length === 0) return;
    const buffer = context.createBuffer(1, samples.length, RATE);
    buffer.copyToChannel(samples, 0);
    const piece = context.createBufferSource();
    piece.buffer = buffer;
    piece.connect(context.destination);
    end = Math.max(end, context.currentTime + LEAD_S);
    piece.start(end);
    end += buffer.duration;
    playing.add(piece);
    onLevel(loudness(samples));
    piece.onended = () => {
      playing.delete(piece);
      if (playing.size === 0) onLevel(0);
    };
  }

  function mark(name) {
    const wait = Math.max(0, end - context.currentTime);
    const timer = setTimeout(() => {
      marks.delete(timer);
      onMark(name);
    }, wait * 1000);
    marks.add(timer);
  }

  /** What was not played is dropped, and the marks behind it come back at once (exotel.md §1.8). */
  function clear(names) {
    const dropped = end > context.currentTime;
    stop();
    names.forEach(onMark);
    onLevel(0);
    return dropped;
  }

  function stop() {
    marks.forEach(clearTimeout);
    marks.clear();
    playing.forEach((piece) => piece.stop());
    playing.clear();
    end = 0;
  }

  return { play, mark, clear, stop, queuedMs: () => Math.max(0, (end - context.currentTime) * 1000) };
}

// The caller's voice, handed over 20 ms at a time, in silence too, as Exotel does.

const SILENCE = new Float32Array(FRAME_SAMPLES);
const MOST_AT_ONCE = 25; // after the browser held the page up: half a second, the rest is lost as on a real line

/** Why there is no microphone here: 'insecure' (plain HTTP on a name of the LAN), 'none', or '' when there may be one. */
export function microphoneObstacle() {
  if (!isSecureContext) return 'insecure';
  return navigator.mediaDevices?.getUserMedia && 'AudioWorkletNode' in globalThis ? '' : 'none';
}

/** {start(onFrame), stop()}; throws what the browser says when it refuses. */
async function openMicrophone(context) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  await context.audioWorklet.addModule(new URL('./capture_worklet.js', import.meta.url));
  const node = new AudioWorkletNode(context, 'exogate-capture', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' });
  const source = context.createMediaStreamSource(stream);
  return {
    start(onFrame) {
      node.port.onmessage = ({ data }) => onFrame(data);
      source.connect(node);
    },
    stop() {
      source.disconnect();
      node.port.onmessage = null;
      stream.getTracks().forEach((track) => track.stop());
    },
  };
}

/** A WAV as samples at the line's rate; the browser resamples. */
async function samplesOf(wav) {
  const bytes = await wav.arrayBuffer();
  const buffer = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
  return buffer.getChannelData(0);
}

/** {start(onFrame), stop(), say()}: silence, and `samples` whenever `say` is called. */
function sampleVoice(samples) {
  let timer = 0;
  let place = samples.length;
  const next = () => {
    if (place >= samples.length) return SILENCE;
    const frame = new Float32Array(FRAME_SAMPLES);
    frame.set(samples.subarray(place, place + FRAME_SAMPLES));
    place += FRAME_SAMPLES;
    return frame;
  };
  return {
    start(onFrame) {
      let due = performance.now();
      timer = setInterval(() => {
        const late = performance.now() - MOST_AT_ONCE * FRAME_MS;
        for (due = Math.max(due, late); due <= performance.now(); due += FRAME_MS) onFrame(next());
      }, FRAME_MS);
    },
    stop: () => clearInterval(timer),
    say() {
      place = 0;
    },
  };
}

// Exotel's side of one media stream (exotel.md §1): what a telephone call would send and do, without the telephone.

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
function openLeg({ url, callId, to, speakerFor, tell }) {
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

// One call from the browser: a pass from the admin plane, a voice, a speaker, and Exotel's leg between them.

/** Spoken by the built-in voice, which is English. */
export const SAMPLE_WORDS = 'Hello. I would like to know when you are open. Can you help me?';

const SILENT_FRAME = new Float32Array(160);
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** An https page may open ws:// to its own machine only: mixed content. */
function mayOpen(url) {
  const { protocol, hostname } = new URL(url);
  return protocol === 'wss:' || location.protocol === 'http:' || LOOPBACK.test(hostname);
}

/** The voice that was asked for: 'microphone', or 'sample', which the gateway speaks. */
async function voiceOf(kind, context) {
  if (kind === 'microphone') return openMicrophone(context);
  const { wav } = await api.previewGreeting({ greeting_text: SAMPLE_WORDS, language: 'en', voice: 'builtin' });
  return sampleVoice(await samplesOf(wav));
}

/** Opens the first address that answers; the pass counts for all of them until one does. */
function connect(pass, urls, parts) {
  let leg = null;
  const attempt = ([url, ...others]) => {
    let opened = false;
    leg = openLeg({
      ...parts,
      url,
      callId: pass.call_id,
      tell(what, detail) {
        opened ||= what === 'open';
        if (what === 'closed' && !opened && others.length > 0) attempt(others);
        else if (what === 'closed' && !opened) parts.tell('unreachable', new URL(url).host);
        else parts.tell(what, detail);
      },
    });
  };
  attempt(urls);
  return () => leg;
}

/**
 * Begins the call. `voice`: 'microphone' or 'sample'. `tell(what, detail)`: as openLeg's,
 * and unreachable (host). `onLevel(side, level)`: 'bot' or 'you', 0 to 1.
 * `noWay`: the words when this page may open none of the addresses. → {callId, press(digit), say(), mute(yes), hangUp()}; throws what stands in the way.
 */
export async function callBot({ bot, voice: kind, tell, onLevel, noWay }) {
  const context = new AudioContext();
  try {
    await context.resume();
    const voice = await voiceOf(kind, context);
    return await begin({ bot, context, voice, tell, onLevel, noWay });
  } catch (error) {
    await context.close();
    throw error;
  }
}

async function begin({ bot, context, voice, tell, onLevel, noWay }) {
  let over = false;
  let muted = false;
  const end = () => {
    if (over) return;
    over = true;
    voice.stop();
    onLevel('you', 0);
    // What the bot said last may still be playing.
    setTimeout(() => context.close(), speaker.queuedMs() + 100);
  };
  let speaker = { queuedMs: () => 0 };
  try {
    const pass = await api.browserCall(bot.id);
    const urls = pass.websocket_urls.filter(mayOpen);
    if (urls.length === 0) throw new Error(noWay);
    const leg = connect(pass, urls, {
      to: bot.id,
      speakerFor: ({ onMark }) => {
        speaker = makeSpeaker(context, { onMark, onLevel: (level) => onLevel('bot', level) });
        return speaker;
      },
      tell(what, detail) {
        if (what === 'open') voice.start(hear);
        if (what === 'closed' || what === 'unreachable') end();
        tell(what, detail);
      },
    });
    function hear(samples) {
      const frame = muted ? SILENT_FRAME : samples;
      onLevel('you', loudness(frame));
      leg().hear(frame);
    }
    return {
      callId: pass.call_id,
      press: (digit) => leg().press(digit),
      say: () => voice.say?.(),
      mute(yes) {
        muted = yes;
      },
      hangUp() {
        leg().hangUp();
        end();
      },
    };
  } catch (error) {
    voice.stop();
    throw error;
  }
}
