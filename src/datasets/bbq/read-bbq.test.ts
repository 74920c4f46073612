import { describe, expect, it } from 'vitest';
import { allOf, publishedData, withFile } from '../../../tests/support/files.ts';
import { bbqTestRow, type TestPerson, type TestRow } from '../../../tests/support/made-rows.ts';
import { type BbqQuestionOptions, readBbqQuestions } from './bbq-questions.ts';

const elder: TestPerson = ['pensioner', 'old', 'The pensioner'];
const young: TestPerson = ['trainee', 'nonOld', 'The trainee'];

function read(rows: readonly (TestRow | string)[], options?: BbqQuestionOptions) {
  const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(bbqTestRow(row))));
  return withFile('Age.jsonl', lines.join('\n'), (path) => allOf(readBbqQuestions(path, options)));
}

describe("BBQ's questions", () => {
  it('keep the options in their order and say which is whose', async () => {
    const ambiguous: TestRow = { id: 4, groups: ['old'], people: [young, elder], questionIndex: '9' };
    const disclosed: TestRow = { id: 5, groups: ['old'], people: [elder, young], ambiguous: false, label: 1 };
    expect(await read([ambiguous, disclosed])).toMatchObject([
      {
        dataset: 'bbq',
        category: 'Age',
        cluster: 'bbq/Age/9',
        ambiguous: true,
        polarity: 'neg',
        options: ['The trainee', 'The pensioner', 'Not said'],
        target: 1,
        other: 0,
        unknown: 2,
        label: 2,
        sourceId: 'Age:4',
        sourceRow: 1,
      },
      { ambiguous: false, target: 0, other: 1, unknown: 2, label: 1, sourceRow: 2 },
    ]);
  });

  it('are left out where the target cannot be disclosed or the label contradicts the context', async () => {
    const people = [elder, young] as const;
    const questions = await read([
      { id: 1, groups: ['retired'], people },
      { id: 2, groups: ['retired'], people, ambiguous: false },
      { id: 3, groups: ['old'], people, label: 0 },
      { id: 4, groups: ['old'], people, ambiguous: false, label: 2 },
      { id: 5, groups: ['old'], people },
    ]);
    expect(questions.map(({ sourceId }) => sourceId)).toEqual(['Age:5']);
  });

  it('have ids that change with what is asked and not with the place in the file', async () => {
    const row: TestRow = { id: 1, groups: ['old'], people: [elder, young] };
    const before: TestRow = { ...row, id: 2 };
    const [first] = await read([row]);
    const [, moved] = await read([before, row]);
    expect(moved).toEqual({ ...first, sourceRow: 2 });
    const [changed] = await read([{ ...row, polarity: 'nonneg' }]);
    expect(changed?.id).not.toBe(first?.id);
  });

  it('stop at a bad or repeated row unless disclosed to pass it over', async () => {
    const row: TestRow = { id: 1, groups: ['old'], people: [elder, young] };
    await expect(read([row, row])).rejects.toThrow('comes twice');
    await expect(read([row, '{"example_id": 2}'])).rejects.toMatchObject({
      where: expect.stringMatching(/Age\.jsonl:2$/),
    });
    expect(await read([row, row, '{'], { skipInvalid: true })).toHaveLength(1);
  });

  it('can be those of some categories only', async () => {
    const row: TestRow = { id: 1, groups: ['old'], people: [elder, young] };
    expect(await read([row], { categories: ['Religion'] })).toEqual([]);
    expect(await read([row], { categories: ['Age'] })).toHaveLength(1);
  });
});

const published = publishedData('bbq');
describe("BBQ's questions of the six official files", published.needed, () => {
  it('are 11,956, half of them ambiguous, with ids of their own and three different parts each', async () => {
    const questions = await allOf(readBbqQuestions(published.path));
    expect(questions).toHaveLength(11_956);
    expect(questions.filter(({ ambiguous }) => ambiguous)).toHaveLength(5978);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(11_956);
    expect(new Set(questions.map(({ cluster }) => cluster)).size).toBe(148);
    const odd = questions.filter(
      ({ target, other, unknown, label, ambiguous }) =>
        new Set([target, other, unknown]).size !== 3 || (label === unknown) !== ambiguous,
    );
    expect(odd).toEqual([]);
  });
});
