// Step 3: what callers hear first, and on which numbers.
import { html, useEffect, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { MoreButton, Notice, Outcome, useShare } from '../parts/data.js';
import { Choice, SubmitButton, TextArea, TextField, useFields } from '../parts/form.js';
import { Player } from '../parts/sound.js';
import { mayLeave, t, useUnsaved } from '../reader.js';
import { SaveTrouble, changeBot, checkUnchanged, copyOf, idFor, scriptHint, useCheckedSubmit } from './bot_fields.js';

// A greeting to listen to, before anybody else does.

/** `fields` as POST /greeting-preview takes them. What was heard is forgotten when they change. */
function Listen({ fields }) {
  return html`<${Player} key=${JSON.stringify(fields)} text=${t('bots.hear')} load=${() => api.previewGreeting(fields)} />`;
}

/** An id for a bot of this name that nobody has: its address is made of it. */
function freeIdFor(name, bots) {
  const base = idFor(name) || 'bot';
  const taken = (id) => bots.some((bot) => bot.id === id);
  let id = base;
  for (let number = 2; taken(id); number += 1) id = `${base}-${number}`;
  return id;
}

/** What this step asks of a bot; null: of a new one. */
const wordsOf = (bot) => ({
  name: bot?.name ?? '',
  language: bot?.language ?? 'en',
  greeting_text: bot?.greeting_text ?? '',
});

/** The same as the API takes it; `bot`: its id. */
const requestOf = ({ bot, name, language, greeting_text }) => ({
  name: name.trim() || bot,
  language,
  greeting_text: greeting_text.trim(),
});

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** What the form begins with for a bot; null: a new one, for the numbers that nobody answers. */
function fieldsOf(bot, dids) {
  const mine = (did) => did.bot_id === '' || did.bot_id === bot?.id;
  return { bot: bot?.id ?? '', ...wordsOf(bot), numbers: dids.filter(mine).map((did) => did.id) };
}

const firstBot = (bots, dids) => bots.find((bot) => dids.some((did) => did.bot_id === bot.id)) ?? bots[0] ?? null;

/**
 * Saves the words of a form that began with `bot` and `base`; `way` as in bot_conflict.js. Only what changed is sent,
 * unless the bot is new or made again. → the bot as it is stored now
 */
async function saveWords(values, { bot, base }, way) {
  if (bot === null) {
    const id = freeIdFor(values.name, await api.bots()); // as they are by now: nobody else's is written over
    return api.saveBot(id, { ...requestOf(values), name: values.name.trim() || id });
  }
  const [before, words] = [requestOf(base), requestOf(values)];
  if (way === 'again') return api.saveBot(bot.id, { ...copyOf(bot), ...words });
  if (way === 'checked') await checkUnchanged(bot.id, before);
  const changes = Object.entries(words).filter(([name, value]) => value !== before[name]);
  return changes.length === 0 ? bot : changeBot(bot.id, Object.fromEntries(changes));
}

/** Ties the chosen numbers to the bot and unties those that were taken away. */
async function saveNumbers(id, numbers, dids) {
  for (const did of dids) {
    const wanted = numbers.includes(did.id);
    if (wanted && did.bot_id !== id) await api.saveNumber(did.id, { bot_id: id });
    if (!wanted && did.bot_id === id) await api.saveNumber(did.id, { bot_id: '' });
  }
}

function TiedNumbers({ values, field, dids, bots }) {
  const share = useShare(dids);
  const tie = (id, on) => field('numbers').onValue(on ? [...values.numbers, id] : values.numbers.filter((each) => each !== id));
  const nameOf = (id) => bots.find((bot) => bot.id === id)?.name ?? id;
  if (dids.length === 0) {
    return html`<${Notice}>${t('connect.greeting.no_numbers')} <a href="#/connect/numbers">${t('connect.step.numbers')}</a><//>`;
  }
  return html`<fieldset class="picks">
    <legend>${t('connect.greeting.numbers')}</legend>
    <ul>
      ${share.shown.map(
        (did) => html`<li key=${did.id}>
          <label class="pick">
            <input
              type="checkbox"
              checked=${values.numbers.includes(did.id)}
              onChange=${(event) => tie(did.id, event.target.checked)}
            />
            <span class="what">
              <strong>${did.number}</strong>
              ${did.label && html`<span>${did.label}</span>`}
              ${did.bot_id !== '' &&
              did.bot_id !== values.bot &&
              html`<span class="small-print">${t('connect.greeting.now', { bot: nameOf(did.bot_id) })}</span>`}
            </span>
          </label>
        </li>`,
      )}
    </ul>
    <${MoreButton} share=${share} />
  </fieldset>`;
}

function BotFields({ values, field, bots, onBot }) {
  const gone = values.bot !== '' && !bots.some(({ id }) => id === values.bot);
  const known = gone ? [...bots, { id: values.bot, name: values.name }] : bots;
  const choices = [...known.map(({ id, name }) => ({ value: id, text: name })), { value: '', text: t('connect.greeting.new') }];
  const languages = ['en', 'hi'].map((code) => ({ value: code, text: t(`bots.language.${code}`) }));
  return html`${known.length > 0 &&
    html`<${Choice} label=${t('numbers.bot')} choices=${choices} value=${values.bot} onValue=${onBot} />`}
    <${TextField}
      label=${t('bots.name')}
      hint=${values.bot === '' ? t('connect.greeting.id', { id: freeIdFor(values.name, bots) }) : null}
      type="text"
      required
      maxlength="200"
      ...${field('name')}
    />
    <${Choice} label=${t('bots.language')} choices=${languages} ...${field('language')} />
    <${TextArea}
      label=${t('bots.greeting')}
      hint=${t('bots.greeting_hint')}
      rows="4"
      maxlength="2000"
      lang=${values.language}
      placeholder=${values.language === 'hi' ? t('connect.greeting.example_hi') : t('connect.greeting.example_en')}
      ...${field('greeting_text')}
    />`;
}

/** What is typed, and what it began with: {bot (null: a new one), base, values, field, replace, begin(bot), take(bot)}. */
function useGreeting(bots, dids) {
  const [origin, setOrigin] = useState(() => {
    const bot = firstBot(bots, dids);
    return { bot, base: fieldsOf(bot, dids) };
  });
  const { bot, base } = origin;
  const [values, field, replace] = useFields(base);
  useUnsaved(!same(values, base));
  const adopt = (changed, fields, typed) => {
    setOrigin({ bot: changed, base: fields });
    replace(typed);
  };
  const begin = (chosen) => {
    const fields = fieldsOf(chosen, dids);
    adopt(chosen, fields, fields);
  };
  /** The words as they are stored; the numbers stay as they are chosen. */
  const take = (stored) =>
    adopt(stored, { ...base, ...wordsOf(stored), bot: stored.id }, { ...values, ...wordsOf(stored), bot: stored.id });
  const stored = bots.find(({ id }) => id === bot?.id);
  useEffect(() => {
    if (!stored || stored.updated_at === bot.updated_at) return;
    if (same(wordsOf(values), wordsOf(base))) take(stored); // somebody else's change
  }, [stored?.updated_at]);
  return { bot, base, values, field, replace, begin, take, adopt };
}

/** useCheckedSubmit of the greeting, with what SaveTrouble needs of it. */
function useGreetingForm(greeting, { bots, dids, onChange }) {
  const { values, begin, take, adopt } = greeting;
  const form = useCheckedSubmit(async (way) => {
    if (way.stored) {
      take(way.stored);
      return t('bots.conflict_loaded');
    }
    const saved = await saveWords(values, greeting, way);
    take(saved); // should a number fail, the next attempt makes no second bot
    await saveNumbers(saved.id, values.numbers, dids);
    const fields = { ...values, ...wordsOf(saved), bot: saved.id };
    adopt(saved, fields, fields);
    await onChange();
    return t('connect.greeting.saved');
  });
  const adoptStored = (stored) => form.submitAs({ stored });
  const abandon = () => {
    form.reset();
    begin(firstBot(bots.filter(({ id }) => id !== values.bot), dids));
    onChange();
  };
  return { ...form, adoptStored, abandon };
}

export function GreetingStep({ integration, bots, settings, onChange }) {
  const { dids } = integration;
  const greeting = useGreeting(bots, dids);
  const { values, replace, begin } = greeting;
  const form = useGreetingForm(greeting, { bots, dids, onChange });
  const field = (name) => ({
    value: values[name],
    onValue: (value) => {
      form.reset();
      greeting.field(name).onValue(value);
    },
  });
  const choose = async (id) => {
    if (!(await mayLeave())) return replace({ ...values });
    form.reset();
    return begin(bots.find((bot) => bot.id === id) ?? null);
  };
  const voice = bots.find((bot) => bot.id === values.bot)?.voice ?? '';
  const hint = scriptHint({ ...values, voice }, settings);
  return html`<p>${t('connect.greeting.why')}</p>
    <form class="card" onSubmit=${form.submit}>
      <${BotFields} values=${values} field=${field} bots=${bots} onBot=${choose} />
      ${hint && html`<p class="hint warning">${hint}</p>`}
      <${Listen} fields=${{ greeting_text: values.greeting_text.trim(), language: values.language, voice }} />
      <${TiedNumbers} values=${values} field=${field} dids=${dids} bots=${bots} />
      <${SaveTrouble} form=${form} />
      <${Outcome} success=${form.result} />
      <div class="buttons"><${SubmitButton} busy=${form.busy}>${t('connect.greeting.save')}<//></div>
    </form>`;
}
