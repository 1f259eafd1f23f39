/** The spine (docs/map.md): a feature may know only what stands to its left. */
const features = [
  ['people', 'organizations', 'councils'], // who
  ['drafts', 'comments', 'suggestions', 'votes', 'procedures', 'gatherings', 'reviews'], // mechanics: know no subject
  ['initiatives', 'meetings', 'exchanges'], // subjects
  ['desk', 'portal', 'journal'], // readers
].flat()
const readers = ['desk', 'portal', 'journal']

const any = (names) => `(${names.join('|')})`

const leftwards = features.slice(0, -1).map((feature, index) => ({
  name: `${feature}-knows-only-the-left`,
  severity: 'error',
  from: { path: `^(server|client)/${feature}/` },
  to: { path: `^(server|client)/${any(features.slice(index + 1))}/` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...leftwards,
    {
      name: 'sides-meet-in-shared',
      comment: 'client → shared ← server',
      severity: 'error',
      from: { path: '^(client|server)/' },
      to: { path: '^(client|server|migrations|test|bench)/', pathNot: '^$1/' },
    },
    {
      name: 'shared-knows-nothing-of-ours',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(client|server|migrations|test|bench)/' },
    },
    {
      name: 'shared-does-no-io',
      severity: 'error',
      from: { path: '^shared/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-verifier-stands-alone',
      comment: 'Whoever checks a vote reads this folder and trusts nothing of ours.',
      severity: 'error',
      from: { path: '^verify/' },
      to: { path: '^(client|server|shared|migrations|test|bench)/|(^|/)node_modules/' },
    },
    {
      name: 'nobody-counts-with-the-verifier',
      severity: 'error',
      from: { path: '^(client|server|shared|migrations)/' },
      to: { path: '^verify/' },
    },
    {
      name: 'migrations-know-only-kysely',
      comment: 'A migration is frozen; what it imports would move under it.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { pathNot: '(^|/)node_modules/kysely/' },
    },
    {
      name: 'lib-knows-no-feature',
      severity: 'error',
      from: { path: '^(server|client)/lib/' },
      to: { path: `^(server|client)/${any([...features, 'routes', 'ui'])}/` },
    },
    {
      name: 'ui-knows-no-feature',
      severity: 'error',
      from: { path: '^client/(ui|texts|styles)/' },
      to: { path: `^client/${any([...features, 'routes'])}/` },
    },
    {
      name: 'texts-are-only-words',
      severity: 'error',
      from: { path: '^client/texts/' },
      to: { path: '^client/', pathNot: '^client/texts/' },
    },
    {
      name: 'routes-are-the-end',
      comment: 'A part that two pages need moves to its feature or to ui.',
      severity: 'error',
      from: { path: '^client/', pathNot: '^client/routes/' },
      to: { path: '^client/routes/' },
    },
    {
      name: 'the-house-is-not-a-dependency',
      comment: 'Only what stands at the edge assembles the app; a feature gets what it needs in its Work.',
      severity: 'error',
      from: { path: `^server/${any([...features, 'lib'])}/` },
      to: { path: '^server/(app|server|pages|identify)[.]ts$' },
    },
    {
      name: 'two-doors',
      comment:
        'Another feature is entered by its actions and its queries; the shape of its tables may be known for a join.',
      severity: 'error',
      from: { path: `^server/${any(features)}/` },
      to: { path: `^server/${any(features)}/`, pathNot: ['^server/$1/', '/(actions|queries|tables)[.]ts$'] },
    },
    {
      name: 'rules-are-pure',
      comment:
        'Who somebody is (lib/actor) and what a value looks like (typebox) may be asked: neither waits nor decides.',
      severity: 'error',
      from: { path: '^server/.+/rules[.]ts$' },
      to: {
        path: '^(server|client|migrations)/|(^|/)node_modules/',
        pathNot: ['/rules[.]ts$', '^server/lib/actor[.]ts$', '(^|/)node_modules/typebox/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'rules-do-no-io',
      severity: 'error',
      from: { path: '^server/.+/rules[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'queries-decide-nothing',
      severity: 'error',
      from: { path: '^server/.+/queries[.]ts$' },
      to: { path: '^server/.+/actions[.]ts$' },
    },
    {
      name: 'readers-act-on-nothing',
      severity: 'error',
      from: { path: `^server/${any(readers)}/` },
      to: { path: '^server/.+/actions[.]ts$' },
    },
    {
      name: 'no-server-packages-in-the-browser',
      severity: 'error',
      from: { path: '^(client|shared)/' },
      to: {
        path: '(^|/)node_modules/(fastify|@fastify|kysely|pg|socket[.]io|ws|nodemailer|pino|prom-client|docx|linkedom|yauzl|saxes|compression)/',
      },
    },
    {
      name: 'no-cycles',
      comment: 'Types may look back; code may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-is-found',
      comment: 'What the tool cannot resolve it cannot judge.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^[$]app/|/[$]types([.]js)?$|^[.]/[$]types' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.](css|svg|json)$' },
    // Types count: knowing a shape is knowing.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['svelte', 'types', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
}
