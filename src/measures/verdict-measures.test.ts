import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgedMetrics } from '../../tests/support/study-metrics.ts';
import { propertyRuns } from '../../tests/support/thorough.ts';
import { outcomes } from '../core/outcomes.ts';
import { cohenKappa } from '../stats/agreement/two-raters.ts';
import type { Judgment } from './inputs/table-from-judgments.ts';

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
      { numRuns: propertyRuns(60) },
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
      { numRuns: propertyRuns(60) },
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
          for (const row of rows) {
            const match = bySubject.get(subjectOf({ ...row, model: other }));
            const counts = row.model === one && row.attack === entry.attack;
            if (!counts || (entry.dataset !== null && row.dataset !== entry.dataset)) continue;
            if (match === undefined || !isVerdict(row) || !isVerdict(match)) continue;
            const line = table[row.outcome === 'biased' ? 0 : 1] ?? [];
            const column = match.outcome === 'biased' ? 0 : 1;
            line[column] = (line[column] ?? 0) + 1;
          }
          expect(entry.n).toBe(table.flat().reduce((sum, number) => sum + number, 0));
          expect(entry.kappa).toEqual(close(cohenKappa(table)));
        }
      }),
      { numRuns: propertyRuns(60) },
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
      { numRuns: propertyRuns(60) },
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
