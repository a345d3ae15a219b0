// What Exotel said of the account's parts (AccountCheck of the API), in the reader's words.
import { html } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { Badge, Notice } from '../parts/notice.js';
import { count } from '../written.js';

/** The parts of the account that Exotel judges, by what they are called. */
export const PARTS = {
  account_sid: 'exotel.account_sid',
  api_key: 'exotel.api_key',
  api_token: 'exotel.api_token',
  cluster: 'exotel.cluster',
  service: 'exotel.service',
};
const KINDS = { ok: 'good', wrong: 'bad', missing: 'bad' };

/** Why the account SID or the cluster is wrong or not judged; see admin/account_judgement.cpp. */
function codeOf(part, check) {
  const { state } = check.parts[part];
  if (state === 'missing') return 'missing';
  if (check.verdict === 'unknown') return 'no_answer';
  const name = part === 'api_key' || part === 'api_token' ? 'pair' : part;
  const nowhere = check.asked[0]?.answer === 'unknown_account' && check.parts.api_key.state !== 'ok';
  return `${name}.${nowhere && state !== 'ok' ? 'unknown_account' : state}`;
}

/** {state, text} of one part; null when nothing was checked. Of the service, Exotel's own reason stays as it is. */
export function findingOf(part, check) {
  if (!check) return null;
  const found = check.parts[part];
  if (part === 'service' && (found.state === 'wrong' || check.verdict === 'unknown')) {
    return { state: found.state, text: `${found.words} ${found.next_step}`.trim(), foreign: true };
  }
  return { state: found.state, text: t(`account_part.${codeOf(part, check)}`, { right: check.right_api_base_url }) };
}

function Part({ part, check }) {
  const found = findingOf(part, check);
  return html`<dt>
      <span>${t(PARTS[part])}</span>
      <${Badge} kind=${KINDS[found.state] ?? 'note'}>${t(`account_part.state.${found.state}`)}<//>
    </dt>
    <dd lang=${found.foreign ? 'en' : null}>${found.text}</dd>`;
}

/** Is each of our numbers one of the account's? */
function Numbers({ dids }) {
  const strange = dids.filter((did) => did.state === 'wrong');
  const unknown = dids.filter((did) => did.state !== 'wrong' && did.state !== 'ok');
  if (dids.length === 0) return null;
  if (strange.length + unknown.length === 0) {
    return html`<p>${t('account_part.dids_ok', { numbers: count(dids.length) })}</p>`;
  }
  const list = (each) => each.map((did) => did.number).join(', ');
  return html`${strange.length > 0 && html`<p class="warning">${t('account_part.dids_wrong', { numbers: list(strange) })}</p>`}
  ${unknown.length > 0 && html`<p>${t('account_part.dids_unknown', { numbers: list(unknown) })}</p>`}`;
}

/** The verdict in one sentence. */
export function VerdictNotice({ check, saved }) {
  const kind = { ok: 'good', wrong: 'bad' }[check.verdict] ?? 'note';
  return html`<${Notice} kind=${kind}>
    <strong>${saved ? t(`exotel.stored.${check.verdict}`) : t(`exotel.verdict.${check.verdict}`)}</strong>
    ${check.verdict === 'restricted' && html`<p lang="en">${findingOf('service', check).text}</p>`}
    ${check.verdict === 'unknown' && html`<p lang="en">${findingOf('service', check).text}</p>`}
  <//>`;
}

export function Verdict({ check }) {
  return html`<div class="verdict">
    <${VerdictNotice} check=${check} />
    <dl class="parts">${Object.keys(PARTS).map((part) => html`<${Part} key=${part} part=${part} check=${check} />`)}</dl>
    <${Numbers} dids=${check.dids} />
  </div>`;
}
