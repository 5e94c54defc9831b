/** Who may import whom: the table of docs/architecture.md as rules. Types count as imports too. */

/** @param {string} name @param {string} why @param {object} from @param {object} to */
const forbid = (name, why, from, to) => ({ name, severity: 'error', comment: why, from, to })

const TEST = '\\.test\\.ts$'
const FOREIGN = '^(main|preload|renderer)/'

module.exports = {
  forbidden: [
    forbid(
      'no-cycles',
      'Files that import each other cannot be read, tested or moved alone. Move what both need into a third.',
      {},
      { circular: true },
    ),
    forbid('not-found', 'The import leads nowhere.', { pathNot: '^out/' }, { couldNotResolve: true, pathNot: ['\\?asset$', '^virtual:'] }),

    forbid(
      'contract-is-alone',
      'The contract is read by every side, so it needs none of them.',
      { path: '^engine/contract/', pathNot: TEST },
      { pathNot: '^engine/contract/' },
    ),
    forbid(
      'kinds-know-the-contract',
      'A kind is data made from an object: no store, no cluster (but what discovery says of a kind).',
      { path: '^engine/kinds/', pathNot: TEST },
      { path: '^engine/', pathNot: '^engine/(contract|kinds)/|^engine/cluster/servedKind' },
    ),
    forbid(
      'relations-know-the-contract',
      'A rule is data: no store, no cluster.',
      { path: '^engine/relations/', pathNot: TEST },
      { path: '^engine/', pathNot: '^engine/(contract|relations)/' },
    ),
    forbid(
      'graph-reads-the-store',
      'The graph and its layout are functions of what the store holds.',
      { path: '^engine/(graph|layout)/', pathNot: TEST },
      { path: '^engine/(cluster|watch|rpc|snapshots|cli)/' },
    ),
    forbid(
      'store-knows-no-source',
      'The store does not care where objects come from, or how they are listed.',
      { path: '^engine/store/', pathNot: TEST },
      { path: '^engine/(cluster|rows|rpc|graph|snapshots|cli)/' },
    ),
    forbid(
      'rows-read-the-store',
      'A table is a function of what the store holds and of what is asked for.',
      { path: '^engine/rows/', pathNot: TEST },
      { path: '^engine/(cluster|watch|rpc|graph|snapshots|cli)/' },
    ),
    forbid(
      'engine-stands-alone',
      'The engine runs in plain Node: it gets what it needs from its host.',
      { path: '^engine/', pathNot: TEST },
      { path: `${FOREIGN}|^node_modules/(electron|vue|pinia|@vue|reka-ui)/` },
    ),
    forbid(
      'contract-names-no-node',
      'The contract is also read in the window.',
      { path: '^engine/contract/', pathNot: TEST },
      { dependencyTypes: ['core'] },
    ),

    forbid(
      'main-knows-the-contract',
      'Main starts the engine as a file and forwards messages it does not read.',
      { path: '^main/', pathNot: TEST },
      { path: '^(engine/(?!contract/)|renderer/|preload/(?!contract))' },
    ),
    forbid(
      'preload-is-small',
      'Preload runs before the page with rights the page has not. Words of the contract are types there.',
      { path: '^preload/', pathNot: TEST },
      { path: '^(engine|main|renderer)/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'preload-knows-the-contract',
      'The words that the page, preload and main share stand in the contract.',
      { path: '^preload/', pathNot: TEST },
      { path: '^(engine/(?!contract/)|main/|renderer/)' },
    ),
    forbid(
      'renderer-knows-the-contract',
      'The window asks the engine and preload; it reaches into neither.',
      { path: '^renderer/', pathNot: TEST },
      { path: '^(engine/(?!contract/)|main/|preload/(?!contract))|^node_modules/electron/' },
    ),
    forbid(
      'renderer-has-no-node',
      'The window is sandboxed: there is no Node in it.',
      { path: '^renderer/', pathNot: TEST },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'components-get-props',
      'A component gets all it shows by props: it can be shown and tested alone.',
      { path: '^renderer/components/', pathNot: TEST },
      { path: '^renderer/(stores|engine)/' },
    ),

    forbid(
      'no-tests-in-the-product',
      'Tests import the product, never the other way round.',
      { path: '^(engine|main|preload|renderer)/', pathNot: TEST },
      { path: '^tests/|\\.test\\.ts$' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|release|test_reports)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.vue', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'types', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
}
