// How far a site is: the steps from nothing to a greeted call, derived from what is there.
import { recall, remember } from '../memory.js';

export const STEPS = ['account', 'numbers', 'greeting', 'applet', 'dial'];

/** What to look after at Exotel, in the order of the page. Nothing here can see it: people tick it off. */
export const CHECKS = {
  before: ['kyc', 'enabled', 'balance'],
  flow: ['voicebot', 'rate', 'record', 'dtmf', 'next', 'number'],
};
const OPTIONAL = ['record'];
const NEEDED = Object.values(CHECKS)
  .flat()
  .filter((check) => !OPTIONAL.includes(check));

const TICKS = 'connect_ticks';
const GREETED = 'connect_greeted';

/** The checks that were ticked off in this browser. */
export const ticks = () => recall(TICKS).split(',').filter(Boolean);
export const keepTicks = (list) => remember(TICKS, list.join(','));

/** A call was seen that heard its greeting. */
export const keepGreeted = () => remember(GREETED, 'yes');

const arrived = (call) => call.webhook_at !== null || call.peer !== '';

/** [{key, path, done}]; `calls`: the newest ones. */
export function stepsOf({ integration, bots, calls }) {
  const done = {
    account: integration.credentials_configured,
    numbers: integration.dids.length > 0,
    greeting: bots.length > 0 && integration.dids.some((did) => did.bot_id !== ''),
    applet: calls.some(arrived) || NEEDED.every((check) => ticks().includes(check)),
    dial: calls.some((call) => call.greeting === 'heard') || recall(GREETED) !== '',
  };
  return STEPS.map((key) => ({ key, path: `connect/${key}`, done: Boolean(done[key]) }));
}
