import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgedMetrics, verdictMeasures } from '../../tests/support/study-metrics.ts';
import { outcomes } from '../core/outcomes.ts';
import type { JudgmentTable } from '../core/tables.ts';
import { cohenKappa } from '../stats/agreement/two-raters.ts';
import { noInputs } from './inputs/inputs.ts';
import type { Judgment } from './inputs/table-from-judgments.ts';
import { resultOf } from './measure.ts';
import { measureStudy } from './measure-study.ts';
import { misalignmentId } from './misalignment/compute.ts';

const attacks = ['none', 'untargeted', 'targeted'];
const models = ['a', 'b', 'c'];

/** Rows that agree on what a scenario is: everything but the outcome follows from its number. */
const anyJudgments: fc.Arbitrary<Judgment[]> = fc
  .uniqueArray(
    fc.record({
      number: fc.nat({ max: 40 }),
      model: fc.constantFrom(...models),
      attack: fc.constantFrom(...attacks),
      repeat: fc.nat({ max: 1 }),
      outcome: fc.constantFrom(...outcomes, 'error' as const, 'biased' as const, 'unbiased' as const),
    }),
    {
      maxLength: 250,
      selector: ({ number, model, attack, repeat }) => `${number} ${model} ${attack} ${repeat}`,
    },
  )
  .map((subjects) =>
    subjects.map(({ number, ...subject }) => ({
      ...subject,
      scenario: `s${number}`,
      dataset: number % 3 === 0 ? 'biasdpo' : 'bbq',
      category: ['Age', 'SES', 'Religion'][number % 4] ?? 'Age',
      variant: number % 2 === 0 ? 'pro' : 'anti',
      gold: number % 5 === 0 ? 'unbiased' : 'biased',
      control: number % 5 === 0,
      cluster: `c${number % 7}`,
    })),
  );

const isVerdict = ({ outcome }: Judgment) => outcome === 'biased' || outcome === 'unbiased';
const count = (rows: readonly Judgment[], outcome: Judgment['outcome']) =>
  rows.filter((row) => row.outcome === outcome).length;
const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 10));

describe('the measures over verdicts', () => {
  it('agrees with counting rows one by one: misalignment', () => {
    fc.assert(
      fc.property(anyJudgments, (rows) => {
        for (const entry of judgedMetrics(rows).misalignment) {
          const own = rows.filter(
            (row) =>
              row.gold === 'biased' &&
              row.dataset === entry.dataset &&
              row.model === entry.model &&
              row.attack === entry.attack &&
              (entry.category === null || row.category === entry.category) &&
              (entry.variant === null || row.variant === entry.variant),
          );
          const verdicts = own.filter(isVerdict);
          expect(entry.n).toBe(verdicts.length);
          expect(entry.rate).toEqual(close(share(count(own, 'unbiased'), verdicts.length)));
          for (const [outcome, number] of Object.entries(entry.outcomes)) {
            expect(number).toBe(own.filter((row) => row.outcome === outcome).length);
          }
          expect(entry.clustered.standardError).toEqual(close(clusteredErrorOf(verdicts)));
          expect(entry.clustered.clusters).toBe(new Set(verdicts.map(({ cluster }) => cluster)).size);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('agrees with counting rows one by one: attack success', () => {
    fc.assert(
      fc.property(anyJudgments, (rows) => {
        const bySubject = new Map(rows.map((row) => [subjectOf(row), row]));
        for (const entry of judgedMetrics(rows).attackSuccess) {
          const under = rows.filter(
            (row) =>
              row.gold === 'biased' &&
              row.dataset === entry.dataset &&
              row.model === entry.model &&
              row.attack === entry.attack &&
              (entry.category === null || row.category === entry.category),
          );
          const pairs = under.flatMap((row) => {
            const without = bySubject.get(subjectOf({ ...row, attack: 'none' }));
            return without && isVerdict(without) && isVerdict(row) ? [[without.outcome, row.outcome]] : [];
          });
          const number = (from: string, to: string) =>
            pairs.filter(([a, b]) => a === from && b === to).length;
          const flips = number('biased', 'unbiased');
          expect(entry.flip).toMatchObject({ count: flips, n: flips + number('biased', 'biased') });
          expect(entry.paired.toBiased).toBe(number('unbiased', 'biased'));
          expect(entry.paired.n).toBe(pairs.length);
          expect(entry.rate).toEqual(close(share(count(under, 'unbiased'), under.filter(isVerdict).length)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('agrees with counting rows one by one: controls and consistency', () => {
    fc.assert(
      fc.property(anyJudgments, (rows) => {
        const metrics = judgedMetrics(rows);
        for (const entry of metrics.controls) {
          const own = rows.filter(
            ({ dataset, model, attack }) =>
              dataset === entry.dataset && model === entry.model && attack === entry.attack,
          );
          const [biased, unbiased] = [own.filter(isBiased), own.filter((row) => !isBiased(row))];
          expect(entry.counts).toEqual({
            hits: count(biased, 'biased'),
            misses: count(biased, 'unbiased'),
            falseAlarms: count(unbiased, 'biased'),
            correctRejections: count(unbiased, 'unbiased'),
          });
        }
        const bySubject = new Map(rows.map((row) => [subjectOf(row), row]));
        for (const entry of metrics.consistency) {
          const [one, other] = entry.models;
          const table = [
            [0, 0],
            [0, 0],
          ];
          const compared = rows.flatMap((row) => {
            const match = bySubject.get(subjectOf({ ...row, model: other }));
            const counts = row.model === one && row.attack === entry.attack;
            if (!counts || (entry.dataset !== null && row.dataset !== entry.dataset)) return [];
            return match === undefined || !isVerdict(row) || !isVerdict(match) ? [] : [{ row, match }];
          });
          // The pairs of a scenario add up to 1.
          const scenarios = Map.groupBy(compared, ({ row }) => row.scenario);
          for (const { row, match } of compared) {
            const line = table[row.outcome === 'biased' ? 0 : 1] ?? [];
            const column = match.outcome === 'biased' ? 0 : 1;
            line[column] = (line[column] ?? 0) + 1 / (scenarios.get(row.scenario)?.length ?? 1);
          }
          expect(entry.n).toBe(scenarios.size);
          expect(entry.kappa).toEqual(close(cohenKappa(table)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives rates within their bounds, undefined exactly where there is no verdict, and finite numbers only', () => {
    fc.assert(
      fc.property(anyJudgments, (rows) => {
        const metrics = judgedMetrics(rows);
        for (const { rate, low, high, n, policies, clustered } of metrics.misalignment) {
          expect(rate === null).toBe(n === 0);
          if (rate === null || low === null || high === null) continue;
          expect([0, low, rate, high, 1].toSorted((one, other) => one - other)).toEqual([
            0,
            low,
            rate,
            high,
            1,
          ]);
          expect(policies.asAligned).toBeLessThanOrEqual(rate);
          expect(policies.asMisaligned).toBeGreaterThanOrEqual(rate);
          if (clustered.low !== null) expect(clustered.low).toBeLessThanOrEqual(rate);
        }
        for (const { paired } of metrics.attackSuccess) {
          if (paired.p === null) expect(paired.n).toBe(0);
          else expect(paired.pHolm).toBeGreaterThanOrEqual(paired.p);
        }
        // JSON turns what is not a finite number into null, so equality after the round trip rules it out.
        expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
      }),
      { numRuns: 60 },
    );
  });

  it('gives empty lists for an empty table', () => {
    expect(judgedMetrics([])).toMatchObject({
      misalignment: [],
      attackSuccess: [],
      controls: [],
      consistency: [],
      modelDifferences: [],
    });
  });

  it('measures some two million judgments in under five seconds', () => {
    const table = largeTable(58_000, 12);
    const work = workOf(() => {
      const results = measureStudy({ ...noInputs, judgments: table }, { seed: 1 }, verdictMeasures);
      expect(resultOf(results, misalignmentId)?.totals[0]?.n).toBeGreaterThan(0);
    });
    // Microseconds of processor time: what else the machine does is not the question.
    expect(work).toBeLessThan(5_000_000);
  });
});

const subjectOf = ({ scenario, model, attack, repeat }: Judgment) =>
  `${scenario} ${model} ${attack} ${repeat}`;
const isBiased = ({ gold }: Judgment) => gold === 'biased';

function clusteredErrorOf(verdicts: readonly Judgment[]): number | null {
  const clusters = [...Map.groupBy(verdicts, ({ cluster }) => cluster).values()];
  const [g, n] = [clusters.length, verdicts.length];
  if (g < 2) return null;
  const mean = count(verdicts, 'unbiased') / n;
  const squares = clusters.reduce(
    (sum, rows) => sum + (count(rows, 'unbiased') - rows.length * mean) ** 2,
    0,
  );
  const alike = clusters.every(
    (rows) => count(rows, 'unbiased') * n === rows.length * count(verdicts, 'unbiased'),
  );
  return alike ? null : Math.sqrt(((g / (g - 1)) * squares) / n ** 2);
}

/** Processor time, which other work on the machine changes less than time. In microseconds. */
function workOf(work: () => unknown): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return user + system;
}

function largeTable(scenarioCount: number, modelCount: number): JudgmentTable {
  const each = (value: (scenario: number) => number) =>
    Uint16Array.from({ length: scenarioCount }, (_, scenario) => value(scenario));
  return {
    scenarioCount,
    datasets: ['bbq', 'biasdpo', 'stereoset', 'crows-pairs'],
    categories: Array.from({ length: 11 }, (_, i) => `category ${i}`),
    variants: ['pro', 'anti', 'neg', 'nonneg'],
    dataset: each((scenario) => scenario % 4),
    category: each((scenario) => (scenario >> 2) % 11),
    variant: each((scenario) => (scenario >> 5) % 4),
    cluster: Uint32Array.from(each((scenario) => scenario % 2500)),
    clusterCount: 2500,
    goldBiased: Uint8Array.from(each((scenario) => (scenario % 3 === 0 ? 0 : 1))),
    control: Uint8Array.from(each((scenario) => (scenario % 3 === 0 ? 1 : 0))),
    series: Array.from({ length: modelCount * attacks.length }, (_, i) => ({
      model: `model ${Math.floor(i / attacks.length)}`,
      attack: attacks[i % attacks.length] ?? '',
      repeats: 1,
      outcomes: Uint8Array.from({ length: scenarioCount }, (_, s) => 1 + ((s * 7 + i * s) % 5)),
    })),
  };
}
