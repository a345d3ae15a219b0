// The filters above the list. What is chosen counts at once; a number when its typing pauses.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { Choice, Labelled, TextField } from '../parts/form.js';
import { useLoad } from '../parts/load.js';
import { OUTCOMES, TESTS, WHENS, isFiltered } from './call_filters.js';

const PAUSE_MS = 400;

/** Of an <input type=datetime-local>, which knows the reader's time only. */
function localOf(iso) {
  if (iso === '') return '';
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const isoOf = (local) => (local === '' ? '' : new Date(local).toISOString());

function TimeField({ label, value, onValue }) {
  const control = (ties) => html`<input
    ...${ties}
    type="datetime-local"
    value=${localOf(value)}
    onChange=${(event) => onValue(isoOf(event.target.value))}
  />`;
  return html`<${Labelled} label=${label} control=${control} />`;
}

/** What the address names, even if it is on no list any more. */
function withCurrent(choices, value) {
  return value === '' || choices.some((each) => each.value === value) ? choices : [...choices, { value, text: value }];
}

function useNames() {
  const bots = useLoad(api.bots);
  const numbers = useLoad(api.testCallOptions);
  return {
    bots: (bots.data ?? []).map(({ id, name }) => ({ value: id, text: name && name !== id ? `${name} (${id})` : id })),
    numbers: (numbers.data ?? []).map(({ id, number, label }) => ({ value: id, text: label ? `${number} · ${label}` : number })),
  };
}

const choices = (values, textOf) => values.map((value) => ({ value, text: textOf(value || 'any') }));
const outcomeWord = (value) => word('outcome', value);
const testsWord = (value) => word('tests', value);
const whenWord = (value) => word('when', value);

/** Reasons may be asked for by a link; then the choice has them, too. */
function outcomeChoices(value) {
  const groups = choices(OUTCOMES, outcomeWord);
  return OUTCOMES.includes(value) ? groups : [...groups, { value, text: word('end', value) }];
}

function NumberFilter({ value, onValue }) {
  const [typed, setTyped] = useState(value);
  const choose = useRef(null);
  choose.current = () => typed.trim() !== value && onValue(typed.trim());
  useEffect(() => setTyped((now) => (now.trim() === value ? now : value)), [value]);
  useEffect(() => {
    const timer = setTimeout(() => choose.current(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return html`<${TextField}
    label=${t('calls.filter_number')}
    type="search"
    inputmode="tel"
    maxlength="64"
    value=${typed}
    onValue=${setTyped}
    onChange=${() => choose.current()}
  />`;
}

/** `onFilters(filters)`: all of them, changed. */
export function CallFilterForm({ filters, onFilters }) {
  const names = useNames();
  const field = (name) => ({ value: filters[name], onValue: (value) => onFilters({ ...filters, [name]: value }) });
  const any = { value: '', text: t('calls.any') };
  // An own span begins with what was shown: today.
  const setWhen = (when) => {
    const since = new Date();
    since.setHours(0, 0, 0, 0);
    onFilters({ ...filters, when, since: when === 'custom' ? since.toISOString() : '', until: '' });
  };
  const clear = () => onFilters(Object.fromEntries(Object.keys(filters).map((name) => [name, ''])));
  return html`<form class="call-filters" role="search" aria-label=${t('calls.filters')} onSubmit=${(event) => event.preventDefault()}>
    <${Choice} label=${t('calls.filter_when')} value=${filters.when} onValue=${setWhen} choices=${choices(WHENS, whenWord)} />
    ${filters.when === 'custom' &&
    html`<${TimeField} label=${t('calls.since')} ...${field('since')} />
      <${TimeField} label=${t('calls.until')} ...${field('until')} />`}
    <${NumberFilter} ...${field('number')} />
    <${Choice}
      label=${t('calls.bot')}
      ...${field('bot_id')}
      choices=${[any, ...withCurrent(names.bots, filters.bot_id)]}
    />
    <${Choice}
      label=${t('calls.filter_did')}
      ...${field('did_id')}
      choices=${[any, ...withCurrent(names.numbers, filters.did_id)]}
    />
    <${Choice} label=${t('calls.filter_outcome')} ...${field('outcome')} choices=${outcomeChoices(filters.outcome)} />
    <${Choice} label=${t('calls.filter_test')} ...${field('test')} choices=${choices(TESTS, testsWord)} />
    ${isFiltered(filters) && html`<button type="button" onClick=${clear}>${t('calls.clear')}</button>`}
  </form>`;
}
