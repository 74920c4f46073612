import assert from 'node:assert/strict';
import { type Note, noteLimits } from '../../core/note.ts';
import { inCondition } from './explanation-contract.ts';
import { all, at, type StoreCheck, type StoreFixture } from './store-fixture.ts';

/** What a store guarantees about what people note. */
export const noteContract: Readonly<Record<string, StoreCheck>> = {
  'keeps the latest note of each scenario and answer, in the order of the scenarios': keepsLatestNote,
  'takes out the notes of these subjects, and no others': removesNotes,
  'stores all of several notes or none: none about what is not stored': refusesUnknown,
  'takes no note with an empty or a double tag, nor one that is too long': refusesMisfits,
  'lets notes change no revision, for they are no results': changesNoRevision,
  'removes notes with the scenario or the answer that they are about': goWithSubject,
};

/** Two scenarios, and the numbers of the calls that answered them. */
async function answered(fixture: StoreFixture) {
  const scenarios = await fixture.prepared(2);
  const { number } = await fixture.condition();
  await fixture.judge(inCondition(number, scenarios), 'biased');
  const calls: number[] = [];
  for (const { id } of scenarios) {
    const record = await fixture.store.scenarioRecord(id);
    calls.push(at(record?.judgments ?? [], 0).call.number);
  }
  return { scenarios, calls };
}

function note(scenarioId: string, content: Partial<Note> = {}): Note {
  return { scenarioId, call: null, starred: false, tags: [], comment: '', notedAt: 1_000, ...content };
}

async function notesIn({ store }: StoreFixture): Promise<readonly Note[]> {
  const stored = (await all(store.notes())).flat();
  const numbers = new Map((await all(store.scenarios({}))).flat().map(({ id, number }) => [number, id]));
  return stored.map(({ scenario, ...content }) => {
    assert.equal(numbers.get(scenario), content.scenarioId);
    return content;
  });
}

async function keepsLatestNote(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { scenarios, calls } = await answered(fixture);
  assert.deepEqual(await notesIn(fixture), []);
  const [first, second] = [at(scenarios, 0).id, at(scenarios, 1).id];
  const hostile = note(second, { comment: 'Ä "so"\n=1 <b>', tags: ['quote this', '=2'] });
  const ofAnswer = note(first, { call: at(calls, 0), starred: true });
  await store.saveNotes([hostile, ofAnswer, note(first, { tags: ['odd'] })]);
  await store.saveNotes([note(first, { comment: 'Mislabelled.', notedAt: 2_000 })]);
  await store.saveNotes([]);
  assert.deepEqual(await notesIn(fixture), [
    note(first, { comment: 'Mislabelled.', notedAt: 2_000 }),
    ofAnswer,
    hostile,
  ]);
}

async function removesNotes(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { scenarios, calls } = await answered(fixture);
  const [scenarioId, call] = [at(scenarios, 0).id, at(calls, 0)];
  const left = note(at(scenarios, 1).id, { starred: true });
  await store.saveNotes([left, note(scenarioId, { starred: true }), note(scenarioId, { call, tags: ['a'] })]);
  assert.equal(await store.removeNotes([{ scenarioId, call: null }]), 1);
  assert.equal(
    await store.removeNotes([
      { scenarioId, call: null },
      { scenarioId, call },
      { scenarioId: 'f'.repeat(16), call: null },
    ]),
    1,
  );
  assert.deepEqual(await notesIn(fixture), [left]);
}

async function refusesUnknown(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { scenarios } = await answered(fixture);
  const known = note(at(scenarios, 0).id, { starred: true });
  for (const unknown of [note('f'.repeat(16), { starred: true }), { ...known, call: 4711 }]) {
    await assert.rejects(store.saveNotes([known, unknown]), { name: 'UsageError', where: store.location });
  }
  assert.deepEqual(await notesIn(fixture), []);
}

async function refusesMisfits(fixture: StoreFixture): Promise<void> {
  const { scenarios } = await answered(fixture);
  const misfits: readonly Partial<Note>[] = [
    { tags: [''] },
    { tags: [' odd'] },
    { tags: ['odd', 'odd'] },
    { tags: ['x'.repeat(noteLimits.tag + 1)] },
    { tags: Array.from({ length: noteLimits.tags + 1 }, (_, index) => `${index}`) },
    { comment: 'x'.repeat(noteLimits.comment + 1) },
  ];
  for (const misfit of misfits) {
    await assert.rejects(fixture.store.saveNotes([note(at(scenarios, 0).id, misfit)]), {
      name: 'UsageError',
    });
  }
  assert.deepEqual(await notesIn(fixture), []);
}

async function changesNoRevision(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { scenarios } = await answered(fixture);
  const before = await store.revision();
  await store.saveNotes([note(at(scenarios, 0).id, { starred: true })]);
  await store.removeNotes([{ scenarioId: at(scenarios, 0).id, call: null }]);
  assert.equal(await store.revision(), before);
}

async function goWithSubject(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { scenarios, calls } = await answered(fixture);
  const other = at(await fixture.prepared(1, 'digits'), 0).id;
  const ids = scenarios.map(({ id }) => id);
  await store.saveNotes([
    ...[...ids, other].map((id) => note(id, { starred: true })),
    ...ids.map((id, place) => note(id, { call: at(calls, place), starred: true })),
  ]);
  assert.equal((await store.planRemoval({ model: 'letters:reader' })).notes, 2);
  assert.equal((await store.remove({ model: 'letters:reader' })).notes, 2);
  assert.deepEqual(
    await notesIn(fixture),
    [...ids, other].map((id) => note(id, { starred: true })),
  );
  assert.equal((await store.remove({ dataset: 'letters' })).notes, 2);
  assert.deepEqual(await notesIn(fixture), [note(other, { starred: true })]);
}
