// The rules a tool can check: import order between folders, one owner per library, file size, strict types.
import js from '@eslint/js';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import { folderOrder, importOrder } from './scripts/lint/import-order.ts';

/** Imports only go left along this line (ARCHITECTURE.md). scripts/check-order.ts fails when a folder is missing here. */
export const line = folderOrder;

/** Every third-party library has one owner; Lint denies it elsewhere. */
const owners = {
  nodemailer: ['electron/smtp/'],
  mailparser: ['electron/mime/'],
  tldts: ['electron/mail/trust/'],
  archiver: ['electron/winmail/'],
  'node:sqlite': ['electron/store/'],
  '@napi-rs/keyring': ['electron/accounts/'],
  'age-encryption': ['electron/archive/'],
  '@scure/bip39': ['electron/archive/'],
  ws: ['electron/shell/browser/'],
  pino: ['electron/base/'],
  electron: ['electron/shell/desktop/'],
  valibot: ['electron/contract/'],
  svelte: ['renderer/'],
  'bits-ui': ['renderer/ui/'],
  dompurify: ['renderer/ui/'],
  'pdfjs-dist': ['renderer/ui/pdf/'],
};

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'test-results/', 'playwright-report/', '.cache/'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs['flat/recommended'],
  {
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'scripts/*.mjs'] },
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { project: { rules: { 'import-order': importOrder } } },
    rules: {
      'project/import-order': ['error', { owners }],
      'max-lines': ['error', { max: 500 }],
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Narrow no-break spaces are French typography.
      'no-irregular-whitespace': ['error', { skipStrings: true, skipTemplates: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/only-throw-error': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts', 'renderer/**/*.ts'],
    languageOptions: { globals: { ...globals.browser }, parserOptions: { parser: ts.parser } },
  },
  { files: ['**/*.js', '**/*.mjs'], ...ts.configs.disableTypeChecked },
  { files: ['*.config.*', 'eslint.config.js', 'build/*.ts'], rules: { 'no-restricted-exports': 'off' } },
  // Constant tables stand alone in files of their own and are exempt from the size budget.
  { files: ['**/*-table.ts'], rules: { 'max-lines': 'off' } },
  { files: ['scripts/**', 'tests/**', 'electron/shell/cli/**'], rules: { 'no-console': 'off' } },
  {
    files: ['tests/**', '**/*.test.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
);
