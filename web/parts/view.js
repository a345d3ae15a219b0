// A view's module is fetched when the view is first opened, so that the first one shows at once.
import { html, useEffect, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { Notice } from './notice.js';

/** Its addresses change with every release: an old page that asks for a part it never loaded has to begin anew. */
function Outdated() {
  return html`<${Notice} kind="bad">
    <p>${t('view.outdated')}</p>
    <div class="buttons">
      <button type="button" onClick=${() => location.reload()}>${t('view.reload')}</button>
    </div>
  <//>`;
}

/** `route.load` fetches the module and gives its component, which gets what is in `given`. */
export function View({ route, given }) {
  const [state, setState] = useState({ route: null });
  useEffect(() => {
    let current = true;
    const show = (next) => current && setState({ route, ...next });
    route.load().then(
      (component) => show({ component }),
      () => show({ failed: true }),
    );
    return () => {
      current = false;
    };
  }, [route]);
  if (state.route !== route) return html`<p class="waiting">${t('load.waiting')}</p>`;
  if (state.failed) return html`<${Outdated} />`;
  return html`<${state.component} ...${given} />`;
}
