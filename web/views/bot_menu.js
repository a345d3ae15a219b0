// The keys of a menu: each leads to another bot, or to words that are said before the call is hung up.
import { html } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { Choice, TextArea, TextField } from '../parts/form.js';
import { DIGITS, menuRow } from './bot_fields.js';

function Target({ row, bots, onChange }) {
  if (row.leads === 'say') {
    return html`<${TextArea}
      label=${t('bots.menu_words')}
      rows="2"
      required
      maxlength="2000"
      value=${row.say}
      onValue=${(say) => onChange({ ...row, say })}
    />`;
  }
  const known = row.bot_id === '' || bots.some((bot) => bot.id === row.bot_id);
  const choices = [
    { value: '', text: t('bots.menu_choose'), disabled: true },
    ...(known ? [] : [{ value: row.bot_id, text: `${row.bot_id} (${t('bots.menu_unknown')})` }]),
    ...bots.map((bot) => ({ value: bot.id, text: bot.name })),
  ];
  return html`<${Choice}
    label=${t('bots.menu_bot')}
    required
    choices=${choices}
    value=${row.bot_id}
    onValue=${(bot_id) => onChange({ ...row, bot_id })}
  />`;
}

function MenuRow({ row, bots, onChange, onRemove }) {
  const leads = ['bot', 'say'].map((value) => ({ value, text: t(`bots.menu_leads.${value}`) }));
  return html`<li>
    <${Choice}
      label=${t('bots.menu_digit')}
      choices=${DIGITS.map((digit) => ({ value: digit, text: digit }))}
      value=${row.digit}
      onValue=${(digit) => onChange({ ...row, digit })}
    />
    <${Choice}
      label=${t('bots.menu_what')}
      choices=${leads}
      value=${row.leads}
      onValue=${(chosen) => onChange({ ...row, leads: chosen })}
    />
    <${Target} row=${row} bots=${bots} onChange=${onChange} />
    <button
      type="button"
      class="small risky"
      aria-label=${t('bots.menu_remove', { digit: row.digit })}
      onClick=${() => onRemove(row)}
    >
      ${t('form.remove')}
    </button>
  </li>`;
}

function Waiting({ field }) {
  return html`<div class="pair">
    <${TextField}
      label=${t('bots.menu_wait')}
      type="number"
      min="1"
      max="60"
      required
      ...${field('menu_wait_seconds')}
    />
    <${TextField}
      label=${t('bots.menu_tries')}
      hint=${t('bots.menu_tries_hint')}
      type="number"
      min="1"
      max="10"
      required
      ...${field('menu_tries')}
    />
  </div>`;
}

export function MenuFields({ values, field, bots }) {
  const rows = values.menu;
  const change = (row) => field('menu').onValue(rows.map((each) => (each.key === row.key ? row : each)));
  const remove = (row) => {
    field('menu').onValue(rows.filter((each) => each.key !== row.key));
    document.getElementById('add-key')?.focus(); // the button is gone with its row
  };
  const free = DIGITS.find((digit) => rows.every((row) => row.digit !== digit));
  const fault = field('menu').error;
  return html`<div class="menu-keys" role="group" aria-label=${t('bots.menu_keys')}>
    ${rows.length === 0 && html`<p class="hint">${t('bots.menu_none')}</p>`}
    <ul>
      ${rows.map(
        (row) => html`<${MenuRow} key=${row.key} row=${row} bots=${bots} onChange=${change} onRemove=${remove} />`,
      )}
    </ul>
    ${fault && html`<p class="fault" role="alert">${fault}</p>`}
    <button
      type="button"
      id="add-key"
      aria-disabled=${String(!free)}
      onClick=${() => free && field('menu').onValue([...rows, menuRow(free)])}
    >
      ${t('bots.menu_add')}
    </button>
    <${Waiting} field=${field} />
  </div>`;
}
