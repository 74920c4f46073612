import { describe, expect, it } from 'vitest';
import { headlineQuestion, type JudgeQuestion } from '../../core/judge-question.ts';
import { renderText } from '../../tables/text.ts';
import type { QuestionJudgments } from '../inputs/inputs.ts';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { sensitivity, sensitivityId } from './compute.ts';
import { sensitivityFinding } from './finding.ts';
import { sensitivityTables } from './tables.ts';

type Verdicts = Readonly<Record<string, readonly (readonly Judgment['outcome'][])[]>>;

/** For each model, for each scenario its outcomes by repeat. Each scenario is a cluster of its own. */
function asked(question: Partial<JudgeQuestion>, verdicts: Verdicts): QuestionJudgments {
  const rows = Object.entries(verdicts).flatMap(([model, scenarios]) =>
    scenarios.flatMap((outcomes, i) =>
      outcomes.map(
        (outcome, repeat): Judgment => ({
          scenario: `s${i}`,
          dataset: 'bbq',
          category: 'Age',
          variant: 'neg',
          gold: 'biased',
          control: false,
          cluster: `c${i}`,
          model,
          attack: 'none',
          repeat,
          outcome,
        }),
      ),
    ),
  );
  return { question: { ...headlineQuestion, ...question }, judgments: tableFromJudgments(rows) };
}

const once = (letters: string) =>
  [...letters].map((letter) => [
    ({ u: 'unbiased', b: 'biased', r: 'refused' } as const)[letter] ?? ('error' as const),
  ]);

describe('sensitivity', () => {
  // Twelve scenarios, two wordings. Wording 1: 6 unbiased, wording 2: 9; four scenarios differ; the last one is refused.
  const questions = [
    asked({}, { m: once('uuuuuubbbbbbb') }),
    asked({ wording: 2 }, { m: once('uuuuuuuuubbbr') }),
  ];

  it('counts scenarios whose verdict changes, and rates by wording', () => {
    const [entry, ...others] = sensitivity(questions, 1).entries;
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ dataset: 'bbq', model: 'm', attack: 'none', n: 12, incomplete: 1 });
    expect(entry).toMatchObject({ wordings: 2, orders: 1, words: 1, repeats: 1 });
    expect(entry?.rate).toBeCloseTo(15 / 24, 14);
    expect(entry?.levels.map(({ factor, level, rate }) => [factor, level, rate])).toEqual([
      ['wording', '1', 6 / 12],
      ['wording', '2', 9 / 12],
    ]);
    expect(entry?.changed).toHaveLength(1);
    expect(entry?.changed[0]).toMatchObject({ factor: 'wording', n: 12, rate: 3 / 12 });
  });

  it('splits the variance as the analysis by hand', () => {
    // Means of scenarios: 6 of 1, 3 of .5, 3 of 0; of all .625. SS scenarios 2 (6 · .140625 + 3 · .015625 + 3 · .390625) = 4.125,
    // MS .375. SS wording 12 · 2 · .125² = .375. SS total 24 · .625 · .375 = 5.625, interaction 1.125, MS .102273.
    const components = sensitivity(questions, 1).entries[0]?.components ?? [];
    const of = Object.fromEntries(components.map(({ effect, variance }) => [effect, variance]));
    expect(Object.keys(of)).toEqual(['wording', 'scenario', 'scenario:wording']);
    expect(of.scenario).toBeCloseTo((0.375 - 1.125 / 11) / 2, 12);
    expect(of.wording).toBeCloseTo((0.375 - 1.125 / 11) / 12, 12);
    expect(of['scenario:wording']).toBeCloseTo(1.125 / 11, 12);
    expect(components.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1, 12);
  });

  it('says what more wordings gain: V_w / W + (V_s + V_sw / W) / n', () => {
    const [entry] = sensitivity(questions, 1).entries;
    const [s, w, sw] = [(0.375 - 1.125 / 11) / 2, (0.375 - 1.125 / 11) / 12, 1.125 / 11];
    const three = entry?.precision.find(({ wordings }) => wordings === 3);
    expect(three).toMatchObject({ wordings: 3, repeats: 1 });
    expect(three?.standardError).toBeCloseTo(Math.sqrt(w / 3 + (s + sw / 3) / 12), 12);
  });

  it('separates repeats from wordings', () => {
    const twice = (letters: string, others: string) =>
      once(letters).map((first, i) => [...first, ...(once(others)[i] ?? [])]);
    const repeated = [
      asked({}, { m: twice('uuuuuubbbbbb', 'uuuuuubbbbbb') }),
      asked({ wording: 2 }, { m: twice('uuuuuubbbbbb', 'uuuuubbbbbbb') }),
    ];
    const [entry] = sensitivity(repeated, 1).entries;
    // One of twelve scenarios differs between repeats in one of two wordings.
    const repeat = entry?.changed.find(({ factor }) => factor === 'repeat');
    expect(repeat?.rate).toBeCloseTo(1 / 24, 14);
    // Squares within: (0 − .5)² + (1 − .5)² = .5 over 24 degrees of freedom.
    expect(entry?.components.find(({ effect }) => effect === 'repeat')?.variance).toBeCloseTo(0.5 / 24, 14);
    expect(entry?.precision.some(({ repeats }) => repeats === 5)).toBe(true);
  });

  it('crosses orders and words, and leaves out a wording that was not asked in all of them', () => {
    const letters = once('uuuubbbbbbbb');
    const crossed = [
      asked({}, { m: letters }),
      asked({ order: 'unbiased-first' }, { m: once('uuuuuubbbbbb') }),
      asked({ words: 'yes-no' }, { m: letters }),
      asked({ words: 'yes-no', order: 'unbiased-first' }, { m: letters }),
      asked({ wording: 2 }, { m: once('bbbbbbbbbbbb') }),
    ];
    const [entry] = sensitivity(crossed, 1).entries;
    expect(entry).toMatchObject({ wordings: 1, orders: 2, words: 2, n: 12 });
    const changed = Object.fromEntries(entry?.changed.map(({ factor, rate }) => [factor, rate]) ?? []);
    // Two scenarios change with the order under one pair of words, and with the words in one order.
    expect(changed).toEqual({ order: 1 / 12, words: 1 / 12, any: 2 / 12 });
  });

  it('takes the wordings alone where the full crossing has too few scenarios', () => {
    const few = once('ub');
    const mixed = [
      asked({}, { m: once('uuuuuubbbbbb') }),
      asked({ wording: 2 }, { m: once('uuuuuubbbbbb') }),
      asked({ order: 'unbiased-first' }, { m: few }),
      asked({ wording: 2, order: 'unbiased-first' }, { m: few }),
    ].map(({ question, judgments }, _, [first]) => ({
      question,
      // The same scenarios in every table, as a store gives them.
      judgments: {
        ...(first?.judgments ?? judgments),
        series: judgments.series.map((one) => {
          const outcomes = new Uint8Array(12);
          outcomes.set(one.outcomes);
          return { ...one, outcomes };
        }),
      },
    }));
    const result = sensitivity(mixed, 1);
    expect(result.entries[0]).toMatchObject({ wordings: 2, orders: 1, n: 12, narrowedFrom: 4 });
    expect(sensitivityTables({ [sensitivityId]: result })[0]?.notes?.join(' ')).toContain(
      'The wordings alone are compared, as fewer than ten scenarios have a verdict in all ways to ask: m (no attack, 4 ways).',
    );
    expect(sensitivity(mixed.slice(0, 2), 1).entries[0]?.narrowedFrom).toBeNull();
  });

  it('gives no interval and no standard error of 0 where no verdict varied', () => {
    const alike = [asked({}, { m: once('uuu') }), asked({ wording: 2 }, { m: once('uuu') })];
    const [entry] = sensitivity(alike, 1).entries;
    expect(entry?.components.map(({ variance, low, high, share }) => [variance, low, high, share])).toEqual(
      Array.from({ length: 3 }, () => [0, null, null, null]),
    );
    expect(entry?.precision).toEqual([]);
    // Scenarios differ, ways to ask do not: thirds leave rounding behind.
    const third = [1, 2, 3].map((wording) => asked({ wording }, { m: once('ubbubbubb') }));
    const [same] = sensitivity(third, 1).entries;
    expect(same?.components.filter(({ low }) => low !== null).map(({ effect }) => effect)).toEqual([
      'scenario',
    ]);
    expect(same?.precision.every(({ standardError }) => standardError > 0)).toBe(true);
  });

  it('says that nothing changes where nothing does', () => {
    const both = [asked({}, { m: once('uubb') }), asked({ wording: 2 }, { m: once('uubb') })];
    expect(sensitivityFinding({ [sensitivityId]: sensitivity(both, 1) }).answer).toBe(
      'With 2 wordings of the same question m gives the same verdict on every scenario that was asked about in all of them.',
    );
  });

  it('counts pairs of models that change places', () => {
    const both = [
      asked({}, { one: once('uuuubbbbbbbb'), other: once('uuuuuubbbbbb') }),
      asked({ wording: 2 }, { one: once('uuuuuuuubbbb'), other: once('uuuuuubbbbbb') }),
    ];
    const [entry] = sensitivity(both, 1).ofModels;
    expect(entry).toMatchObject({ models: ['one', 'other'], pairs: 1, reversed: 1, n: 12 });
    expect(entry?.rankings).toEqual([
      { wording: 1, rates: [4 / 12, 6 / 12] },
      { wording: 2, rates: [8 / 12, 6 / 12] },
    ]);
    expect(entry?.components.map(({ effect }) => effect)).toContain('model:wording');
  });

  it('says nothing of a baseline, and has no number where no scenario has all verdicts', () => {
    const none = [asked({}, { m: once('rrr') }), asked({ wording: 2 }, { m: once('uub') })];
    const silent = sensitivity(none, 1);
    expect(silent.ofModels).toEqual([]);
    expect(silent.entries).toMatchObject([
      { model: 'm', n: 0, incomplete: 3, rate: null, low: null, components: [], precision: [] },
    ]);
    expect(silent.entries[0]?.levels.map(({ rate }) => rate)).toEqual([null, null]);
    expect(silent.entries[0]?.changed.map(({ rate }) => rate)).toEqual([null]);
    const results = { [sensitivityId]: silent };
    const text = sensitivityTables(results).map((table) => renderText(table, 100));
    expect(text.join('\n')).toContain('Left out, without a verdict in some way to ask: m (no attack) 3.');
    expect(text.join('\n')).not.toMatch(/undefined|NaN|Infinity/);
    expect(sensitivityFinding(results).answer).toBe(
      'No scenario has a verdict in every wording that was asked.',
    );
    // Beside a model that has verdicts, for the order of models, and never asked in a second wording.
    const mixed = [
      asked({}, { m: once('rrr'), other: once('uub'), once: once('uub') }),
      asked({ wording: 2 }, { m: once('uub'), other: once('ubb') }),
    ];
    expect(sensitivity(mixed, 1).entries.map(({ model, n }) => [model, n])).toEqual([
      ['m', 0],
      ['other', 3],
    ]);
    expect(sensitivity(mixed, 1).ofModels).toEqual([]);
    const coin = { 'baseline:coin': once('uuuubbbbbbbb') };
    expect(sensitivity([asked({}, coin), asked({ wording: 2 }, coin)], 1).entries).toEqual([]);
  });
});
