// The Exotel account: its form, what Exotel says of it, and forgetting its secrets.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { Badge, Loaded, Notice, Results, Section, useLoad } from '../parts/data.js';
import { Choice, FormDialog, SubmitButton, TextField, useFields, useSubmit } from '../parts/form.js';
import { count, t, useUnsaved } from '../reader.js';

// What Exotel said of the account's parts (AccountCheck of the API), in the reader's words.

/** The parts of the account that Exotel judges, by what they are called. */
const PARTS = {
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
function findingOf(part, check) {
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
function VerdictNotice({ check, saved }) {
  const kind = { ok: 'good', wrong: 'bad' }[check.verdict] ?? 'note';
  return html`<${Notice} kind=${kind}>
    <strong>${saved ? t(`exotel.stored.${check.verdict}`) : t(`exotel.verdict.${check.verdict}`)}</strong>
    ${check.verdict === 'restricted' && html`<p lang="en">${findingOf('service', check).text}</p>`}
    ${check.verdict === 'unknown' && html`<p lang="en">${findingOf('service', check).text}</p>`}
  <//>`;
}

function Verdict({ check }) {
  return html`<div class="stack">
    <${VerdictNotice} check=${check} />
    <dl class="parts">${Object.keys(PARTS).map((part) => html`<${Part} key=${part} part=${part} check=${check} />`)}</dl>
    <${Numbers} dids=${check.dids} />
  </div>`;
}

// The Exotel account's form: which account, on which cluster, and its two secrets. What is saved was asked of Exotel,
// and what Exotel does not take is shown at the field.

const CLUSTERS = { 'https://api.exotel.com': 'exotel.singapore', 'https://api.in.exotel.com': 'exotel.mumbai' };
const OTHER = 'other';
const PART_OF = { api_base_url: 'cluster', cluster: 'cluster', other: 'cluster' };

function clusterOf(base) {
  return base in CLUSTERS ? { cluster: base, other: '' } : { cluster: OTHER, other: base };
}

function fieldsOf(integration) {
  return { account_sid: integration.account_sid, api_key: '', api_token: '', ...clusterOf(integration.api_base_url) };
}

/** Only what the operator changed; an empty password box means "keep". */
function changesOf(values, integration) {
  const base = values.cluster === OTHER ? values.other.trim() : values.cluster;
  const changes = {};
  if (values.account_sid.trim() !== integration.account_sid) changes.account_sid = values.account_sid.trim();
  if (base !== integration.api_base_url) changes.api_base_url = base;
  if (values.api_key.trim() !== '') changes.api_key = values.api_key;
  if (values.api_token.trim() !== '') changes.api_token = values.api_token;
  return changes;
}

/** What was found out about the parts, until they are typed anew: {find(part), touch(field), judged(check)}. */
function useFindings() {
  const [state, setState] = useState({ check: null, touched: [] });
  const silent = state.check?.verdict === 'unknown'; // the same for every part: it is said once, below
  return {
    check: state.check,
    find: (part) => (silent || state.touched.includes(part) ? null : findingOf(part, state.check)),
    touch: (field) => {
      const part = PART_OF[field] ?? field;
      const pair = part === 'api_key' || part === 'api_token' ? ['api_key', 'api_token'] : [part];
      setState((before) => ({ ...before, touched: [...before.touched, ...pair] }));
    },
    judged: (check) => setState({ check: check ?? null, touched: [] }),
  };
}

function SecretField({ name, stored, finding, value, onValue }) {
  return html`<${TextField}
    label=${t(PARTS[name])}
    hint=${t(stored ? 'exotel.secret_kept' : 'exotel.secret_from')}
    finding=${finding}
    type="password"
    autocomplete="new-password"
    spellcheck="false"
    value=${value}
    onValue=${onValue}
  />`;
}

function ClusterFields({ values, field, findings, onCluster }) {
  const choices = Object.entries(CLUSTERS).map(([value, key]) => ({ value, text: t(key) }));
  const finding = findings.find('cluster');
  const right = finding?.state === 'wrong' && findings.check.right_api_base_url;
  const other = values.cluster === OTHER;
  return html`<${Choice}
      label=${t('exotel.cluster')}
      hint=${t('exotel.cluster_hint')}
      finding=${other ? null : finding}
      choices=${[...choices, { value: OTHER, text: t('exotel.other') }]}
      ...${field('cluster')}
    />
    ${other &&
    html`<${TextField}
      label=${t('exotel.other_base')}
      hint=${t('exotel.other_hint')}
      finding=${finding}
      type="text"
      inputmode="url"
      required
      ...${field('other')}
    />`}
    ${right &&
    html`<div class="buttons">
      <button type="button" onClick=${() => onCluster(right)}>
        ${t('exotel.use_cluster', { cluster: right in CLUSTERS ? t(CLUSTERS[right]) : right })}
      </button>
    </div>`}`;
}

function Outcomes({ form, unchecked }) {
  const check = form.failure?.answer?.verification;
  const error = (!check && form.error) || unchecked.error;
  return html`<${Results}>
    ${form.busy && html`<p class="hint">${t('exotel.asking')}</p>`}
    ${check && html`<${VerdictNotice} check=${check} />`} ${error && html`<${Notice} kind="bad">${error}<//>`}
    ${form.result && html`<${VerdictNotice} check=${form.result} saved />`}
    ${unchecked.result && html`<${Notice} kind="good">${t('exotel.stored_unchecked')}<//>`}
  <//>`;
}

/** The two ways to store what was typed, and what Exotel said of it. */
function useAccount(integration, onSaved) {
  const [values, untouched, replace] = useFields(fieldsOf(integration));
  const findings = useFindings();
  const changes = changesOf(values, integration);
  useUnsaved(Object.keys(changes).length > 0);
  const keep = ({ verification = null, ...saved }) => {
    findings.judged(verification);
    replace(fieldsOf(saved));
    onSaved(saved);
    return verification;
  };
  const form = useSubmit(async () => keep(await api.verifyAndSave(changes)));
  const unchecked = useSubmit(async () => keep(await api.saveIntegration(changes)));
  useEffect(() => {
    if (form.failure) findings.judged(form.failure.answer?.verification);
  }, [form.failure]);
  const instead = (how, other) => (event) => {
    other.reset();
    how.submit(event);
  };
  const field = (name) => ({
    value: values[name],
    onValue: (value) => {
      findings.touch(name);
      untouched(name).onValue(value);
    },
  });
  const moveTo = (base) => {
    findings.touch('cluster');
    replace((before) => ({ ...before, ...clusterOf(base) }));
  };
  const submit = instead(form, unchecked);
  return { values, field, moveTo, findings, form, unchecked, submit, store: instead(unchecked, form) };
}

/** `onSaved(integration)` after every change that was stored. */
export function AccountForm({ integration, onSaved }) {
  const { values, field, moveTo, findings, form, unchecked, submit, store } = useAccount(integration, onSaved);
  const element = useRef(null);
  useEffect(() => {
    if (form.failure) element.current.querySelector('[aria-invalid]')?.focus();
  }, [findings.check]);
  const secret = (name) => html`<${SecretField}
    name=${name}
    stored=${integration.credentials_configured}
    finding=${findings.find(name)}
    ...${field(name)}
  />`;
  return html`<form class="card" ref=${element} onSubmit=${submit} autocomplete="off">
    <${ClusterFields} values=${values} field=${field} findings=${findings} onCluster=${moveTo} />
    <${TextField}
      label=${t('exotel.account_sid')}
      hint=${t('exotel.account_sid_hint')}
      finding=${findings.find('account_sid')}
      type="text"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      ...${field('account_sid')}
    />
    ${secret('api_key')} ${secret('api_token')}
    <${Outcomes} form=${form} unchecked=${unchecked} />
    <div class="buttons">
      <${SubmitButton} busy=${form.busy}>${t('exotel.verify_and_save')}<//>
      <button type="button" aria-disabled=${String(unchecked.busy)} onClick=${store}>
        ${t('exotel.save_unchecked')}
      </button>
    </div>
    <p class="hint">${t('exotel.save_unchecked_hint')}</p>
  </form>`;
}

// The Exotel account: which, where it lives, the two secrets, which are never shown again, and whether they work.

/** Asks Exotel about what is stored; changes nothing. */
function Check() {
  const asked = useSubmit(api.verify);
  return html`<${Section} title=${t('exotel.check')} beside=${html`<button type="button" aria-disabled=${String(asked.busy)} onClick=${asked.submit}>${t('exotel.verify')}</button>`}>
    <p class="hint">${t('exotel.verify_what')}</p>
    <${Results}>
      ${asked.busy && html`<p class="hint">${t('exotel.asking')}</p>`}
      ${asked.error && html`<${Notice} kind="bad">${asked.error}<//>`}
      ${asked.result && html`<${Verdict} check=${asked.result} />`}
    <//>
  <//>`;
}

function ForgetSecrets({ onSaved }) {
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const done = (saved) => {
    close();
    onSaved(saved);
  };
  return html`<section class="card row">
    <p>${t('exotel.forget_what')}</p>
    <button type="button" class="risky" onClick=${() => setAsking(true)}>${t('exotel.forget')}</button>
    ${asking &&
    html`<${FormDialog}
      title=${t('exotel.forget')}
      submitText=${t('exotel.forget')}
      danger
      onSubmit=${() => api.saveIntegration({ api_key: null, api_token: null })}
      onDone=${done}
      onClose=${close}
    >
      <p>${t('exotel.forget_sure')}</p>
    <//>`}
  </section>`;
}

export function ExotelView() {
  const source = useLoad(api.integration);
  const [saves, setSaves] = useState(0);
  const saved = (integration) => {
    source.setData(integration);
    setSaves(saves + 1);
  };
  return html`<h1>${t('exotel.title')}</h1>
    <p class="lead">${t('exotel.lead')}</p>
    <${Loaded} source=${source}>
      ${(integration) => {
        const configured = integration.credentials_configured;
        return html`<p class="state">
            <span>${t('exotel.status')}</span>
            <${Badge} kind=${configured ? 'good' : 'note'}>
              ${t(configured ? 'exotel.configured' : 'exotel.not_configured')}
            <//>
          </p>
          <${AccountForm} integration=${integration} onSaved=${saved} />
          ${configured && html`<${Check} key=${saves} />`} ${configured && html`<${ForgetSecrets} onSaved=${saved} />`}`;
      }}
    <//>`;
}
