import pluginVue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

/**
 * One door per heavy dependency: only the files named may import it, everybody else asks what stands behind the door.
 * `packages` are patterns as in a .gitignore.
 */
const DOORS = [
  {
    packages: ['@kubernetes/client-node'],
    files: ['engine/cluster/**'],
    ask: 'engine/cluster knows kubeconfigs and servers; ask a ClusterSession or an ApiClient.',
  },
  { packages: ['ws'], files: ['engine/cluster/**'], ask: 'engine/cluster connects; ask an ApiClient for a socket.' },
  { packages: ['@xterm/*'], files: ['renderer/**'], ask: 'Terminals are drawn in the window.' },
  {
    packages: ['sql.js', 'sql.js/**'],
    files: ['engine/snapshots/**', 'main/**'],
    ask: 'engine/snapshots reads and writes SQLite; ask it.',
  },
  {
    packages: ['@resvg/*', '@resvg/*/**', '@fontsource/**', 'fflate'],
    files: ['engine/export/**', 'main/**'],
    ask: 'engine/export draws PDF and PNG; ask exportGraph.',
  },
  {
    packages: ['comlink', 'comlink/**'],
    files: ['engine/rpc/**', 'renderer/engine/**'],
    ask: 'Calls between threads go through engine/rpc and renderer/engine/client.ts.',
  },
  {
    packages: ['cytoscape', 'cytoscape-*'],
    files: ['engine/layout/**', 'renderer/graph/**'],
    ask: 'engine/layout places the graph, renderer/graph draws it.',
  },
  { packages: ['uplot', 'uplot/**'], files: ['renderer/charts/**'], ask: 'renderer/charts draws lines over time; use LineChart.' },
  { packages: ['codemirror', '@codemirror/*', '@lezer/*'], files: ['renderer/**'], ask: 'Editors belong to the window.' },
  {
    packages: ['electron', 'electron/**', 'electron-updater'],
    files: ['main/**', 'preload/**'],
    ask: 'Only main and preload know Electron. The engine gets what it needs from its host, the window from preload.',
  },
  { packages: ['vue', 'pinia', '@vueuse/*', 'reka-ui', '@lucide/vue'], files: ['renderer/**'], ask: 'Vue belongs to the window.' },
  { packages: ['pino'], files: ['engine/telemetry/**'], ask: 'engine/telemetry writes logs, with secrets cut out.' },
]

const syntax = (selector, message) => ({ selector, message })

/** Regular expressions the oldest runtime of the bundle cannot parse; no build step lowers them. */
const EVERYWHERE = [
  syntax('ExportAllDeclaration', 'Name what you export: `export *` hides what a file offers and lets names collide.'),
  syntax('Literal[regex.flags=/v/]', 'The `v` flag cannot be lowered for older Chrome and Node. Use `u` and spell the class out.'),
  syntax(
    'Literal[regex.pattern=/\\(\\?-?[ims]+(-[ims]+)?:/]',
    'Modifiers such as (?i:) cannot be lowered. Put the flag on the whole expression.',
  ),
  syntax('Literal[regex.pattern=/\\(\\?<(\\w+)>.*\\(\\?<\\1>/]', 'Two groups of one name cannot be lowered. Give them two names.'),
]
const NOTHING_LISTENS = [
  syntax(
    'CallExpression[callee.property.name="listen"]',
    'Nothing listens (promise 6): no port and no socket is opened outside tests. If this is no socket, choose another verb.',
  ),
  syntax(
    'CallExpression[callee.property.name=/^create(Secure)?Server$/], CallExpression[callee.name=/^create(Secure)?Server$/]',
    'Nothing listens (promise 6): servers belong to tests/.',
  ),
  syntax(
    'Property[key.name="shell"][value.value=true]',
    'No shell: text from a kubeconfig or a cluster would become a command. Give spawn() a file and a list of arguments.',
  ),
]
const NO_CONSOLE = syntax(
  'MemberExpression[object.name="console"]',
  'Log through engine/telemetry: it knows which fields may be written and cuts secrets out.',
)
const PURE = [
  syntax(
    'MemberExpression[object.name="Date"][property.name="now"], NewExpression[callee.name="Date"][arguments.length=0]',
    'This folder is pure: take the time as an argument, so that the same objects give the same result.',
  ),
  syntax(
    'MemberExpression[object.name="Math"][property.name="random"]',
    'This folder is pure: take a seeded random source as an argument.',
  ),
  syntax('CallExpression[callee.name=/^set(Timeout|Interval|Immediate)$/]', 'This folder is pure: timers belong to whoever calls it.'),
]

/** The doors closed to these files, as options of no-restricted-imports. */
const closedDoors = (room) => ({
  patterns: DOORS.filter(({ files }) => !files.some((file) => room.startsWith(file.replace('/**', '')))).map(({ packages, ask }) => ({
    group: packages,
    message: ask,
  })),
})

/** Rules of a room; the last room that matches a file wins, so each names all it needs. */
const room = (path, restricted, extra = {}) => ({
  files: [`${path}/**/*.{ts,vue}`],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': ['error', closedDoors(path)],
    'no-restricted-syntax': ['error', ...EVERYWHERE, ...restricted],
    ...extra,
  },
})

const ENGINE = [...NOTHING_LISTENS, NO_CONSOLE]

/** Raw objects of a cluster have no type that holds: they are read with checks, as `any`. */
const RAW_OBJECTS = [
  'engine/{kinds,relations,store,graph,cluster,watch,snapshots,cli,sample,logs,terminals}/**/*.ts',
  'engine/*.ts',
  'tests/**/*.ts',
  '**/*.test.ts',
]
const unsafe = ['argument', 'assignment', 'call', 'member-access', 'return'].map((name) => [`@typescript-eslint/no-unsafe-${name}`, 'off'])

export default tseslint.config(
  { ignores: ['out/', 'release/', 'test_reports/', 'node_modules/', 'build/standin/**/*.js', 'build/standin/*.cjs', 'docs/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,vue}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
  },
  {
    files: ['engine/**/*.ts', 'main/**/*.ts', 'preload/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }],
    },
  },
  {
    files: RAW_OBJECTS,
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/restrict-plus-operands': ['error', { allowAny: true }],
      ...Object.fromEntries(unsafe),
    },
  },

  // an answer to a window is a promise, whether or not anything was waited for
  { files: ['engine/rpc/calls/**/*.ts'], rules: { '@typescript-eslint/require-await': 'off' } },

  room('engine', ENGINE),
  ...['cluster', 'snapshots', 'rpc', 'layout', 'export', 'telemetry'].map((name) => room(`engine/${name}`, ENGINE)),
  ...['graph', 'kinds', 'store'].map((name) => room(`engine/${name}`, [...ENGINE, ...PURE])),
  room('engine/cli', NOTHING_LISTENS),
  room('main', NOTHING_LISTENS),
  room('preload', NOTHING_LISTENS),

  {
    files: ['renderer/**/*.vue', 'tests/gallery/**/*.vue'],
    extends: [pluginVue.configs['flat/recommended']],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/no-v-html': 'error',
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-emits-declaration': ['error', 'type-based'],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off', // with types, optional says it
      // Components of others are `any` to the linter; vue-tsc knows their types and checks them
      ...Object.fromEntries(unsafe),
      // Prettier's work
      ...Object.fromEntries(
        [
          'html-indent',
          'max-attributes-per-line',
          'singleline-html-element-content-newline',
          'multiline-html-element-content-newline',
          'html-self-closing',
          'html-closing-bracket-newline',
          'html-closing-bracket-spacing',
          'html-quotes',
          'first-attribute-linebreak',
          'mustache-interpolation-spacing',
          'no-multi-spaces',
          'no-spaces-around-equal-signs-in-attribute',
        ].map((name) => [`vue/${name}`, 'off']),
      ),
    },
  },
  room('renderer', NOTHING_LISTENS),
  ...['charts', 'engine', 'graph', 'table'].map((name) => room(`renderer/${name}`, NOTHING_LISTENS)),
  {
    files: ['renderer/**/*.{ts,vue}'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'There is no Node in the window: preload tells what it needs to know.' },
      ],
    },
  },

  {
    files: ['**/*.test.ts', 'tests/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...EVERYWHERE],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
)
