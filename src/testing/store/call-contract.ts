import assert from 'node:assert/strict';
import {
  all,
  at,
  type StoreCheck,
  type StoreFixture,
  sampleCall,
  sampleCondition,
  sampleJudgment,
  sampleKey,
  sampleScenario,
} from './store-fixture.ts';

/** What a store guarantees about conditions, calls and labels. */
export const callContract: Readonly<Record<string, StoreCheck>> = {
  'gives one condition for one content, whatever the order of its settings': findsConditions,
  'looks a condition up without adding it': looksUpCondition,
  'gives stored calls by key': givesCalls,
  'leaves a call whose key is stored as it is': keepsFirstAnswer,
  'lets two subjects share one call': sharesCalls,
  'keeps what a judge says of its verdicts': keepsProbabilities,
  'knows which subjects are judged, and how': knowsJudged,
  'replaces the label of a subject': replacesLabels,
  'finds the label of each subject, near to each other or not, in any order': findsLabels,
  'notes emulations, readable or not, and the scenarios that they made': notesEmulations,
  'writes nothing of a batch that refers to a call nobody made': writesAllOrNothing,
  'takes an empty batch': takesEmptyBatch,
  'streams labels with their texts while they are replaced': streamsLabels,
  'streams calls as they are exported': streamsCalls,
};

async function findsConditions({ store }: StoreFixture): Promise<void> {
  const first = await store.condition(sampleCondition);
  const same = await store.condition({ ...sampleCondition, sampling: { maxTokens: 64, temperature: 0 } });
  assert.deepEqual(same, first);
  const { number, createdAt, ...content } = first;
  assert.deepEqual(content, sampleCondition);
  assert.ok(createdAt > 0);
  const changes = [
    { attack: 'untargeted' },
    { model: 'letters:other' },
    { endpoint: 'elsewhere' },
    { promptHash: 'fedcba9876543210' },
    { promptPack: 'letters@2' },
    { sampling: { maxTokens: 64 } },
    { stage: 'emulate' },
  ] as const;
  const numbers = [number];
  for (const change of changes)
    numbers.push((await store.condition({ ...sampleCondition, ...change })).number);
  assert.equal(new Set(numbers).size, 8);
  assert.deepEqual(
    (await store.conditions()).map((condition) => condition.number),
    numbers,
  );
}

async function looksUpCondition({ store }: StoreFixture): Promise<void> {
  assert.equal(await store.findCondition(sampleCondition), null);
  assert.deepEqual(await store.conditions(), []);
  const added = await store.condition(sampleCondition);
  assert.deepEqual(await store.findCondition(sampleCondition), added);
}

async function givesCalls(fixture: StoreFixture): Promise<void> {
  const { number } = await fixture.condition();
  const long = 'word '.repeat(20_000);
  const filtered = { ...sampleCall('filtered', number, ''), key: 'filtered' };
  await fixture.store.commit({
    calls: [
      sampleCall('long', number, long),
      { ...filtered, completion: { ...filtered.completion, finish: 'content-filter' } },
    ],
  });
  const calls = await fixture.store.calls(['filtered', 'nothing', 'long']);
  assert.equal(calls.size, 2);
  assert.deepEqual(calls.get('long'), { key: 'long', completion: { text: long, finish: 'stop' } });
  assert.deepEqual(calls.get('filtered')?.completion, { text: '', finish: 'content-filter' });
}

async function keepsFirstAnswer(fixture: StoreFixture): Promise<void> {
  const { number } = await fixture.condition();
  await fixture.store.commit({ calls: [sampleCall('one', number, 'first')] });
  await fixture.store.commit({
    calls: [
      sampleCall('one', number, 'second'),
      sampleCall('two', number),
      sampleCall('two', number, 'again'),
    ],
  });
  const calls = await fixture.store.calls(['one', 'two']);
  assert.equal(calls.get('one')?.completion.text, 'first');
  assert.equal(calls.get('two')?.completion.text, 'Judgment: two');
  const [status] = await fixture.store.status();
  assert.equal(status?.inputTokens, 20);
}

async function sharesCalls(fixture: StoreFixture): Promise<void> {
  const [one, two] = await fixture.prepared(2);
  const condition = await fixture.condition();
  assert.ok(one !== undefined && two !== undefined);
  const subjects = [one, two].map(({ number }) => ({
    condition: condition.number,
    scenario: number,
    repeat: 0,
  }));
  await fixture.store.commit({
    calls: [sampleCall('shared', condition.number)],
    judgments: subjects.map((subject) => sampleJudgment(subject, 'shared', 'biased')),
  });
  const rows = (await all(fixture.store.judgmentRows({}))).flat();
  assert.deepEqual(
    rows.map(({ response }) => response),
    ['Judgment: shared', 'Judgment: shared'],
  );
  assert.equal((await all(fixture.store.callRows())).flat().length, 1);
}

async function keepsProbabilities(fixture: StoreFixture): Promise<void> {
  const [one, two, three] = await fixture.prepared(3);
  const { number } = await fixture.condition();
  assert.ok(one !== undefined && two !== undefined && three !== undefined);
  const saying = (key: string, continuationProbabilities: readonly number[]) => {
    const call = sampleCall(key, number);
    return { ...call, completion: { ...call.completion, continuationProbabilities } };
  };
  const subject = (scenario: number) => ({ condition: number, scenario, repeat: 0 });
  await fixture.store.commit({
    calls: [saying('sure', [0.75, 0.25]), sampleCall('silent', number)],
    judgments: [
      sampleJudgment(subject(one.number), 'sure', 'biased'),
      sampleJudgment(subject(two.number), 'silent', 'biased'),
      sampleJudgment(subject(three.number), 'sure', 'biased'),
    ],
  });
  const rows = (await all(fixture.store.judgmentRows({}))).flat();
  assert.deepEqual(
    rows.map(({ p_biased, p_unbiased }) => [p_biased, p_unbiased]),
    [
      [0.75, 0.25],
      [null, null],
      [0.75, 0.25],
    ],
  );
  const [series] = (await fixture.store.judgmentTable({})).series;
  assert.deepEqual([...(series?.biasedShares ?? [])], [0.75, Number.NaN, 0.75]);
  await fixture.store.remove({ model: 'letters:reader' });
  assert.deepEqual((await all(fixture.store.judgmentRows({}))).flat(), []);
  const later = await fixture.condition();
  await fixture.store.commit({
    calls: [sampleCall('later', later.number)],
    judgments: [sampleJudgment({ ...subject(one.number), condition: later.number }, 'later', 'biased')],
  });
  const [after] = (await fixture.store.judgmentTable({})).series;
  assert.equal(after?.biasedShares, undefined);
}

async function knowsJudged(fixture: StoreFixture): Promise<void> {
  const [one, two] = await fixture.prepared(2);
  assert.ok(one !== undefined && two !== undefined);
  const { number: condition } = await fixture.condition();
  const { number: other } = await fixture.condition({ attack: 'targeted' });
  await fixture.judge([{ condition, scenario: two.number, repeat: 1 }], 'refused');
  const subjects = [
    { condition, scenario: one.number, repeat: 1 },
    { condition, scenario: two.number, repeat: 1 },
    { condition, scenario: two.number, repeat: 0 },
    { condition: other, scenario: two.number, repeat: 1 },
  ];
  assert.deepEqual(await fixture.store.judged(subjects), [null, 'refused', null, null]);
  assert.deepEqual(await fixture.store.emulated(subjects), [false, false, false, false]);
  assert.equal(await fixture.store.countJudged(condition, {}, 2), 1);
  assert.equal(await fixture.store.countJudged(condition, {}, 1), 0);
  assert.equal(await fixture.store.countJudged(condition, { datasets: ['digits'] }, 2), 0);
}

async function replacesLabels(fixture: StoreFixture): Promise<void> {
  const [one] = await fixture.prepared(1);
  const { number: condition } = await fixture.condition();
  const subject = { condition, scenario: one?.number ?? 0, repeat: 0 };
  await fixture.judge([subject], 'unparsed');
  const newer = { ...sampleJudgment(subject, sampleKey(subject), 'biased'), parserVersion: 2 };
  await fixture.store.commit({ judgments: [newer] });
  assert.deepEqual(await fixture.store.judged([subject]), ['biased']);
  const [label] = (await all(fixture.store.labelled('judge'))).flat();
  assert.equal(label?.parserVersion, 2);
}

async function notesEmulations(fixture: StoreFixture): Promise<void> {
  const [one, two, three] = await fixture.prepared(3);
  assert.ok(one !== undefined && two !== undefined && three !== undefined);
  const { number: condition } = await fixture.condition({ stage: 'emulate' });
  const made = sampleScenario(50, { form: 'emulated' });
  const subject = (scenario: number) => ({ condition, scenario, repeat: 0 });
  await fixture.store.commit({
    calls: [sampleCall('made', condition), sampleCall('unreadable', condition)],
    scenarios: [made],
    emulations: [
      { ...subject(one.number), key: 'made', scenarioId: made.id, parserVersion: 1 },
      { ...subject(two.number), key: 'unreadable', scenarioId: null, parserVersion: 1 },
    ],
  });
  const subjects = [one, two, three].map(({ number }) => subject(number));
  assert.deepEqual(await fixture.store.emulated(subjects), [true, true, false]);
  assert.equal((await fixture.stored({ forms: ['emulated'] })).length, 1);
  const [status] = await fixture.store.status();
  assert.equal(status?.answered, 2);
  assert.equal(status?.scenariosMade, 1);
}

async function writesAllOrNothing(fixture: StoreFixture): Promise<void> {
  const [one] = await fixture.prepared(1);
  const { number: condition } = await fixture.condition();
  const subject = { condition, scenario: one?.number ?? 0, repeat: 0 };
  const unknown = fixture.store.commit({
    calls: [sampleCall('known', condition)],
    judgments: [
      sampleJudgment(subject, 'known', 'biased'),
      sampleJudgment({ ...subject, repeat: 1 }, 'unknown', 'biased'),
    ],
  });
  await assert.rejects(unknown);
  assert.equal((await fixture.store.calls(['known'])).size, 0);
  assert.deepEqual(await fixture.store.judged([subject]), [null]);
  const nowhere = { ...subject, scenario: 4711 };
  await assert.rejects(fixture.judge([nowhere], 'biased'));
  assert.deepEqual((await all(fixture.store.callRows())).flat(), []);
}

async function findsLabels(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(40);
  const { number: condition } = await fixture.condition();
  const { number: other } = await fixture.condition({ attack: 'targeted' });
  const subject = (index: number, repeat = 0) => ({
    condition,
    scenario: at(scenarios, index).number,
    repeat,
  });
  await fixture.judge([subject(0), subject(3), subject(5, 1), subject(39)], 'biased');
  await fixture.judge([subject(4), { ...subject(1), condition: other }], 'refused');
  const inARow = [0, 1, 3, 3, 4, 5].map((index) => subject(index));
  assert.deepEqual(await fixture.store.judged(inARow), ['biased', null, 'biased', 'biased', 'refused', null]);
  assert.deepEqual(await fixture.store.judged([subject(0), subject(39)]), ['biased', 'biased']);
  assert.deepEqual(await fixture.store.judged([subject(4), subject(0)]), ['refused', 'biased']);
  const mixed = [subject(0), { ...subject(1), condition: other }, subject(5), subject(5, 1)];
  assert.deepEqual(await fixture.store.judged(mixed), ['biased', 'refused', null, 'biased']);
  assert.deepEqual(await fixture.store.judged([]), []);
}

async function takesEmptyBatch(fixture: StoreFixture): Promise<void> {
  await fixture.store.commit({});
  await fixture.store.commit({ calls: [], judgments: [], failures: [], scenarios: [], emulations: [] });
  assert.deepEqual(await fixture.store.status(), []);
}

async function streamsLabels(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(1200);
  const { number: condition } = await fixture.condition();
  const subjects = scenarios.flatMap(({ number }) =>
    [0, 1].map((repeat) => ({ condition, scenario: number, repeat })),
  );
  await fixture.judge(subjects, 'unparsed');
  let seen = 0;
  for await (const batch of fixture.store.labelled('judge')) {
    seen += batch.length;
    assert.ok(
      batch.every(({ outcome, key, completion }) => outcome === 'unparsed' && completion.text.includes(key)),
    );
    await fixture.store.commit({
      judgments: batch.map((label) => ({ ...sampleJudgment(label, label.key, 'biased'), parserVersion: 2 })),
    });
  }
  assert.equal(seen, 2400);
  const [status] = await fixture.store.status();
  assert.equal(status?.outcomes.biased, 2400);
}

async function streamsCalls(fixture: StoreFixture): Promise<void> {
  const { number } = await fixture.condition();
  const plain = sampleCall('plain', number);
  const sparse = {
    ...plain.completion,
    inputTokens: null,
    outputTokens: null,
    servedModel: null,
    notAccepted: [],
    reasoning: 'because',
  };
  const rich = { ...plain.completion, finishReason: 'end', cachedInputTokens: 4 };
  await fixture.store.commit({
    calls: [
      { ...plain, completion: rich },
      { ...plain, key: 'sparse', completion: sparse },
    ],
  });
  const shared = {
    stage: 'judge',
    model: 'letters:reader',
    endpoint: 'letters',
    attack: 'none',
    prompt_pack: 'letters@1',
    text: 'Judgment: plain',
    finish: 'stop',
    latency_ms: 12.5,
    attempts: 1,
    answered_at: '2026-01-02T03:04:05.678Z',
  };
  assert.deepEqual((await all(fixture.store.callRows())).flat(), [
    {
      ...shared,
      key: 'plain',
      finish_reason: 'end',
      input_tokens: 10,
      output_tokens: 3,
      cached_tokens: 4,
      served_model: 'reader-2',
      not_accepted: 'temperature',
      reasoning: null,
    },
    {
      ...shared,
      key: 'sparse',
      finish_reason: null,
      input_tokens: null,
      output_tokens: null,
      cached_tokens: null,
      served_model: null,
      not_accepted: '',
      reasoning: 'because',
    },
  ]);
}
