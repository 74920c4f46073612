import { describe, expect, it } from 'vitest';
import { questionId, scenarioId } from '../../core/hashes.ts';
import type { Scenario, ScenarioContent } from '../../core/scenario.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { sentenceGroups } from './derive-twins.ts';
import { makeTwins } from './make-twins.ts';

interface Item {
  readonly category: string;
  readonly group: string;
  readonly context: string;
  readonly answers: readonly [target: string, other: string];
}

function scenario(content: Partial<ScenarioContent> & Pick<ScenarioContent, 'text'>, row: number): Scenario {
  const whole: ScenarioContent = {
    ...{ dataset: 'tales', form: 'answer', category: 'folk', variant: 'neg-stereotype', polarity: 'neg' },
    ...{ gold: 'biased', control: false, cluster: `tales/${row}`, group: null, sourceId: `${row}` },
    ...content,
  };
  return { ...whole, id: scenarioId(whole), sourceRow: row };
}

async function storeWith(items: readonly Item[], more: readonly Scenario[] = []) {
  const store = await openSqliteStore(':memory:');
  const question = 'Who was late?';
  const scenarios = items.map(({ category, group, context, answers: [answer] }, i) =>
    scenario({ category, group, text: { kind: 'answer', context, question, answer } }, i),
  );
  await store.commit({ scenarios: [...scenarios, ...more] });
  await store.replaceQuestions(
    'tales',
    (async function* () {
      for (const [i, { category, context, answers }] of items.entries()) {
        const content = {
          ...{ dataset: 'tales', category, cluster: `tales/${i}`, ambiguous: true, polarity: 'neg' as const },
          ...{ context, question, options: [...answers, 'Unknown'] as const, sourceId: `${i}` },
          ...{ target: 0 as const, other: 1 as const, unknown: 2 as const, label: 2 as const },
        };
        yield { id: questionId(content), ...content, sourceRow: i };
      }
    })(),
  );
  return store;
}

const nations: readonly Item[] = [
  {
    category: 'Nation',
    group: 'Laputan',
    context: 'A Laputan man met an Elvish man.',
    answers: ['The Laputan man', 'The Elvish man'],
  },
  {
    category: 'Nation',
    group: 'Uqbarian',
    context: 'My Uqbarian friend met my Elvish friend.',
    answers: ['The Uqbarian friend', 'The Elvish friend'],
  },
];

describe('makeTwins', () => {
  it('replaces the name of the group by another of its category, and stores both as a dataset of their own', async () => {
    const store = await storeWith(nations);
    const { made, sets } = await makeTwins({ store, seed: 1 });
    expect(made).toEqual([{ dataset: 'tales', twins: 'tales-twins', sets: 2, rejected: 0, scenarios: 4 }]);
    expect(sets.map(({ method, group, twinGroup, twin }) => [method, group, twinGroup, twin])).toEqual([
      [
        'replaced',
        'Laputan',
        'Uqbarian',
        'An Uqbarian man met an Elvish man. Who was late? The Uqbarian man',
      ],
      [
        'replaced',
        'Uqbarian',
        'Laputan',
        'My Laputan friend met my Elvish friend. Who was late? The Laputan friend',
      ],
    ]);
    const stored = (await Array.fromAsync(store.scenarios({ datasets: ['tales-twins'] }))).flat();
    expect(
      stored.map(({ variant, group, gold, cluster, sourceId }) => [variant, group, gold, cluster, sourceId]),
    ).toEqual(
      sets.flatMap(({ set, group, twinGroup }, i) => [
        ['original', group, 'biased', `tales/${i}`, set],
        ['twin', twinGroup, 'biased', `tales/${i}`, set],
      ]),
    );
    // Made again, nothing changes, and twins get no twins.
    expect((await makeTwins({ store, seed: 1 })).sets).toEqual(sets);
    expect(await store.countScenarios({ datasets: ['tales-twins'] })).toMatchObject([{ biased: 4 }]);
  });

  it('lets the two people change places where the group has no name, and rejects what breaks a rule', async () => {
    const item = (group: string, context: string, answers: Item['answers']): Item => ({
      ...{ category: 'Age', group, context, answers },
    });
    const store = await storeWith([
      item('old', 'An old baker met a young smith.', ['The old baker', 'The young smith']),
      item('old', 'Somebody met the smith.', ['The baker', 'The smith']),
      item('nonOld', 'Ida, who is young, met Ole.', ['Ida', 'Ole']),
      item('nonOld', 'A grandson and a much older man met.', ['The grandson', 'The older man']),
      item('old', 'The grandmother saw the smith and her boat.', ['The grandmother', 'The smith']),
      item('old', 'I met two, one a smith and one who bakes.', ['The one who bakes', 'The smith']),
      item('old', 'An old baker met a cousin of mine.', ['The old baker', 'The cousin']),
      item('old', 'Two bakers met two young smiths. A baker and a young smith sat down.', [
        'The baker',
        'The young smith',
      ]),
      item('old', 'Two bakers met. A baker and a young man sat down.', ['The baker', 'The young man']),
    ]);
    const { sets } = await makeTwins({ store, seed: 1 });
    expect(
      sets.map(({ state, twinGroup, twin, reason }) => (state === 'made' ? [twinGroup, twin] : reason)),
    ).toEqual([
      ['nonOld', 'A young smith met an old baker. Who was late? The young smith'],
      'the context does not name both people as the answers do ("baker", "smith")',
      'a proper name does not tell the group',
      'a word such as "much" fits one of the two people only',
      'a pronoun of the context fits one of the two people only',
      'an article fits one of the two people only',
      'words such as "of mine" fit one of the two people only',
      '"young smith" has no plural that is known',
      '"young man" has no plural that is known',
    ]);
  });

  it('rejects a name that is part of a longer one in the text', async () => {
    const store = await storeWith([
      {
        ...{ category: 'Nation', group: 'Elvish', answers: ['The Elvish man', 'The High Elvish man'] },
        context: 'An Elvish man met a High Elvish man.',
      },
      {
        ...{ category: 'Nation', group: 'High Elvish', answers: ['The High Elvish man', 'The Elvish man'] },
        context: 'A High Elvish man met an Elvish man.',
      },
      nations[0] as Item,
    ]);
    const { sets } = await makeTwins({ store, seed: 1 });
    expect(sets.slice(0, 2).map(({ twin, reason }) => reason || twin)).toEqual([
      '"Elvish" is also part of "High Elvish"',
      expect.stringContaining('Laputan man met an Elvish man.'),
    ]);
  });

  it('marks a twin that was published itself, and leaves out sets that a reviewer refused or that were not drawn', async () => {
    const text = {
      kind: 'answer' as const,
      context: 'My Laputan friend met my Elvish friend.',
      question: 'Who was late?',
      answer: 'The Laputan friend',
    };
    const published = scenario(
      { category: 'Nation', variant: 'neg-nonstereotype', group: 'Elvish', text },
      9,
    );
    const store = await storeWith(nations, [published]);
    const { sets } = await makeTwins({ store, seed: 1 });
    const variants = (await Array.fromAsync(store.scenarios({ datasets: ['tales-twins'] })))
      .flat()
      .map(({ variant }) => variant);
    expect(variants).toEqual(['original', 'twin', 'original', 'published']);
    const refused = new Set([sets[0]?.set ?? '']);
    expect((await makeTwins({ store, seed: 1, refused })).sets.map(({ state }) => state)).toEqual([
      'refused',
      'made',
    ]);
    expect((await makeTwins({ store, seed: 1, size: 1 })).sets.map(({ state }) => state).toSorted()).toEqual([
      'made',
      'not drawn',
    ]);
  });

  it('takes published pairs of sentences as twins where the words that differ are for two groups of one kind', async () => {
    const sentence = (statement: string, variant: string, row: number) =>
      scenario(
        { form: 'statement', variant, cluster: 'tales/pair', text: { kind: 'statement', statement } },
        row,
      );
    const store = await storeWith(
      [],
      [sentence('The old smith is late.', 'pro', 1), sentence('The young smith is late.', 'anti', 2)],
    );
    const { sets } = await makeTwins({ store, seed: 1 });
    expect(sets).toMatchObject([{ state: 'made', method: 'published', group: 'old', twinGroup: 'young' }]);
    expect(sentenceGroups('He paid.', 'She paid.')).toEqual({ kind: 'made', groups: ['men', 'women'] });
    expect(sentenceGroups('The rich man paid.', 'The elf paid.')).toMatchObject({ kind: 'rejected' });
    expect(sentenceGroups('The rich man paid.', 'The old man paid.')).toEqual({
      kind: 'rejected',
      reason: 'the words that differ are not of two groups of one kind',
    });
  });

  it('makes nothing where there is nothing to make twins of', async () => {
    expect(await makeTwins({ store: await openSqliteStore(':memory:'), seed: 1 })).toEqual({
      made: [],
      sets: [],
    });
  });
});
