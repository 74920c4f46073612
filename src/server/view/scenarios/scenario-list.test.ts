import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomes } from '../../../core/outcomes.ts';
import type { Scenario } from '../../../core/scenario.ts';
import { findScenarios } from '../../../core/view/scenario-match.ts';
import type { JudgmentState, ScenarioQuery, ScenarioRow } from '../../../core/view/scenario-view.ts';
import type { Subject } from '../../../store/contract/store.ts';
import { openSqliteStore } from '../../../store/sqlite/sqlite-store.ts';
import {
  StoreFixture,
  sampleCall,
  sampleFailure,
  sampleJudgment,
  sampleKey,
  sampleScenario,
} from '../../../testing/store/store-fixture.ts';
import { ScenarioSearch, scenarioRowsFrom, seriesOf } from './scenario-list.ts';

const models = ['letters:a', 'letters:b'] as const;
const attacks = ['none', 'targeted'] as const;
const states = [...outcomes, 'error', 'absent'] as const;
const repeats = 2;

/** Words with accents, capitals, digits, apostrophes and letters outside Latin; many begin alike. */
const vocabulary = [
  'Élan',
  'elan',
  'e\u0301lans',
  'Eland',
  'don’t',
  "don't",
  'ÅNGSTRÖM',
  'angst',
  '3.5',
  '35',
  'naïve',
  'NAIVE',
  'Straße',
  'стол',
  'Столы',
  '字母',
  'a',
];

const word = fc.constantFrom(...vocabulary);
const someOf = <T>(all: readonly T[]) => fc.subarray([...all], { minLength: 1 });

interface MadeScenario {
  readonly text: readonly string[];
  readonly biased: boolean;
  readonly control: boolean;
  readonly category: string;
  readonly explained: boolean;
  readonly starred: boolean;
  readonly tags: readonly string[];
  /** By model, attack and repeat. */
  readonly states: readonly JudgmentState[];
}

const verdict = fc.constantFrom<JudgmentState>('biased', 'unbiased');
const cells = models.length * attacks.length * repeats;

/** Verdicts that differ between models only, between attacks only, between repeats only, or nowhere. */
const patterned = fc
  .tuple(verdict, verdict, fc.constantFrom('model', 'attack', 'repeat', 'nothing'))
  .map(([one, other, by]) =>
    Array.from({ length: cells }, (_, cell) => {
      const place = Math.floor(cell / repeats);
      const [model, attack] = [Math.floor(place / attacks.length), place % attacks.length];
      const second = { model, attack, repeat: cell % repeats, nothing: 0 }[by];
      return second === 1 ? other : one;
    }),
  );

const anyStates = fc.array(fc.constantFrom<JudgmentState>(...states), {
  minLength: cells,
  maxLength: cells,
});

const madeScenario: fc.Arbitrary<MadeScenario> = fc.record({
  text: fc.array(word, { minLength: 1, maxLength: 5 }),
  biased: fc.boolean(),
  control: fc.boolean(),
  category: fc.constantFrom('vowels', 'consonants'),
  explained: fc.boolean(),
  starred: fc.boolean(),
  tags: fc.subarray(['odd', 'quote this']),
  states: fc.oneof({ weight: 3, arbitrary: patterned }, { weight: 1, arbitrary: anyStates }),
});

const words = fc
  .array(
    fc.oneof(
      word,
      word.map((each) => each.slice(0, 2)),
      fc.constantFrom('?!', ' ', '·'),
    ),
    {
      minLength: 1,
      maxLength: 2,
    },
  )
  .map((each) => each.join(' '));

/** Every parameter; `byId` asks for the id of the first scenario instead of words. */
const parameters = {
  q: words,
  byId: fc.constant(true),
  dataset: someOf(['letters', 'digits']),
  category: someOf(['vowels', 'consonants', 'none such']),
  variant: someOf(['pro', 'control']),
  gold: fc.constantFrom('biased' as const, 'unbiased' as const),
  control: fc.constantFrom('yes' as const, 'no' as const),
  model: someOf(models),
  attack: someOf(attacks),
  outcome: someOf(states),
  disagreement: fc.constantFrom(
    'models' as const,
    'attacks' as const,
    'gold' as const,
    'everybody-against-gold' as const,
    'repeats' as const,
  ),
  differ: fc.constant(models),
  changedBy: fc.constantFrom('targeted', 'untargeted'),
  explained: fc.constant('yes' as const),
  noted: fc.constantFrom('any' as const, 'starred' as const),
  tag: someOf(['odd', 'quote this', 'none such']),
  sort: fc.constantFrom('stored' as const, 'models' as const, 'missed' as const, 'split' as const),
};

/** A few parameters at a time: with many, hardly a scenario would match. */
const query = fc
  .subarray(Object.keys(parameters), { maxLength: 3 })
  .chain((names) => fc.record(parameters).map((all) => picked(all, names)));

function picked<Query extends object>(all: Query, names: readonly string[]): Partial<Query> {
  const entries = Object.entries(all).filter(([name]) => names.includes(name));
  // A part of the object has a part of its properties.
  return Object.fromEntries(entries) as Partial<Query>;
}

/** Stores the scenarios, half of them in a second dataset, with their judgments and explanations. */
async function fill(path: string, made: readonly MadeScenario[]): Promise<void> {
  const store = await openSqliteStore(path);
  try {
    const fixture = new StoreFixture(store);
    await store.commit({ scenarios: made.map(scenarioOf) });
    const stored = await fixture.stored();
    const indexOf = ({ sourceId }: { sourceId: string }) => Number(sourceId.replace('letter-', ''));
    const places = models.flatMap((model) => attacks.map((attack) => ({ model, attack })));
    for (const [place, { model, attack }] of places.entries()) {
      const { number } = await fixture.condition({ model, attack });
      const judged = stored.flatMap((scenario) =>
        Array.from({ length: repeats }, (_, repeat) => ({
          subject: { condition: number, scenario: scenario.number, repeat },
          state: made[indexOf(scenario)]?.states[place * repeats + repeat] ?? 'absent',
        })),
      );
      await judge(fixture, judged);
    }
    await explain(
      fixture,
      stored.filter((scenario) => made[indexOf(scenario)]?.explained),
    );
    await store.saveNotes(
      stored.flatMap((scenario) => {
        const { starred = false, tags = [] } = made[indexOf(scenario)] ?? {};
        if (!starred && tags.length === 0) return [];
        return [{ scenarioId: scenario.id, call: null, starred, tags, comment: '', notedAt: 1 }];
      }),
    );
  } finally {
    await store.close();
  }
}

function scenarioOf({ text, biased, control, category }: MadeScenario, index: number): Scenario {
  return sampleScenario(index, {
    dataset: index % 2 === 0 ? 'letters' : 'digits',
    category,
    variant: control ? 'control' : 'pro',
    gold: biased ? 'biased' : 'unbiased',
    control,
    text: { kind: 'statement', statement: text.join(' ') },
  });
}

async function judge(
  { store }: StoreFixture,
  judged: readonly { readonly subject: Subject; readonly state: JudgmentState }[],
): Promise<void> {
  const answered = judged.flatMap(({ subject, state }) =>
    state === 'absent' || state === 'error' ? [] : [{ subject, key: sampleKey(subject), state }],
  );
  await store.commit({
    calls: answered.map(({ subject, key }) => sampleCall(key, subject.condition)),
    judgments: answered.map(({ subject, key, state }) => sampleJudgment(subject, key, state)),
    failures: judged.flatMap(({ subject, state }) => (state === 'error' ? [sampleFailure(subject)] : [])),
  });
}

async function explain(
  fixture: StoreFixture,
  scenarios: readonly { readonly number: number }[],
): Promise<void> {
  const { number: condition } = await fixture.condition({ stage: 'explain', model: 'letters:a' });
  const subjects = scenarios.map(({ number }) => ({ condition, scenario: number, repeat: 0 }));
  await fixture.store.commit({
    calls: subjects.map((subject) => sampleCall(sampleKey(subject), condition)),
    explanations: subjects.map((subject) => ({
      ...subject,
      key: sampleKey(subject),
      outcome: 'explained' as const,
      text: 'It says that one letter beats another.',
      parserVersion: 1,
    })),
  });
}

interface Searched {
  readonly server: (query: ScenarioQuery) => Promise<readonly ScenarioRow[]>;
  readonly page: (query: ScenarioQuery) => readonly ScenarioRow[];
  readonly ids: readonly string[];
}

async function withSearch(
  made: readonly MadeScenario[],
  use: (searched: Searched) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hvsb-search-'));
  try {
    const path = join(folder, 'hvsb.db');
    await fill(path, made);
    const store = await openSqliteStore(path, { readOnly: true });
    try {
      const index = await store.studyIndex();
      const search = new ScenarioSearch(store);
      const server = async (asked: ScenarioQuery) =>
        scenarioRowsFrom(store, await search.find(index, asked), 0, made.length);
      const rows = await server({});
      expect(rows).toHaveLength(made.length);
      const page = (asked: ScenarioQuery) => findScenarios(rows, asked, seriesOf(index));
      await use({ server, page, ids: rows.map(({ id }) => id) });
    } finally {
      await store.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the server and an exported site', () => {
  it('find the same scenarios, in the same order and with the same counts', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(madeScenario, { minLength: 1, maxLength: 12 }),
        fc.array(query, { minLength: 20, maxLength: 40 }),
        async (made, queries) => {
          await withSearch(made, async ({ server, page, ids }) => {
            for (const { byId, ...asked } of queries) {
              const whole: ScenarioQuery = byId === undefined ? asked : { ...asked, q: ids[0] ?? '' };
              const rows = await server(whole);
              found += rows.length;
              expect({ query: whole, rows: page(whole) }).toEqual({ query: whole, rows });
            }
          });
        },
      ),
      { numRuns: 12, interruptAfterTimeLimit: 20_000 },
    );
    // Queries that find nothing would prove little.
    expect(found).toBeGreaterThan(100);
  });
});
