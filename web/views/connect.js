// First run: from an Exotel account to a caller who hears the greeting. Each step has an address of its own, can be
// skipped, and is found again here and on the overview.
import { html, useEffect, useRef } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { useFollow } from '../live.js';
import { Loaded, useEvery, useLoad } from '../parts/load.js';
import { hrefTo, stay } from '../place.js';
import { AccountStep } from './connect_account.js';
import { AppletStep } from './connect_applet.js';
import { DialStep } from './connect_dial.js';
import { GreetingStep } from './connect_greeting.js';
import { NumbersStep } from './connect_numbers.js';
import { STEPS, stepsOf } from './connect_steps.js';

const REFRESH_MS = 15_000; // a changed configuration is no event

const VIEWS = {
  account: AccountStep,
  numbers: NumbersStep,
  greeting: GreetingStep,
  applet: AppletStep,
  dial: DialStep,
};

async function loadConnect() {
  const [integration, bots, site, calls, settings] = await Promise.all([
    api.integration(),
    api.bots(),
    api.site(),
    api.calls(),
    api.settings().catch(() => null),
  ]);
  return { integration, bots, site, calls, settings };
}

function Stepper({ steps, current }) {
  return html`<nav class="stepper" aria-label=${t('connect.steps')}>
    <ol>
      ${steps.map(
        ({ key, path, done }, index) => html`<li key=${key} class=${done ? 'done' : ''}>
          <a href=${hrefTo(path)} aria-current=${key === current ? 'step' : null}>
            <span class="dot" aria-hidden="true">${done ? '✓' : index + 1}</span>
            <span class="name">${t(`connect.step.${key}`)}</span>
            <span class="unseen">${t(done ? 'connect.done' : 'connect.open')}</span>
          </a>
        </li>`,
      )}
    </ol>
  </nav>`;
}

function StepLinks({ steps, current }) {
  const at = steps.findIndex(({ key }) => key === current);
  const [before, here, next] = [steps[at - 1], steps[at], steps[at + 1]];
  const onward = here.done ? 'connect.next' : 'connect.skip';
  return html`<div class="buttons step-links">
    ${before && html`<a class="button" href=${hrefTo(before.path)}>${t('connect.back')}</a>`}
    ${next
      ? html`<a class=${here.done ? 'button primary' : 'button'} href=${hrefTo(next.path)}>
          ${t(onward, { step: t(`connect.step.${next.key}`) })}
        </a>`
      : html`<a class=${here.done ? 'button primary' : 'button'} href=${hrefTo('')}>${t('connect.finish')}</a>`}
  </div>`;
}

/** The step that is shown. A new one begins at its heading, for the eye and for the screen reader. */
function Step({ steps, current, data, onChange }) {
  const heading = useRef(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) {
      scrollTo(0, 0);
      heading.current.focus({ preventScroll: true });
    }
    first.current = false;
  }, [current]);
  const number = STEPS.indexOf(current) + 1;
  return html`<section class="step" aria-labelledby="step">
    <h2 id="step" tabindex="-1" ref=${heading}>
      <span class="small-print">${t('connect.step_of', { number, all: STEPS.length })}</span>
      ${t(`connect.step.${current}`)}
    </h2>
    <${VIEWS[current]} key=${current} ...${data} onChange=${onChange} />
    <${StepLinks} steps=${steps} current=${current} />
  </section>`;
}

function Sequence({ data, wanted, onChange }) {
  const steps = stepsOf(data);
  const current = STEPS.includes(wanted) ? wanted : (steps.find(({ done }) => !done)?.key ?? STEPS[0]);
  useEffect(() => {
    if (current !== wanted) stay(`connect/${current}`);
  }, [current, wanted]);
  return html`<div class="sequence">
    <${Stepper} steps=${steps} current=${current} />
    <${Step} steps=${steps} current=${current} data=${data} onChange=${onChange} />
  </div>`;
}

export function ConnectView({ place }) {
  const source = useLoad(loadConnect);
  useFollow(['call'], source.reload);
  useEvery(REFRESH_MS, source.reload);
  useEffect(() => {
    source.reload();
  }, [place.rest[0]]);
  return html`<h1>${t('connect.title')}</h1>
    <p class="lead">${t('connect.lead')}</p>
    <${Loaded} source=${source}>
      ${(data) => html`<${Sequence} data=${data} wanted=${place.rest[0]} onChange=${source.reload} />`}
    <//>`;
}
