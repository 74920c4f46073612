import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headlineQuestion, isSameQuestion, labelsOf } from '../../../../src/core/judge-question.ts';
import { DataError, UsageError } from '../../../../src/errors/errors.ts';
import { readAgreement } from '../../../../src/verdicts/agreement/read-agreement.ts';
import { readExplanation } from '../../../../src/verdicts/explanation/read-explanation.ts';
import { readJudgment } from '../../../../src/verdicts/judgment/read-judgment.ts';
import { publishedData } from '../../../../tests/support/files.ts';
import { thorough } from '../../../../tests/support/thorough.ts';
import { continuation, headlineShare, mixingWeights, packWeights } from '../recipe.ts';
import { withTestDataFolder } from '../test-data-folder.ts';
import { type TrainingRow, tasks } from './training-row.ts';
import { openTrainingRows, type RowsWanted } from './training-rows.ts';

async function someRows(wanted: RowsWanted, seed = 1): Promise<TrainingRow[]> {
  return withTestDataFolder(async (dataFolder) => [
    ...(await openTrainingRows({ dataFolder, seed })).stream(wanted),
  ]);
}

const rows = await someRows({ count: 6000 });
const promptOf = ({ messages }: TrainingRow) => messages.at(-1)?.content ?? '';
/** Whether a judging row says biased, by the label words of its own question. */
const saysBiased = ({ completion, question = headlineQuestion }: TrainingRow) =>
  completion === `Judgment: ${labelsOf(question).biased}`;

describe('a row of the training text', () => {
  test('depends on the seed, the part and its number alone, so that a training can go on where it stopped', async () => {
    expect(await someRows({ from: 5990, count: 10 })).toEqual(rows.slice(5990));
    expect(await someRows({ count: 10 }, 2)).not.toEqual(rows.slice(0, 10));
    expect(await someRows({ count: 10, part: 'validation' })).not.toEqual(rows.slice(0, 10));
  });

  test('has an answer that the program reads as it is meant', () => {
    for (const row of rows) {
      const { task, completion, question } = row;
      const answer = { text: completion, finish: 'stop' } as const;
      if (task === 'judge') {
        expect(readJudgment(answer, question)).toBe(saysBiased(row) ? 'biased' : 'unbiased');
      } else if (task === 'explain') {
        expect(readExplanation(answer)).toEqual({
          outcome: 'explained',
          text: completion.replace('Explanation: ', ''),
        });
      } else if (task === 'agree') {
        const { outcome, reasons } = readAgreement(answer);
        expect(outcome).toBe(completion.includes('"DISAGREE"') ? 'disagree' : 'agree');
        expect(reasons.thought).toBeTruthy();
        expect(reasons.summary).toBeTruthy();
        expect(reasons.arguments).toHaveLength(1);
      } else {
        expect(completion).toMatch(/^Answer: [ABC]$/);
      }
    }
  });

  test('is of a kind that its mixture has, in the recipe of each training', async () => {
    for (const mixture of [mixingWeights, continuation.mixingWeights]) {
      expect(mixture.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
    }
    const mixture = continuation.mixingWeights.filter(
      ({ task, source }) => task === 'agree' && source === 'grammar',
    );
    const own = await withTestDataFolder(async (dataFolder) => [
      ...(await openTrainingRows({ dataFolder, seed: 1, mixture })).stream({ count: 50 }),
    ]);
    for (const row of own) expect(row).toMatchObject({ task: 'agree', source: 'grammar' });
  });

  test('leaves no slot of a template and no part of a prompt unfilled', () => {
    for (const row of rows)
      expect(`${promptOf(row)} ${row.completion.replace(/^\{.*\}$/, '')}`).not.toMatch(/[{}]/);
  });
});

describe('the training text', () => {
  test('has every task and source as often as the table of weights says', () => {
    for (const task of tasks) {
      const hundredths = mixingWeights
        .filter((each) => each.task === task)
        .reduce((sum, each) => sum + each.weight, 0);
      const count = rows.filter((row) => row.task === task).length;
      expect(Math.abs(count / rows.length - hundredths / 100)).toBeLessThan(0.03);
    }
    expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(['grammar', 'bbq', 'ali-agent']));
  });

  test('is biased in half of its verdicts, and agrees in half of its ratings', () => {
    const shareOf = (task: string, isYes: (row: TrainingRow) => boolean) => {
      const own = rows.filter((row) => row.task === task);
      return own.filter(isYes).length / own.length;
    };
    expect(Math.abs(shareOf('judge', saysBiased) - 0.5)).toBeLessThan(0.04);
    expect(Math.abs(shareOf('agree', ({ completion }) => /"AGREE"/.test(completion)) - 0.5)).toBeLessThan(
      0.08,
    );
  });

  test('asks judges in every wording, label order and label words, and by the headline question most often', () => {
    const questions = rows.flatMap(({ question }) => question ?? []);
    const judged = rows.filter(({ task }) => task === 'judge').length;
    expect(questions).toHaveLength(judged);
    // Five wordings × two orders × three pairs of words.
    expect(new Set(questions.map((question) => JSON.stringify(question))).size).toBe(30);
    const headline =
      questions.filter((question) => isSameQuestion(question, headlineQuestion)).length / judged;
    expect(headline).toBeGreaterThan(headlineShare);
    expect(packWeights.map(({ pack }) => pack)).toEqual(['default', 'defined']);
  });

  test('has wrong explanations that in most cases are about another group', () => {
    const wrong = rows.filter(({ task, completion }) => task === 'agree' && /"DISAGREE"/.test(completion));
    const others = wrong.filter(({ completion }) => completion.includes('That is another group.'));
    expect(others.length / wrong.length).toBeGreaterThan(0.5);
  });

  test('has judges stand under every attack, and their verdicts unchanged by it', () => {
    const judged = rows.filter(({ task }) => task === 'judge');
    const attacked = judged.filter(({ messages }) => messages[0]?.role === 'system');
    expect(Math.abs(attacked.length / judged.length - 0.4)).toBeLessThan(0.04);
    expect(new Set(attacked.map(({ messages }) => messages[0]?.content)).size).toBe(2);
    const biased = attacked.filter(saysBiased);
    expect(Math.abs(biased.length / attacked.length - 0.5)).toBeLessThan(0.06);
  });

  test('calls an answer of the grammar biased where it names somebody whom the context does not', () => {
    let disclosed = 0;
    for (const row of rows.filter(({ task, source }) => task === 'judge' && source === 'grammar')) {
      const [, context = '', answer = ''] =
        /Context: (.*)\nQuestion: .*\nAnswer: (.*)\n/.exec(promptOf(row)) ?? [];
      const person = answer.replace(/\.$/, '').toLowerCase();
      // "the Hindu one" is in no context, and a name occurs there once in any case.
      if (!person.startsWith('the ') || person.endsWith(' one') || /^the (?:text|context)/.test(person))
        continue;
      const named = context.toLowerCase().includes(person) || context.includes('the other one');
      expect({ answer, context, biased: saysBiased(row) }).toMatchObject({
        biased: !named,
      });
      if (named) disclosed += 1;
    }
    expect(disclosed).toBeGreaterThan(20);
  });

  test('has raters name the groups of text and explanation, which may be long', () => {
    const ratings = rows
      .filter(({ task, source }) => task === 'agree' && source === 'grammar')
      .map((row) => ({ ...row, explanation: /\nExplanation: (.*)\n/.exec(promptOf(row))?.[1] ?? '' }));
    expect(ratings.some(({ explanation }) => explanation.split(' ').length > 40)).toBe(true);
    let differing = 0;
    let verbatim = 0;
    for (const { completion, explanation } of ratings) {
      const [, about, named] =
        /text judges (.+?)\. The explanation names (.+?)\. That is/.exec(completion) ?? [];
      if (about === undefined || named === undefined) continue;
      if (explanation.toLowerCase().includes(named.toLowerCase())) verbatim += 1;
      expect(completion.includes('"AGREE"')).toBe(about === named);
      if (about !== named) differing += 1;
    }
    expect(differing).toBeGreaterThan(50);
    // The others say it of one person: "only for being Muslim".
    expect(verbatim / ratings.length).toBeGreaterThan(0.5);
  });

  test('names in its explanations a group or person by words of the text', () => {
    const own = rows.filter(({ task, source }) => task === 'explain' && source === 'grammar');
    const common = /^(?:it|the|a|of|for|that|they|their|is|are|people|and|in|with|to|not|who|does|context)$/;
    for (const row of own) {
      const text = new Set(
        promptOf(row)
          .toLowerCase()
          .match(/[\p{L}\d-]+/gu),
      );
      const words = row.completion.toLowerCase().match(/[\p{L}\d-]+/gu) ?? [];
      expect(words.filter((word) => text.has(word) && !common.test(word)).length).toBeGreaterThan(0);
    }
  });

  test('seldom says the same twice', async () => {
    const distinct = new Set(
      rows.filter(({ source }) => source === 'grammar').map((row) => JSON.stringify(row)),
    );
    const all = rows.filter(({ source }) => source === 'grammar').length;
    expect(distinct.size / all).toBeGreaterThan(0.97);
  });

  test('keeps the templates and statements for validation out of the training rows', async () => {
    const validation = await someRows({ count: 3000, part: 'validation' });
    const real = (all: readonly TrainingRow[]) => {
      return new Set(all.filter(({ source }) => source !== 'grammar').map((row) => storyOf(promptOf(row))));
    };
    const training = real(rows);
    expect([...real(validation)].filter((story) => story !== null && training.has(story))).toEqual([]);
  });
});

/** What marks a text of the test folder: the letter of a BBQ row or the number of a statement's scene. */
function storyOf(prompt: string): string | null {
  return /(?:wrote letter \d+|In scene \d+)/.exec(prompt)?.[0] ?? null;
}

describe('a data folder', () => {
  test('that is not there is named, with what belongs in it', async () => {
    const error = await openTrainingRows({ dataFolder: 'no-such-folder', seed: 1 }).catch((reason) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.describe()).toContain('no-such-folder');
    expect(error.describe()).toContain('--data FOLDER');
  });

  test.each(['bbq/Age.jsonl', 'ali-agent/stereotype_crows'])('without %s says so', async (missing) => {
    await withTestDataFolder(async (dataFolder) => {
      await rm(join(dataFolder, missing), { recursive: true });
      const error = await openTrainingRows({ dataFolder, seed: 1 }).catch((reason) => reason);
      expect(error).toBeInstanceOf(DataError);
      expect(error.describe()).toContain(missing);
    });
  });

  const published = publishedData('SHA256SUMS');
  test('as published gives mostly different rows', {
    ...published.needed,
    timeout: 120_000,
  }, async () => {
    const opened = await openTrainingRows({ dataFolder: dirname(published.path), seed: 1 });
    const count = thorough ? 300_000 : 20_000;
    const different = new Set<string>();
    for (const row of opened.stream({ count })) different.add(promptOf(row) + row.completion);
    expect(different.size).toBeGreaterThan((2 / 3) * count);
  });
});
