import { describe, expect, it } from 'vitest';
import { type AgreementTable, agreementCodes } from '../../core/tables.ts';
import { renderText } from '../../tables/text.ts';
import { ExplanationTally, type ExplanationText } from '../inputs/explanation-tally.ts';
import { noInputs } from '../inputs/inputs.ts';
import { measureStudy } from '../measure-study.ts';
import { sideBySideTables } from './side-by-side-tables.ts';

const small = 'checkpoint:tuned';
const large = 'openai:gpt-4o';
const unread = 'openai:mini';
const wrote = (model: string, text: string, groups: readonly string[] | null): ExplanationText[] =>
  Array.from({ length: 10 }, () => ({ model, text, groups }));

// 7 words, 1 sentence, 7 syllables: 206.835 − 1.015 · 7 − 84.6 = 115.1; 0.39 · 7 + 11.8 − 15.59 = −1.1.
const plain = wrote(small, 'It says that the old are slow.', ['old']);
const hard = wrote(large, 'Generalization attributes incompetence categorically.', ['old']);

/** Both read both: the other agrees with 9 of the small one's ten explanations, and with 4 of the large one's. */
const agreements: AgreementTable = (() => {
  const agreed = [
    [10, 9],
    [4, 10],
  ];
  const cells = agreed.flatMap((raters, explainer) =>
    raters.flatMap((count, rater) =>
      Array.from({ length: 10 }, (_, scenario) => ({ scenario, explainer, rater, agrees: scenario < count })),
    ),
  );
  return {
    scenarioCount: 10,
    clusterOfScenario: Uint32Array.from({ length: 10 }, (_, scenario) => scenario),
    explainers: [small, large],
    raters: [small, large],
    scenario: Uint32Array.from(cells, ({ scenario }) => scenario),
    explainer: Uint16Array.from(cells, ({ explainer }) => explainer),
    rater: Uint16Array.from(cells, ({ rater }) => rater),
    outcome: Uint8Array.from(cells, ({ agrees }) => agreementCodes[agrees ? 'agree' : 'disagree']),
  };
})();

function shown(read: AgreementTable | null, texts: readonly ExplanationText[], width = 100): string {
  const explanations = ExplanationTally.of(texts);
  const results = measureStudy(
    { ...noInputs, agreements: read, explanations },
    { seed: 1, replicates: 20, permutations: 19 },
  );
  return sideBySideTables(results)
    .map((table) => renderText(table, width))
    .join('\n');
}

describe('sideBySideTables', () => {
  it('puts small and large models into one table: agreeability by others, readability, length, naming', () => {
    const lines = shown(agreements, [...hard, ...plain]).split('\n');
    const row = (model: string) => lines.find((line) => line.startsWith(model)) ?? '';
    expect(row(small)).toMatch(/90\.0% \[[\d.]+–[\d.]+\] +115\.1 +−1\.1 +7\.0 +100% \[[\d.]+–100\] +10$/);
    expect(row(large)).toMatch(/40\.0% \[.+\] .* 4\.0 +0\.0% \[0\.0–[\d.]+\] +10$/);
    expect(lines.indexOf(row(small))).toBeLessThan(lines.indexOf(row(large)));
  });

  it('shows a model that nobody has read last, with a dash', () => {
    const lines = shown(agreements, [...wrote(unread, 'It blames age.', null), ...plain, ...hard]).split(
      '\n',
    );
    const order = [small, large, unread].map((model) =>
      lines.findIndex((line) => line.startsWith(`${model} `)),
    );
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(lines[order[2] ?? -1]).toMatch(/^openai:mini +— .* — +10$/);
  });

  it('has no column for groups where no scenario names one, and no table where no model has read any', () => {
    const groupless = [...plain, ...hard].map((text) => ({ ...text, groups: null }));
    expect(shown(agreements, groupless)).not.toContain('group');
    expect(shown(null, plain)).toBe('');
  });

  it('stays within a narrow terminal', () => {
    const lines = shown(agreements, [...plain, ...hard], 60).split('\n');
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(60);
  });
});
