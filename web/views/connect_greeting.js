// Step 3: what callers hear first, and on which numbers.
import { html, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { Choice, SubmitButton, TextArea, TextField, useFields, useSubmit } from '../parts/form.js';
import { MoreButton, useShare } from '../parts/long_list.js';
import { Notice, Outcome } from '../parts/notice.js';
import { mayLeave, useUnsaved } from '../unsaved.js';
import { scriptHint } from './bot_voice.js';
import { Listen } from './connect_listen.js';

const LONGEST_ID = 40;

/** An id for a bot of this name that nobody has: its address is made of it. */
function idFor(name, bots) {
  const plain = name.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  const base = plain.slice(0, LONGEST_ID) || 'bot';
  const taken = (id) => bots.some((bot) => bot.id === id);
  let id = base;
  for (let number = 2; taken(id); number += 1) id = `${base}-${number}`;
  return id;
}

/** What the form begins with for a bot; null: a new one, for the numbers that nobody answers. */
function fieldsOf(bot, dids) {
  const mine = (did) => did.bot_id === '' || did.bot_id === bot?.id;
  return {
    bot: bot?.id ?? '',
    name: bot?.name ?? '',
    language: bot?.language ?? 'en',
    greeting_text: bot?.greeting_text ?? '',
    numbers: dids.filter(mine).map((did) => did.id),
  };
}

const firstBot = (bots, dids) => bots.find((bot) => dids.some((did) => did.bot_id === bot.id)) ?? bots[0] ?? null;

/** Saves the bot, then ties the chosen numbers to it and unties those that were taken away. → its id */
async function save(values, { bots, dids }) {
  const id = values.bot || idFor(values.name, bots);
  const { name, language, greeting_text } = values;
  await api.saveBot(id, { name: name.trim() || id, language, greeting_text: greeting_text.trim() });
  for (const did of dids) {
    const wanted = values.numbers.includes(did.id);
    if (wanted && did.bot_id !== id) await api.saveNumber(did.id, { bot_id: id });
    if (!wanted && did.bot_id === id) await api.saveNumber(did.id, { bot_id: '' });
  }
  return id;
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
  const choices = [...bots.map(({ id, name }) => ({ value: id, text: name })), { value: '', text: t('connect.greeting.new') }];
  const languages = ['en', 'hi'].map((code) => ({ value: code, text: t(`bots.language.${code}`) }));
  return html`${bots.length > 0 &&
    html`<${Choice} label=${t('numbers.bot')} choices=${choices} value=${values.bot} onValue=${onBot} />`}
    <${TextField}
      label=${t('bots.name')}
      hint=${values.bot === '' ? t('connect.greeting.id', { id: idFor(values.name, bots) }) : null}
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

export function GreetingStep({ integration, bots, settings, onChange }) {
  const { dids } = integration;
  const [base, setBase] = useState(() => fieldsOf(firstBot(bots, dids), dids));
  const [values, untouched, replace] = useFields(base);
  useUnsaved(JSON.stringify(values) !== JSON.stringify(base));
  const begin = (fields) => {
    setBase(fields);
    replace(fields);
  };
  const form = useSubmit(async () => {
    const bot = await save(values, { bots, dids });
    begin({ ...values, bot, name: values.name.trim() || bot });
    await onChange();
    return t('connect.greeting.saved');
  });
  const field = (name) => ({
    value: values[name],
    onValue: (value) => {
      form.reset();
      untouched(name).onValue(value);
    },
  });
  const choose = async (id) => {
    if (!(await mayLeave())) return replace({ ...values });
    form.reset();
    return begin(fieldsOf(bots.find((bot) => bot.id === id) ?? null, dids));
  };
  const voice = bots.find((bot) => bot.id === values.bot)?.voice ?? '';
  const hint = scriptHint({ ...values, voice }, settings);
  return html`<p>${t('connect.greeting.why')}</p>
    <form class="card" onSubmit=${form.submit}>
      <${BotFields} values=${values} field=${field} bots=${bots} onBot=${choose} />
      ${hint && html`<p class="hint warning">${hint}</p>`}
      <${Listen} fields=${{ greeting_text: values.greeting_text.trim(), language: values.language, voice }} />
      <${TiedNumbers} values=${values} field=${field} dids=${dids} bots=${bots} />
      <${Outcome} error=${form.error} success=${form.result} />
      <div class="buttons"><${SubmitButton} busy=${form.busy}>${t('connect.greeting.save')}<//></div>
    </form>`;
}
