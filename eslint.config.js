import globals from 'globals'
import svelte from 'eslint-plugin-svelte'
import { defineConfig, globalIgnores } from 'eslint/config'
import typescript from 'typescript-eslint'

// Words of the interface live in client/texts, where both languages are checked against each other.
const cyrillic = '/[а-яё]/i'
const words = [
  'Literal[value=%]',
  'TemplateElement[value.raw=%]',
  'SvelteText[value=%]',
  'SvelteLiteral[value=%]',
].map((selector) => ({
  selector: selector.replace('%', cyrillic),
  message: 'Words of the interface live in client/texts.',
}))

const sleeps = [
  {
    selector: "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']",
    message: 'Wait for an event, not for time.',
  },
]

export default defineConfig(
  globalIgnores(['build/', '.svelte-kit/', 'data/', 'demo-data/', 'test-results/']),
  {
    files: ['**/*.{ts,svelte}', '**/*.svelte.ts'],
    extends: [typescript.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // `async` is the shape of a Fastify route or plugin, whether or not this one has anything to wait for.
      '@typescript-eslint/require-await': 'off',
      // A handler given as an object's method is called as one.
      '@typescript-eslint/unbound-method': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'The environment is read in server/config.ts only.' },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [svelte.configs.recommended],
    languageOptions: { globals: globals.browser, parserOptions: { parser: typescript.parser } },
    rules: {
      // Our addresses are plain sentences at the root; the house is never mounted under another path.
      'svelte/no-navigation-without-resolve': 'off',
      // The linter does not see the types that one component takes from another; svelte-check does.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['client/**/*.{ts,svelte}'],
    ignores: ['client/texts/**'],
    rules: { 'no-restricted-syntax': ['error', ...words] },
  },
  {
    // The places where the process begins and speaks to a terminal.
    files: ['server/config.ts', 'server/setup/**', 'server/server.ts', 'bench/**', 'test/**'],
    rules: { 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  {
    files: ['migrations/**'],
    // A migration is frozen in time: the tables it knew are not the tables of today's types.
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  {
    files: ['test/**'],
    rules: {
      'no-restricted-syntax': ['error', ...sleeps],
      // An answer's body is whatever the test expects it to be; the expectation checks it.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    extends: [typescript.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
)
