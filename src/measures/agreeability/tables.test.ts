import { describe, expect, it } from 'vitest';
import { type AgreementTable, agreementCodes } from '../../core/tables.ts';
import { renderText } from '../../tables/text.ts';
import { noInputs } from '../inputs/inputs.ts';
import { measureStudy } from '../measure-study.ts';
import { agreeabilityTables, harshnessTables } from './tables.ts';

/** Twenty scenarios; the rater agrees with so many of them. Absent pairs were not asked for. */
type Agreed = readonly (readonly [explainer: string, rater: string, agreed: number, refused?: number])[];

function resultsOf(agreed: Agreed) {
  const names = (i: 0 | 1) => [...new Set(agreed.map((entry) => entry[i]))];
  const [explainers, raters] = [names(0), names(1)];
  const rows = agreed.flatMap(([explainer, rater, count, refused = 0]) =>
    Array.from({ length: 20 }, (_, scenario) => ({
      scenario,
      explainer: explainers.indexOf(explainer),
      rater: raters.indexOf(rater),
      outcome:
        scenario >= 20 - refused
          ? agreementCodes.refused
          : scenario < count
            ? agreementCodes.agree
            : agreementCodes.disagree,
    })),
  );
  const agreements: AgreementTable = {
    scenarioCount: 20,
    clusterOfScenario: Uint32Array.from({ length: 20 }, (_, scenario) => scenario),
    explainers,
    raters,
    scenario: Uint32Array.from(rows, ({ scenario }) => scenario),
    explainer: Uint16Array.from(rows, ({ explainer }) => explainer),
    rater: Uint16Array.from(rows, ({ rater }) => rater),
    outcome: Uint8Array.from(rows, ({ outcome }) => outcome),
  };
  return measureStudy({ ...noInputs, agreements }, { seed: 1, replicates: 50, permutations: 49 });
}

const both = resultsOf([
  ['first', 'first', 19],
  ['first', 'second', 8],
  ['second', 'first', 17],
  ['second', 'second', 10],
]);
const text = (tables: ReturnType<typeof agreeabilityTables>, i = 0) => {
  const [table] = tables.slice(i);
  return table === undefined ? '' : renderText(table, 100);
};

describe('agreeabilityTables', () => {
  it('begins with the most trusted, by what others say of it', () => {
    const shown = text(agreeabilityTables(both));
    expect(shown).toMatch(/second +85\.0% \[[\d.–]+\] +50\.0%[\s\S]*first +40\.0% \[[\d.–]+\] +95\.0%/);
    // Two models: no third one has read both.
    expect(shown).toContain('No model is shown to be agreed with more or less often than all others.');
  });

  // Raters third and fourth agree with 18 and 18 of first's, 2 and 2 of second's: 16 clusters of ±2, p = 2^-15; the
  // other pairs have no rater in common but each other.
  it('says whom others agree with most and least only where a test shows it', () => {
    const shown = text(
      agreeabilityTables(
        resultsOf([
          ['first', 'third', 18],
          ['first', 'fourth', 18],
          ['second', 'third', 2],
          ['second', 'fourth', 2],
        ]),
      ),
    ).replaceAll(/\s+/g, ' ');
    expect(shown).toContain('Others agree with first more often than with every other model.');
    expect(shown).toContain('Others agree with second less often than with every other model.');
    expect(shown).toContain('1 of 1 pair of explainers differs: sign-flip test over clusters');
  });

  it('shows the matrix with a model’s own explanations in parentheses and intervals', () => {
    const shown = text(agreeabilityTables(both), 1);
    // 17 of 20: .6165 to .9523. Rows and columns are in the order of trust.
    expect(shown).toMatch(/1.second +\(50\.0% \[[\d.–]+\]\) +85\.0% \[61\.7–95\.2\]/);
    expect(shown).toMatch(/2.first +40\.0% \[[\d.–]+\] +\(95\.0% \[[\d.–]+\]\)/);
  });

  it('warns where not every rater read every explainer', () => {
    const metrics = resultsOf([
      ['first', 'first', 10],
      ['first', 'third', 10],
      ['second', 'third', 10],
      ['second', 'fourth', 10],
    ]);
    expect(text(agreeabilityTables(metrics))).toContain('Caution: not every rater read');
    expect(text(agreeabilityTables(both))).not.toContain('Caution');
    expect(text(agreeabilityTables(metrics), 1)).toContain('Raters only: 3 third, 4 fourth.');
  });

  it('leaves answers without a verdict out and says how many; a pair without any is no 0', () => {
    const metrics = resultsOf([
      ['first', 'second', 0, 20],
      ['second', 'second', 10, 2],
    ]);
    expect(text(agreeabilityTables(metrics))).toContain('22 of 40 answers');
    expect(text(agreeabilityTables(metrics))).toMatch(/first +undefined/);
    expect(text(agreeabilityTables(metrics), 1)).toMatch(/first +–/);
  });
});

describe('harshnessTables', () => {
  it('begins with the harshest rater', () => {
    const shown = text(harshnessTables(both));
    expect(shown).toMatch(/second +60\.0% [\s\S]*first +15\.0%/);
  });

  it('warns of raters that say the same of everything', () => {
    const metrics = resultsOf([
      ['a', 'yes', 20],
      ['b', 'yes', 20],
      ['a', 'no', 0],
      ['b', 'no', 0],
    ]);
    const shown = text(harshnessTables(metrics));
    expect(shown).toContain('Caution: yes agrees with nearly everything it reads; what it says tells little');
    expect(shown).toContain('Caution: no disagrees with nearly everything');
    expect(shown).toMatch(/no +100%/);
  });
});
