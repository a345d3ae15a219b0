// One call from the browser: a pass from the admin plane, a voice, a speaker, and Exotel's leg between them.
import { api } from '../api.js';
import { openLeg } from './exotel_leg.js';
import { loudness } from './pcm.js';
import { makeSpeaker } from './speaker.js';
import { openMicrophone, sampleVoice, samplesOf } from './voice.js';

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
