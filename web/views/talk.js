// Talking to a bot from the browser: controls, keypad and what was heard.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { Notice, Results, Section } from '../parts/data.js';
import { duration, hrefTo, seconds, t } from '../reader.js';
import { SAMPLE_WORDS, callBot, microphoneObstacle } from '../talk/call.js';

// A telephone's keys: by mouse, by touch, and by the keyboard while the keypad has the focus.

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

function Keypad({ onPress }) {
  const [pressed, setPressed] = useState('');
  const press = (key) => {
    setPressed((before) => before + key);
    onPress(key);
  };
  const typed = (event) => {
    if (!KEYS.includes(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    press(event.key);
  };
  return html`<div class="keypad" role="group" aria-label=${t('talk.keypad')} onKeyDown=${typed}>
    ${KEYS.map((key) => html`<button key=${key} type="button" onClick=${() => press(key)}>${key}</button>`)}
    <output class="pressed" aria-label=${t('talk.pressed')}>${pressed}</output>
  </div>`;
}

// What happened in a call from the browser, as the caller's side saw it.

function TalkLog({ log }) {
  if (log.length === 0) return null;
  return html`<${Section} title=${t('talk.log')} kind="">
    <div role="log"><ol class="talk-log">
      ${log.map(
        (entry, index) => html`<li key=${index}>
          <span class="at">${seconds(entry.at / 1000)}</span>
          <span>${t(`talk.log.${entry.kind}`, { detail: entry.detail })}</span>
        </li>`,
      )}
    </ol></div>
  <//>`;
}

// A bot is talked to from the browser: what a caller would hear and say, without a telephone and without cost.

const FIND_RECORD_MS = 700;
const FIND_RECORD_TIMES = 10;

/** The marks behind what is said (domain/stream_talk.h); those of its seconds are not worth a line. */
const MARKS = [
  [/^greeting_done$/, 'greeting_end'],
  [/^greeting_done-\d+$/, 'mark'],
];

/** The record is written behind the call, so it may take a moment. */
async function findRecord(callId) {
  for (let attempt = 0; attempt < FIND_RECORD_TIMES; ++attempt) {
    const found = (await api.calls(20)).find((call) => call.call_id === callId || call.call_sid === callId);
    if (found) return found.id;
    await new Promise((resolve) => setTimeout(resolve, FIND_RECORD_MS));
  }
  return '';
}

/** The browser's refusals in words; everything else has words already. */
function wordsOf(error) {
  const refusals = { NotAllowedError: 'talk.mic_refused', NotFoundError: 'talk.mic_missing', NotReadableError: 'talk.mic_busy' };
  return refusals[error.name] ? t(refusals[error.name]) : error.message;
}

function useTalk(bot, voice) {
  const [state, setState] = useState({ phase: 'idle', log: [] });
  const call = useRef(null);
  const meters = { bot: useRef(null), you: useRef(null) };
  const note = (kind, detail = '') =>
    setState((before) => ({ ...before, log: [...before.log, { kind, detail, at: Date.now() - before.began }] }));
  const phase = (next, more = {}) => setState((before) => ({ ...before, phase: next, ...more }));
  const onLevel = (side, level) => {
    if (meters[side].current) meters[side].current.value = level;
  };

  const over = async (callId) => {
    const record = await findRecord(callId).catch(() => '');
    setState((before) => ({ ...before, record }));
  };
  const tell = (what, detail) => {
    if (what === 'open') setState((before) => ({ ...before, phase: 'open', began: Date.now(), log: [] }));
    if (what === 'open' || what === 'bot' || what === 'interrupted') return note(what);
    if (what === 'mark') return MARKS.forEach(([names, kind]) => names.test(detail) && note(kind));
    if (what === 'unreachable') return phase('failed', { error: t('talk.unreachable', { host: detail }) });
    note('closed', detail.code === 1000 ? '' : String(detail.code));
    phase('over');
    return over(call.current?.callId);
  };

  const start = async () => {
    setState({ phase: 'connecting', log: [], began: Date.now(), error: '' });
    try {
      call.current = await callBot({ bot, voice, tell, onLevel, noWay: t('talk.no_way') });
    } catch (error) {
      phase('failed', { error: wordsOf(error) });
    }
  };
  const press = (digit) => {
    call.current?.press(digit);
    note('dtmf', digit);
  };
  const hangUp = () => {
    call.current?.hangUp();
    note('hung_up');
    phase('over');
    over(call.current?.callId);
  };
  useEffect(() => () => call.current?.hangUp(), []);
  return { ...state, start, press, hangUp, say: () => call.current?.say(), mute: (yes) => call.current?.mute(yes), meters };
}

function VoiceChoice({ obstacle, voice, onVoice }) {
  const option = (value, disabled) => html`<label class="option">
    <input
      type="radio"
      name="voice"
      value=${value}
      checked=${voice === value}
      disabled=${disabled}
      onChange=${() => onVoice(value)}
    />
    ${t(`talk.voice.${value}`)}
  </label>`;
  return html`<fieldset class="voice-choice">
    <legend>${t('talk.voice')}</legend>
    ${option('microphone', obstacle !== '')} ${option('sample', false)}
    ${obstacle && html`<${Notice}>${t(`talk.obstacle.${obstacle}`)}<//>`}
  </fieldset>`;
}

function Meters({ meters }) {
  return html`<dl class="meters">
    ${[['bot', t('talk.bot')], ['you', t('talk.you')]].map(
      ([side, name]) => html`<div key=${side}>
        <dt>${name}</dt>
        <dd><meter ref=${meters[side]} min="0" max="1" aria-label=${name}></meter></dd>
      </div>`,
    )}
  </dl>`;
}

function Clock({ began }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return html`<span class="clock">${duration(Math.max(0, now - began))}</span>`;
}

function OnTheLine({ talk, voice }) {
  const [muted, setMuted] = useState(false);
  const hangUp = useRef(null);
  useEffect(() => hangUp.current?.focus(), []);
  const mute = () => {
    talk.mute(!muted);
    setMuted(!muted);
  };
  return html`<${Section} title=${t('talk.on_the_line')} kind="card on-the-line" beside=${html`<${Clock} began=${talk.began} />`}>
    <${Meters} meters=${talk.meters} />
    <div class="buttons">
      <button type="button" class="risky" ref=${hangUp} onClick=${talk.hangUp}>${t('talk.hang_up')}</button>
      ${voice === 'sample'
        ? html`<button type="button" onClick=${talk.say}>${t('talk.say')}</button>`
        : html`<button type="button" aria-pressed=${String(muted)} onClick=${mute}>${t('talk.mute')}</button>`}
    </div>
    ${voice === 'sample' && html`<p class="hint">${t('talk.says')} <q lang="en">${SAMPLE_WORDS}</q></p>`}
    <${Keypad} onPress=${talk.press} />
  <//>`;
}

function After({ talk }) {
  return html`<${Results}>
    ${talk.phase === 'connecting' && html`<${Notice}>${t('talk.connecting')}<//>`}
    ${talk.phase === 'failed' && html`<${Notice} kind="bad">${talk.error}<//>`}
    ${talk.phase === 'over' &&
    html`<${Notice} kind="good">
      <p>${t('talk.over')}</p>
      ${talk.record && html`<a href=${hrefTo(`calls/${talk.record}`)}>${t('talk.record')}</a>`}
    <//>`}
  <//>`;
}

export function TalkView({ bot }) {
  const obstacle = microphoneObstacle();
  const [voice, setVoice] = useState(obstacle ? 'sample' : 'microphone');
  const talk = useTalk(bot, voice);
  const live = talk.phase === 'open';
  return html`<nav aria-label=${t('talk.back')}><a href=${hrefTo(`bots/${bot.id}`)}>← ${bot.name}</a></nav>
    <h1>${t('talk.title', { name: bot.name })}</h1>
    <p class="lead">${t('talk.lead')}</p>
    ${!live &&
    html`<section class="card">
      <${VoiceChoice} obstacle=${obstacle} voice=${voice} onVoice=${setVoice} />
      <div class="buttons">
        <button
          type="button"
          class="primary"
          aria-disabled=${String(talk.phase === 'connecting')}
          onClick=${() => talk.phase !== 'connecting' && talk.start()}
        >
          ${t(talk.phase === 'over' ? 'talk.call_again' : 'talk.call')}
        </button>
      </div>
    </section>`}
    ${live && html`<${OnTheLine} talk=${talk} voice=${voice} />`}
    <${After} talk=${talk} />
    <${TalkLog} log=${talk.log} />`;
}
