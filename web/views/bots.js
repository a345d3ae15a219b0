// What answers a call: a name, a language and the greeting that the caller hears.
import { html, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { FormDialog } from '../parts/dialog.js';
import { Choice, TextArea, TextField, useFields } from '../parts/form.js';
import { Loaded, useLoad } from '../parts/load.js';
import { Notice, Results } from '../parts/notice.js';
import { Table } from '../parts/table.js';

const ID_RULE = '[A-Za-z0-9._~\\-]{1,128}'; // domain/bot.h

function BotDialog({ bot, taken, onDone, onClose }) {
  const [values, set] = useFields({
    id: bot?.id ?? '',
    name: bot?.name ?? '',
    language: bot?.language ?? 'en',
    greeting_text: bot?.greeting_text ?? '',
  });
  const save = () => {
    const { id, ...fields } = values;
    if (!bot && taken.includes(id)) throw new Error(t('bots.taken', { id }));
    if (fields.name.trim() === '') fields.name = id;
    return api.saveBot(id, fields);
  };
  const languages = ['en', 'hi'].map((code) => ({ value: code, text: t(`bots.language.${code}`) }));
  return html`<${FormDialog}
    title=${bot ? t('bots.edit_title', { name: bot.name }) : t('bots.add')}
    submitText=${t('form.save')}
    onSubmit=${async () => save()}
    onDone=${onDone}
    onClose=${onClose}
  >
    ${!bot &&
    html`<${TextField}
      label=${t('bots.id')}
      hint=${t('bots.id_hint')}
      type="text"
      required
      pattern=${ID_RULE}
      autocapitalize="none"
      spellcheck="false"
      value=${values.id}
      onValue=${set('id')}
    />`}
    <${TextField} label=${t('bots.name')} type="text" maxlength="200" value=${values.name} onValue=${set('name')} />
    <${Choice}
      label=${t('bots.language')}
      choices=${languages}
      value=${values.language}
      onValue=${set('language')}
    />
    <${TextArea}
      label=${t('bots.greeting')}
      hint=${t('bots.greeting_hint')}
      rows="4"
      maxlength="2000"
      lang=${values.language}
      value=${values.greeting_text}
      onValue=${set('greeting_text')}
    />
  <//>`;
}

function RemoveDialog({ bot, onDone, onClose }) {
  return html`<${FormDialog}
    title=${t('bots.remove_title', { name: bot.name })}
    submitText=${t('form.remove')}
    danger
    onSubmit=${() => api.removeBot(bot.id)}
    onDone=${onDone}
    onClose=${onClose}
  >
    <p>${t('bots.remove_sure')}</p>
  <//>`;
}

function columns(mayEdit, open) {
  const buttons = (bot) =>
    html`<div class="buttons">
      <button
        type="button"
        class="small"
        aria-label=${t('bots.edit_title', { name: bot.name })}
        onClick=${() => open({ kind: 'edit', bot })}
      >
        ${t('form.edit')}
      </button>
      <button
        type="button"
        class="small risky"
        aria-label=${t('bots.remove_title', { name: bot.name })}
        onClick=${() => open({ kind: 'remove', bot })}
      >
        ${t('form.remove')}
      </button>
    </div>`;
  const greeting = (bot) =>
    bot.greeting_text
      ? html`<span lang=${bot.language}>${bot.greeting_text}</span>`
      : html`<span class="muted">${t('bots.default_greeting')}</span>`;
  return [
    { key: 'name', text: t('bots.name'), cell: (bot) => html`<strong>${bot.name}</strong>` },
    { key: 'id', text: t('bots.id'), cell: (bot) => html`<code>${bot.id}</code>` },
    { key: 'language', text: t('bots.language'), cell: (bot) => word('bots.language', bot.language) },
    { key: 'greeting_text', text: t('bots.greeting'), cell: greeting },
    ...(mayEdit ? [{ key: 'actions', text: t('form.actions'), cell: buttons }] : []),
  ];
}

export function BotsView({ user }) {
  const source = useLoad(api.bots);
  const [dialog, setDialog] = useState(null);
  const [said, setSaid] = useState('');
  const mayEdit = user.role === 'super_admin';
  const open = (wanted) => {
    setSaid('');
    setDialog(wanted);
  };
  const close = () => setDialog(null);
  const done = (text) => async () => {
    close();
    setSaid(text);
    await source.reload();
  };
  return html`<div class="heading">
      <h1>${t('bots.title')}</h1>
      ${mayEdit &&
      html`<button type="button" class="primary" onClick=${() => open({ kind: 'edit' })}>${t('bots.add')}</button>`}
    </div>
    <p class="lead">${t('bots.lead')}</p>
    <${Results}>${said && html`<${Notice} kind="good">${said}<//>`}<//>
    <${Loaded} source=${source}>
      ${(bots) => html`
        ${bots.length === 0
          ? html`<p class="empty">${t('bots.none')}</p>`
          : html`<${Table} caption=${t('bots.title')} columns=${columns(mayEdit, open)} rows=${bots} />`}
        ${dialog?.kind === 'edit' &&
        html`<${BotDialog}
          bot=${dialog.bot}
          taken=${bots.map((bot) => bot.id)}
          onDone=${done(t('bots.saved'))}
          onClose=${close}
        />`}
        ${dialog?.kind === 'remove' &&
        html`<${RemoveDialog} bot=${dialog.bot} onDone=${done(t('bots.removed'))} onClose=${close} />`}
      `}
    <//>`;
}
