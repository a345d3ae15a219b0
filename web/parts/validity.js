// What a browser objects to in a field, in the page's language instead of the browser's.
import { t } from '../i18n.js';
import { count } from '../written.js';

const TEXTS = {
  valueMissing: () => t('field.required'),
  typeMismatch: ({ type }) => (type === 'email' ? t('field.email') : ''),
  tooShort: ({ minLength }) => t('field.too_short', { count: count(minLength) }),
  patternMismatch: () => t('field.pattern'),
};

/** '' leaves it to the browser. */
function textFor(field) {
  const fault = Object.keys(TEXTS).find((each) => field.validity[each]);
  return fault ? TEXTS[fault](field) : '';
}

/** Attributes for a field: the words stay until something is typed. */
export const validity = {
  onInvalid: ({ target }) => {
    target.setCustomValidity(''); // an objection of before hides what is wrong now
    target.setCustomValidity(textFor(target));
  },
};
