/** What a folder of `src` (or another top folder) holds, and which others it may import. */
export interface Layer {
  readonly folder: string;
  readonly holds: string;
  readonly mayImport: readonly string[] | 'everything';
}

/** In the direction of the data: nothing may import what comes after it, unless the list says so. */
export const layers: readonly Layer[] = [
  { folder: 'core', holds: 'types, and the content hashes of scenarios, questions and calls', mayImport: [] },
  { folder: 'errors', holds: 'one class for each kind of error', mayImport: [] },
  { folder: 'stats', holds: 'intervals, tests, coefficients, bootstrap; pure and seeded', mayImport: [] },
  {
    folder: 'download',
    holds: 'published files: checked by hash, resumable',
    mayImport: ['errors'],
  },
  {
    folder: 'datasets',
    holds: 'a folder for each source; `formats/` turns bytes into rows',
    mayImport: ['core', 'errors', 'download'],
  },
  { folder: 'prompts', holds: 'prompt packs: loader, checker, messages', mayImport: ['core', 'errors'] },
  {
    folder: 'verdicts',
    holds: 'text → label; a folder for each parser; pure, with versions',
    mayImport: ['core'],
  },
  {
    folder: 'lm',
    holds: 'our own small language model: tokenizer, checkpoints, generation, training',
    mayImport: ['core', 'errors', 'download', 'stats'],
  },
  {
    folder: 'models',
    holds: '`provider:model` → something that answers one call; a folder for each family of providers',
    mayImport: ['core', 'errors', 'lm'],
  },
  {
    folder: 'engine',
    holds: 'many calls: concurrency, retry, budget, cancellation; knows no stage and no dataset',
    mayImport: ['core', 'errors'],
  },
  {
    folder: 'store',
    holds:
      '`contract/`: all that anyone asks of a store; `sql/`: what every SQL database answers alike; `sqlite/`: the store in one file; `postgres/`: the store in a database; `copy/`: from one to another',
    mayImport: ['core', 'errors'],
  },
  {
    folder: 'stages',
    holds: 'judge, explain, agree, answer, emulate: subjects, prompt, parser; sampling, reparsing, imports',
    mayImport: ['core', 'errors', 'prompts', 'verdicts', 'engine', 'store'],
  },
  {
    folder: 'work',
    holds: 'who does what where several processes work on one store: ranges, budget, rate limits, by pg-boss',
    mayImport: ['core', 'errors', 'engine', 'store'],
  },
  {
    folder: 'tables',
    holds: 'tables → text, Markdown, LaTeX, CSV; formatting',
    mayImport: ['core', 'errors', 'stats'],
  },
  {
    folder: 'charts',
    holds: 'panels, axes, themes → ECharts options, SVG, PNG',
    mayImport: ['core', 'stats', 'tables'],
  },
  {
    folder: 'measures',
    holds: 'a folder for each measure: computation, rows, tables, charts, finding; `registry.ts` lists them',
    mayImport: ['core', 'errors', 'stats', 'tables', 'charts', 'store'],
  },
  {
    folder: 'export',
    holds: 'rows → JSON Lines, CSV, TSV, Parquet',
    mayImport: ['core', 'errors', 'tables'],
  },
  {
    folder: 'report',
    holds: 'the written report of a study',
    mayImport: ['core', 'errors', 'stats', 'datasets', 'store', 'tables', 'charts', 'measures', 'export'],
  },
  {
    folder: 'study',
    holds: 'the study file, and the study without a terminal: plan, run, measure, report',
    mayImport: [
      'core',
      'errors',
      'stats',
      'download',
      'datasets',
      'prompts',
      'verdicts',
      'lm',
      'models',
      'engine',
      'store',
      'stages',
      'work',
      'tables',
      'charts',
      'measures',
      'export',
      'report',
    ],
  },
  {
    folder: 'server',
    holds: 'HTTP for the page: the study, rating; its guards',
    mayImport: [
      'core',
      'errors',
      'stats',
      'measures',
      'store',
      'prompts',
      'verdicts',
      'tables',
      'charts',
      'export',
      'report',
      'study',
      'work',
    ],
  },
  {
    folder: 'testing',
    holds: '`hvsb/testing`: conformance suites, a scripted model, a server that misbehaves on command',
    mayImport: ['core', 'errors', 'download', 'datasets', 'models', 'store', 'measures', 'tables', 'charts'],
  },
  { folder: 'cli', holds: 'a thin file for each command: options in, text out', mayImport: 'everything' },
  {
    folder: 'web',
    holds: 'the page (React, Vite); runs in a browser, so it loads no module of Node',
    mayImport: ['core', 'stats', 'tables', 'charts', 'measures', 'report'],
  },
];

/** Top folders that may import everything, and that only themselves may import. */
export const outermost = ['scripts/', 'bench/', 'tests/', 'examples/', 'models/'];
