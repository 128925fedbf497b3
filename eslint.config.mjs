// What the page's scripts are held to. That its modules make no circle is held by tests/assets/test_script.py.

import js from '@eslint/js';

const BROWSER = [
  'AbortController', 'Blob', 'DecompressionStream', 'MutationObserver', 'ResizeObserver', 'Response', 'TextDecoder',
  'TextEncoder', 'URL', 'atob', 'cancelAnimationFrame', 'clearTimeout', 'document', 'fetch',
  'getComputedStyle', 'matchMedia', 'navigator', 'requestAnimationFrame', 'setTimeout',
];
const globals = (...names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

const rules = {
  curly: ['error', 'multi-line'],
  'max-len': ['error', 120],
  'no-shadow': ['error', { builtinGlobals: true }],
  'no-undef': 'error',
  'no-unused-vars': 'error',
  'no-var': 'error',
  'prefer-const': ['error', { destructuring: 'all' }],
};

// Python joins the modules line by line, and the tests read their names so.
const TOP = ':matches(Program, Program > ExportNamedDeclaration)';
const LINE_BY_LINE = ['error',
  { selector: `${TOP} > VariableDeclaration[declarations.length > 1]`, message: 'Give each name a line.' },
  { selector: 'TemplateElement[value.raw=/\\n/]', message: 'End the text: lines may be left out of it.' },
  { selector: 'ExportNamedDeclaration[declaration=null]', message: 'Say `export` where the name is defined.' },
  { selector: 'ExportDefaultDeclaration, ExportAllDeclaration', message: 'Export by name.' },
  { selector: 'ImportDefaultSpecifier, ImportNamespaceSpecifier', message: 'Import by name.' },
];

export default [
  { ignores: ['**/__pycache__/'] },
  js.configs.recommended,
  { linterOptions: { noInlineConfig: true }, rules },
  { files: ['src/**/*.js'], languageOptions: { ecmaVersion: 2024, globals: globals(...BROWSER) } },
  { files: ['src/mapkit/assets/scrub/**'], rules: { 'no-restricted-syntax': LINE_BY_LINE } },
  { files: ['src/mapkit/assets/component.js'], languageOptions: { globals: globals('foliumMap') } },
];
