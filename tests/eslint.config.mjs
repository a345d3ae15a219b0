// For web/ and tests/: `npm --prefix tests run lint`.
import js from '@eslint/js';
import globals from 'globals';

const strict = {
  eqeqeq: 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'no-shadow': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
};

export default [
  // The peers of the bench are kept as they came.
  { ignores: ['**/node_modules/**', 'tests/bench/peers/**'] },
  js.configs.recommended,
  { languageOptions: { ecmaVersion: 2022, sourceType: 'module' }, rules: strict },
  { files: ['web/**/*.js'], languageOptions: { globals: globals.browser } },
  {
    // A group of tests is one function, however many steps it has.
    files: ['tests/**/*.mjs'],
    languageOptions: { globals: globals.node },
    rules: { 'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }] },
  },
  // Functions handed to page.evaluate run in the browser.
  { files: ['tests/browser/*.mjs', 'tests/support/browser.mjs', 'tests/support/admin_page.mjs'], languageOptions: { globals: globals.browser } },
];
