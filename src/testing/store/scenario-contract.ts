import assert from 'node:assert/strict';
import type { Scenario } from '../../core/scenario.ts';
import { DataError, StoreError } from '../../errors/errors.ts';
import {
  all,
  at,
  type StoreCheck,
  type StoreFixture,
  sampleCall,
  sampleScenario,
  stream,
} from './store-fixture.ts';

/** What a store guarantees about scenarios, samples and its lock. */
export const scenarioContract: Readonly<Record<string, StoreCheck>> = {
  'gives scenarios back as they were put, numbered in the order of storing': givesBack,
  'keeps all three kinds of text': keepsTexts,
  'streams more scenarios than fit one batch, each once': streamsAll,
  'streams texts alone as it streams scenarios': streamsTexts,
  'counts and gives only scenarios that match every field of the filter': filters,
  'deactivates what a later preparation does not give, and activates it again': deactivates,
  'takes over the row of a scenario that stands elsewhere in the file now': takesOverRow,
  'leaves the other forms of a dataset alone when one form is prepared': leavesOtherForms,
  'changes nothing when the stream of scenarios throws': changesNothingOnError,
  'names both rows of a scenario that comes twice': namesRepetition,
  'refuses a scenario of another dataset than the one prepared': refusesOtherDataset,
  'finds the numbers of ids, null for an unknown one': findsNumbers,
  'keeps earlier scenarios active beside later ones where it is told to, unless they differ': keepsOthers,
  'finds active scenarios by item and by text': findsScenarios,
  'stores all that is written together, or nothing': writesTogether,
  'keeps samples with their description, and replaces one of the same name': keepsSamples,
  'names the samples that there are when one is unknown': namesSamples,
  'refuses a second lock, says who holds it, and gives it after release': locks,
};

async function givesBack({ store }: StoreFixture): Promise<void> {
  const scenarios = [
    sampleScenario(0, { polarity: 'neg', group: 'vowels', category: 'Ä "quoted", \t and \n' }),
    sampleScenario(1),
  ];
  const result = await store.replaceScenarios('letters', null, stream(scenarios));
  assert.deepEqual(result, { added: 2, unchanged: 0, deactivated: 0 });
  const found = (await all(store.scenarios({}))).flat();
  const plain = found.map(({ number: _, ...scenario }) => scenario);
  assert.deepEqual(plain, scenarios);
  assert.ok(at(found, 0).number < at(found, 1).number);
}

async function keepsTexts(fixture: StoreFixture): Promise<void> {
  const scenarios = [
    sampleScenario(0, {
      form: 'answer',
      text: { kind: 'answer', context: 'A and B met.', question: 'Who was late?', answer: '' },
    }),
    sampleScenario(1, {
      form: 'conversation',
      text: { kind: 'conversation', prompt: 'Hi\u0000there', completion: '🅰️' },
    }),
    sampleScenario(2, { form: 'emulated' }),
  ];
  await fixture.store.replaceScenarios('letters', null, stream(scenarios));
  const texts = (await fixture.stored()).map(({ text }) => text);
  assert.deepEqual(
    texts,
    scenarios.map(({ text }) => text),
  );
}

async function streamsAll(fixture: StoreFixture): Promise<void> {
  await fixture.prepared(2345);
  const batches = await all(fixture.store.scenarios({}));
  assert.ok(batches.every((batch) => batch.length > 0 && batch.length <= 10_000));
  const ids = batches.flat().map(({ id }) => id);
  assert.equal(ids.length, 2345);
  assert.equal(new Set(ids).size, 2345);
}

async function streamsTexts(fixture: StoreFixture): Promise<void> {
  await fixture.prepared(450);
  await fixture.prepared(3, 'digits');
  const filter = { datasets: ['letters'], gold: 'biased' } as const;
  const texts = (await all(fixture.store.scenarioTexts(filter))).flat();
  assert.deepEqual(
    texts,
    (await fixture.stored(filter)).map(({ number, text, group }) => ({ number, text, group })),
  );
  assert.equal(texts.length, 225);
}

async function filters(fixture: StoreFixture): Promise<void> {
  await fixture.prepared(12);
  await fixture.prepared(5, 'digits');
  const { store } = fixture;
  assert.deepEqual(await store.countScenarios({}), [
    { dataset: 'digits', form: 'statement', biased: 3, unbiased: 2, controls: 2 },
    { dataset: 'letters', form: 'statement', biased: 6, unbiased: 6, controls: 6 },
  ]);
  // Of twelve letters 0, 3, 6 and 9 are vowels, of which 0 and 6 are biased.
  const filter = {
    datasets: ['letters'],
    categories: ['vowels'],
    gold: 'biased',
    variants: ['pro'],
  } as const;
  const found = await fixture.stored({ ...filter, forms: ['statement', 'answer'] });
  assert.deepEqual(
    found.map(({ sourceId }) => sourceId),
    ['letter-0', 'letter-6'],
  );
  assert.deepEqual(await fixture.stored({ ...filter, forms: ['answer'] }), []);
  assert.deepEqual(await fixture.stored({ datasets: [] }), []);
  const [count] = await store.countScenarios(filter);
  assert.equal(count?.biased, 2);
}

async function deactivates(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const before = await fixture.prepared(4);
  const fewer = [sampleScenario(1), sampleScenario(9)];
  const result = await store.replaceScenarios('letters', null, stream(fewer));
  assert.deepEqual(result, { added: 1, unchanged: 1, deactivated: 3 });
  const ids = async () => (await fixture.stored()).map(({ sourceId }) => sourceId);
  assert.deepEqual(await ids(), ['letter-1', 'letter-9']);
  const again = await store.replaceScenarios('letters', null, stream([sampleScenario(0)]));
  assert.deepEqual(again, { added: 1, unchanged: 0, deactivated: 2 });
  const [back] = await fixture.stored();
  assert.equal(back?.number, at(before, 0).number);
}

async function takesOverRow(fixture: StoreFixture): Promise<void> {
  await fixture.prepared(2);
  const moved = { ...sampleScenario(1), sourceRow: 77 };
  const result = await fixture.store.replaceScenarios('letters', null, stream([sampleScenario(0), moved]));
  assert.deepEqual(result, { added: 0, unchanged: 2, deactivated: 0 });
  assert.deepEqual(
    (await fixture.stored()).map(({ sourceRow }) => sourceRow),
    [1, 77],
  );
}

async function leavesOtherForms(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const emulated = sampleScenario(0, { form: 'emulated' });
  await store.commit({ scenarios: [emulated, emulated] });
  await store.replaceScenarios('letters', 'statement', stream([sampleScenario(1)]));
  await store.replaceScenarios('letters', 'statement', stream([sampleScenario(2)]));
  const found = await fixture.stored();
  assert.deepEqual(found.map(({ sourceId, form }) => `${sourceId} ${form}`).sort(), [
    'letter-0 emulated',
    'letter-2 statement',
  ]);
}

async function changesNothingOnError(fixture: StoreFixture): Promise<void> {
  const before = await fixture.prepared(3);
  async function* broken(): AsyncGenerator<Scenario> {
    for (let index = 100; index < 2600; index += 1) yield sampleScenario(index);
    throw new Error('the file ends here');
  }
  await assert.rejects(fixture.store.replaceScenarios('letters', null, broken()), /the file ends here/);
  assert.deepEqual(await fixture.stored(), before);
  assert.equal((await fixture.store.countScenarios({})).length, 1);
}

async function namesRepetition(fixture: StoreFixture): Promise<void> {
  const before = await fixture.prepared(1);
  const twice = [sampleScenario(5), sampleScenario(6), { ...sampleScenario(5), sourceRow: 41 }];
  await assert.rejects(fixture.store.replaceScenarios('letters', null, stream(twice)), (error) => {
    assert.ok(error instanceof DataError);
    assert.match(error.describe(), /letter-5.*row 41.*row 6/s);
    return true;
  });
  assert.deepEqual(await fixture.stored(), before);
}

async function refusesOtherDataset({ store }: StoreFixture): Promise<void> {
  const other = stream([sampleScenario(0, { dataset: 'digits' })]);
  await assert.rejects(store.replaceScenarios('letters', null, other), DataError);
  assert.deepEqual(await store.countScenarios({}), []);
}

async function findsNumbers(fixture: StoreFixture): Promise<void> {
  const [first, second] = await fixture.prepared(2);
  assert.ok(first !== undefined && second !== undefined);
  assert.deepEqual(await fixture.store.numbersOf([second.id, 'nobody', first.id]), [
    second.number,
    null,
    first.number,
  ]);
}

async function keepsOthers(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  await fixture.prepared(2);
  const more = stream([sampleScenario(1), sampleScenario(5)]);
  const result = await store.replaceScenarios('letters', null, more, { keepsOthers: true });
  assert.deepEqual(result, { added: 1, unchanged: 1, deactivated: 0 });
  assert.equal((await fixture.stored()).length, 3);
  const other = stream([sampleScenario(5, { text: { kind: 'statement', statement: 'Something else.' } })]);
  await assert.rejects(store.replaceScenarios('letters', null, other, { keepsOthers: true }), (error) => {
    assert.ok(error instanceof DataError);
    assert.match(error.describe(), /another text[\s\S]*--as NAME/);
    return true;
  });
  assert.equal((await fixture.stored()).length, 3);
}

async function findsScenarios(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const [first, second] = await fixture.prepared(2);
  assert.ok(first !== undefined && second !== undefined);
  await store.replaceScenarios('letters', null, stream([sampleScenario(0)]));
  const finder = await store.scenarioFinder();
  const late = sampleScenario(7);
  await store.commit({ scenarios: [late] });
  const item = ({ dataset, sourceId }: Scenario) => ({ dataset, sourceId });
  const items = await finder.ofItems([first, second, late].map(item));
  assert.deepEqual(
    items.map((found) => found.map(({ id }) => id)),
    [[first.id], [], [late.id]],
  );
  const asked = [
    { dataset: null, text: first.text },
    { dataset: 'letters', text: first.text },
    { dataset: 'digits', text: first.text },
    { dataset: null, text: second.text },
    { dataset: null, text: late.text },
  ];
  const texts = await finder.ofTexts(asked);
  assert.deepEqual(
    texts.map((found) => found.map(({ id }) => id)),
    [[first.id], [first.id], [], [], []],
  );
}

async function writesTogether(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const before = await fixture.prepared(2);
  const failing = store.atomically(async () => {
    await store.commit({ scenarios: [sampleScenario(5)] });
    const condition = await fixture.condition();
    await store.commit({ calls: [sampleCall('a', condition.number, 'x')] });
    await store.replaceScenarios('letters', null, stream([sampleScenario(6)]));
    throw new Error('the file ends here');
  });
  await assert.rejects(failing, /the file ends here/);
  assert.deepEqual(await fixture.stored(), before);
  assert.deepEqual(await all(store.callRows()), []);
  const result = await store.atomically(async () => {
    const condition = await fixture.condition();
    await store.commit({ calls: [sampleCall('a', condition.number, 'x')] });
    return store.replaceScenarios('letters', null, stream([sampleScenario(6)]));
  });
  assert.deepEqual(result, { added: 1, unchanged: 0, deactivated: 2 });
  assert.equal((await all(store.callRows())).flat().length, 1);
}

async function keepsSamples(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const scenarios = await fixture.prepared(6);
  const description = { name: 'small', seed: 7, stratify: ['category', 'variant'], createdAt: 1000 };
  await store.putSample(description, [at(scenarios, 4).number, at(scenarios, 1).number]);
  assert.deepEqual(await store.samples(), [{ ...description, size: 2 }]);
  const members = async () => (await fixture.stored({ sample: 'small' })).map(({ sourceId }) => sourceId);
  assert.deepEqual(await members(), ['letter-1', 'letter-4']);
  await store.putSample({ ...description, seed: 8 }, [at(scenarios, 0).number]);
  assert.deepEqual(await store.samples(), [{ ...description, seed: 8, size: 1 }]);
  assert.deepEqual(await members(), ['letter-0']);
}

async function namesSamples(fixture: StoreFixture): Promise<void> {
  await fixture.store.putSample({ name: 'small', seed: 7, stratify: [], createdAt: 1000 }, []);
  await assert.rejects(fixture.stored({ sample: 'smal' }), (error) => {
    assert.ok(error instanceof StoreError);
    assert.match(error.describe(), /"smal"[\s\S]*expected: small/);
    return true;
  });
}

async function locks({ store }: StoreFixture): Promise<void> {
  assert.equal(await store.isWritable(), true);
  const lock = await store.lock('hvsb judge');
  await assert.rejects(store.lock('hvsb prepare'), (error) => {
    assert.ok(error instanceof StoreError);
    assert.match(error.message, new RegExp(`held by process ${process.pid} \\(hvsb judge, since \\d\\d:`));
    return true;
  });
  await lock.release();
  await lock.release();
  assert.equal(await store.lockHolder(), null);
  await (await store.lock('hvsb prepare')).release();
}
