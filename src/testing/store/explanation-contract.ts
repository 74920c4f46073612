import assert from 'node:assert/strict';
import type { AgreementOutcome, ExplanationOutcome } from '../../core/outcomes.ts';
import type { AgreementSubject, NewAgreement, StoredExplanation } from '../../store/contract/explanations.ts';
import type { Subject } from '../../store/contract/store.ts';
import {
  all,
  at,
  type StoreCheck,
  type StoreFixture,
  sampleCall,
  sampleFailure,
  sampleKey,
  stream,
} from './store-fixture.ts';

/** What a store guarantees about explanations. */
export const explanationContract: Readonly<Record<string, StoreCheck>> = {
  'knows what was explained, and how it went': knowsExplained,
  'gives the explanations that have a text, with their scenario and author': givesExplanations,
  'narrows explanations to scenarios, explainers and one attack': narrowsExplanations,
  'counts the newest condition of an explainer, dataset by dataset': countsNewestExplanations,
  'exports every explanation that counts, with a text or without': exportsExplanations,
  'streams more explanations than fit one batch, each once': streamsExplanations,
};

async function knowsExplained(fixture: StoreFixture): Promise<void> {
  const [one, two] = inCondition(await explainer(fixture, 'letters:a'), await fixture.prepared(2));
  assert.ok(one !== undefined && two !== undefined);
  await explain(fixture, [{ ...two, repeat: 1 }], 'refused');
  await explain(fixture, [one]);
  const { store } = fixture;
  assert.deepEqual(await store.explained([two, { ...two, repeat: 1 }, one]), [null, 'refused', 'explained']);
  assert.deepEqual(await store.judged([one]), [null]);
  assert.equal(await store.countExplained(one.condition, {}, 2), 2);
  assert.equal(await store.countExplained(one.condition, {}, 1), 1);
  assert.equal(await store.countExplained(one.condition, { datasets: ['digits'] }, 2), 0);
  assert.equal(await store.countExplained(one.condition + 1, {}, 2), 0);
}

async function givesExplanations(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(3);
  const subjects = inCondition(await explainer(fixture, 'letters:a'), scenarios);
  assert.deepEqual(await explanations(fixture), []);
  await explain(fixture, [at(subjects, 0)], 'empty');
  await explain(fixture, [at(subjects, 2)], 'explained', 'Ä "text"\nof two lines');
  await explain(fixture, [at(subjects, 1)], 'filtered');
  const found = await explanations(fixture);
  assert.deepEqual(found, [
    {
      number: at(found, 0).number,
      scenario: at(scenarios, 2),
      explainer: 'letters:a',
      attack: 'none',
      repeat: 0,
      text: 'Ä "text"\nof two lines',
    },
  ]);
  assert.equal(await fixture.store.countExplanations({}), 1);
}

async function narrowsExplanations(fixture: StoreFixture): Promise<void> {
  const letters = await fixture.prepared(2);
  const digits = await fixture.prepared(1, 'digits');
  for (const model of ['letters:a', 'letters:b']) {
    await explain(fixture, inCondition(await explainer(fixture, model), [...letters, ...digits]));
  }
  const attacked = await fixture.condition({ stage: 'explain', model: 'letters:a', attack: 'targeted' });
  await explain(fixture, inCondition(attacked.number, letters));
  const count = (filter: Parameters<typeof fixture.store.countExplanations>[0]) =>
    fixture.store.countExplanations(filter);
  assert.equal(await count({}), 6);
  assert.equal(await count({ attack: 'targeted' }), 2);
  assert.equal(await count({ attack: 'untargeted' }), 0);
  assert.equal(await count({ explainers: ['letters:b'], datasets: ['digits'] }), 1);
  assert.equal(await count({ explainers: [] }), 0);
  assert.equal(await count({ gold: 'biased' }), 4);
  const found = await explanations(fixture, { attack: 'targeted', gold: 'biased' });
  assert.deepEqual(
    found.map((each) => [each.explainer, each.attack, each.scenario.id]),
    [['letters:a', 'targeted', at(letters, 0).id]],
  );
  await fixture.store.replaceScenarios('digits', null, stream([]));
  assert.equal(await count({}), 4);
}

async function countsNewestExplanations(fixture: StoreFixture): Promise<void> {
  const letters = await fixture.prepared(1);
  const digits = await fixture.prepared(2, 'digits');
  const older = await explainer(fixture, 'letters:a', 'old');
  const newer = await explainer(fixture, 'letters:a', 'new');
  await explain(fixture, inCondition(older, [...letters, ...digits]), 'explained', 'old');
  // Of the digits the newer condition has one; of the letters none.
  await explain(fixture, inCondition(newer, digits.slice(0, 1)), 'explained', 'new');
  const texts = (await explanations(fixture)).map(({ text, scenario }) => `${scenario.dataset} ${text}`);
  assert.deepEqual(texts, ['letters old', 'digits new']);
  const rows = (await all(fixture.store.explanationRows({ datasets: ['digits'] }))).flat();
  assert.deepEqual(
    rows.map(({ text }) => text),
    ['new'],
  );
}

async function exportsExplanations(fixture: StoreFixture): Promise<void> {
  const [one, two] = await fixture.prepared(2);
  assert.ok(one !== undefined && two !== undefined);
  const condition = await explainer(fixture, 'letters:a');
  await explain(fixture, inCondition(condition, [two]), 'refused');
  await explain(fixture, inCondition(condition, [one]));
  const rows = (await all(fixture.store.explanationRows({}))).flat();
  const shared = { dataset: 'letters', model: 'letters:a', attack: 'none', repeat: 0 };
  const [refused, explained] = rows;
  assert.deepEqual(rows, [
    {
      explanation: refused?.explanation,
      scenario_id: two.id,
      ...shared,
      category: two.category,
      variant: two.variant,
      gold: two.gold,
      outcome: 'refused',
      text: '',
    },
    {
      explanation: explained?.explanation,
      scenario_id: one.id,
      ...shared,
      category: one.category,
      variant: one.variant,
      gold: one.gold,
      outcome: 'explained',
      text: 'It says that one letter beats another.',
    },
  ]);
}

async function streamsExplanations(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(2100);
  await explain(fixture, inCondition(await explainer(fixture, 'letters:a'), scenarios));
  const batches = await all(fixture.store.explanations({}));
  assert.ok(batches.length > 1);
  assert.deepEqual(
    batches.flat().map(({ scenario }) => scenario.id),
    scenarios.map(({ id }) => id),
  );
  assert.equal((await all(fixture.store.explanationRows({}))).flat().length, 2100);
  const found = batches.flat();
  await putAgreements(fixture, byRater(await rater(fixture, 'letters:b'), found), 'agree');
  assert.deepEqual(
    (await all(fixture.store.agreementRows({}))).flat().map(({ explanation }) => explanation),
    found.map(({ number }) => number),
  );
}

/** Stores an answer of its own, and this label, for each question for an explanation. */
export async function explain(
  fixture: StoreFixture,
  subjects: readonly Subject[],
  outcome: ExplanationOutcome = 'explained',
  text = 'It says that one letter beats another.',
): Promise<void> {
  const keyed = subjects.map((subject) => ({ ...subject, key: sampleKey(subject) }));
  await fixture.store.commit({
    calls: keyed.map(({ key, condition }) => sampleCall(key, condition)),
    explanations: keyed.map((subject) => ({
      ...subject,
      outcome,
      text: outcome === 'explained' ? text : '',
      parserVersion: 1,
    })),
  });
}

const noReasons = { thought: null, summary: null, arguments: [] };

/** Stores an answer of its own, and this label, for each agreement. */
export async function putAgreements(
  fixture: StoreFixture,
  subjects: readonly AgreementSubject[],
  outcome: AgreementOutcome,
  reasons: NewAgreement['reasons'] = noReasons,
): Promise<void> {
  const keyed = subjects.map((subject) => ({ ...subject, key: agreementKey(subject) }));
  await fixture.store.commit({
    calls: keyed.map(({ key, condition }) => sampleCall(key, condition)),
    agreements: keyed.map((subject) => ({ ...subject, outcome, reasons, parserVersion: 1 })),
  });
}

export function agreementKey({ condition, explanation, repeat }: AgreementSubject): string {
  return `c${condition}e${explanation}r${repeat}`.padEnd(22, '-');
}

export function failedAgreement({ condition, explanation, repeat }: AgreementSubject) {
  return sampleFailure({ condition, scenario: explanation, repeat });
}

/** A new condition in which this model explains. */
export async function explainer(fixture: StoreFixture, model: string, promptHash = 'first'): Promise<number> {
  return (await fixture.condition({ stage: 'explain', model, promptHash })).number;
}

/** A new condition in which this model is asked whether it agrees. */
export async function rater(fixture: StoreFixture, model: string, promptHash = 'first'): Promise<number> {
  return (await fixture.condition({ stage: 'agree', model, promptHash })).number;
}

export async function explanations(
  fixture: StoreFixture,
  filter: Parameters<StoreFixture['store']['explanations']>[0] = {},
): Promise<readonly StoredExplanation[]> {
  return (await all(fixture.store.explanations(filter))).flat();
}

export const inCondition = (condition: number, scenarios: readonly { readonly number: number }[]) =>
  scenarios.map(({ number }) => ({ condition, scenario: number, repeat: 0 }));

export const byRater = (condition: number, found: readonly { readonly number: number }[]) =>
  found.map(({ number }) => ({ condition, explanation: number, repeat: 0 }));
