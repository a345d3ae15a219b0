// The gateway itself: its state, its settings, who may use it and who did what.
import { html } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { Tabs } from '../parts/tabs.js';
import { AuditPart } from './audit.js';
import { SettingsPart } from './settings.js';
import { SystemState } from './system_state.js';
import { TokensPart } from './tokens.js';
import { UsersPart } from './users.js';

// `superAdmin`: the API serves it to that role only.
const PARTS = [
  { name: '', text: 'system.state', part: SystemState },
  { name: 'settings', text: 'system.settings', part: SettingsPart },
  { name: 'users', text: 'system.users', part: UsersPart, superAdmin: true },
  { name: 'tokens', text: 'system.tokens', part: TokensPart },
  { name: 'audit', text: 'system.audit', part: AuditPart, superAdmin: true },
];

const pathOf = (part) => (part.name === '' ? 'system' : `system/${part.name}`);

export function SystemView({ user, place, onUserChanged }) {
  const parts = PARTS.filter((part) => !part.superAdmin || user.role === 'super_admin');
  const shown = parts.find((part) => part.name === (place.rest[0] ?? '')) ?? parts[0];
  const tabs = parts.map((part) => ({ path: pathOf(part), text: t(part.text) }));
  return html`<h1>${t('system.title')}</h1>
    <${Tabs} label=${t('system.tabs')} tabs=${tabs} current=${pathOf(shown)} />
    <${shown.part} key=${shown.name} user=${user} place=${place} onUserChanged=${onUserChanged} />`;
}
