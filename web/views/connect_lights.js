// The lights of "dial now": how far a call has come, and what to look at when it comes no further.

export const LIGHTS = ['webhook', 'socket', 'start', 'greeting', 'heard'];

/** What may be wrong when a light stays dark: texts `advice.{light}.{cause}`, the likeliest first. */
const CAUSES = {
  webhook: ['public_url', 'number', 'url', 'key', 'applet', 'enabled', 'network'],
  socket: ['proxy', 'certificate', 'throttled'],
  start: ['again', 'proxy'],
  greeting: ['stream', 'bot', 'voice'],
  heard: ['hung_up', 'stream', 'rate'],
};

const STEP_OF = { webhook: 'webhook', socket: 'opened', start: 'started', greeting: 'audio' };

/** With a static address Exotel asks no webhook: a socket without one before it. */
const asksNobody = (call) => call.peer !== '' && call.webhook_at === null;

function isOn(light, call) {
  switch (light) {
    case 'webhook':
      return call.webhook_at !== null;
    case 'socket':
      return call.peer !== '';
    case 'start':
      return call.started_at !== null;
    case 'greeting':
      return call.first_audio_ms !== null;
    default:
      return call.greeting === 'heard';
  }
}

/** Milliseconds since the first thing that was seen of the call; null for that one, and where nobody knows. */
function timeOf(light, call) {
  const timeline = call.timeline ?? [];
  const step =
    light === 'heard'
      ? timeline.find(({ kind, detail }) => kind === 'mark' && /greeting/.test(detail))
      : timeline.find(({ kind }) => kind === STEP_OF[light]);
  return step && step !== timeline[0] ? step.at_ms - timeline[0].at_ms : null;
}

/**
 * [{light, state: 'on' | 'skipped' | 'next' | 'later', at_ms or null}]; `call`: with its timeline, null while there is none.
 * `next`: the one that is waited for.
 */
export function lightsOf(call) {
  let waiting = false;
  return LIGHTS.map((light) => {
    if (call && isOn(light, call)) return { light, state: 'on', at_ms: timeOf(light, call) };
    if (call && light === 'webhook' && asksNobody(call)) return { light, state: 'skipped', at_ms: null };
    const state = waiting ? 'later' : 'next';
    waiting = true;
    return { light, state, at_ms: null };
  });
}

/** `reachable`: Exotel could open the webhook's address; without one, its field and the network are not the cause. */
export function causesOf(light, { keyRequired, reachable }) {
  const applies = { public_url: !reachable, url: reachable, network: reachable, key: keyRequired };
  return CAUSES[light].filter((cause) => applies[cause] ?? true);
}
