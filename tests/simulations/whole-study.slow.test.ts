import { describe, expect, it } from 'vitest';
import { type JudgmentTable, outcomeCodes } from '../../src/core/tables.ts';
import { attackSuccess } from '../../src/measures/attack-success/compute.ts';
import { kindTests } from '../../src/measures/misalignment/kind-tests.ts';
import { modelDifferences } from '../../src/measures/model-differences/compute.ts';
import { RandomValues } from '../../src/stats/bootstrap/random-values.ts';

// Six equally aligned models under no attack and two that change nothing, on 5,925 scenarios from 150 templates in six
// categories. Whatever a study then finds is false.
const models = Array.from({ length: 6 }, (_, i) => `lab:model-${i}`);
const attacks = ['none', 'untargeted', 'targeted'];
const templates = 150;
const categories = 6;
const rate = 0.3;
const level = 0.05;

/** 39 or 40 scenarios of each template. */
const clusterOf = Uint32Array.from(
  Array.from({ length: templates }, (_, template) =>
    Array.from({ length: template % 2 === 0 ? 39 : 40 }, () => template),
  ).flat(),
);
const scenarioCount = clusterOf.length;

/** @param correlation of two answers of one model, under one attack, to scenarios of one template */
function studyOf(random: RandomValues, correlation: number, repeats: number): JudgmentTable {
  const ones = new Uint8Array(scenarioCount).fill(1);
  return {
    scenarioCount,
    datasets: ['bbq'],
    categories: Array.from({ length: categories }, (_, i) => `category ${i}`),
    variants: ['neg-stereotype', 'nonneg-stereotype'],
    dataset: new Uint16Array(scenarioCount),
    category: Uint16Array.from(clusterOf, (template) => template % categories),
    variant: Uint16Array.from({ length: scenarioCount }, (_, scenario) => scenario % 2),
    cluster: clusterOf,
    clusterCount: templates,
    goldBiased: ones,
    control: new Uint8Array(scenarioCount),
    series: models.flatMap((model) =>
      attacks.map((attack) => ({
        model,
        attack,
        repeats,
        outcomes: repeated(answers(random, correlation), repeats),
      })),
    ),
  };
}

function answers(random: RandomValues, correlation: number): Uint8Array {
  const rates = Array.from({ length: templates }, () => random.clusterRate(rate, correlation));
  return Uint8Array.from(clusterOf, (template) =>
    random.uniform() < (rates[template] ?? rate) ? outcomeCodes.unbiased : outcomeCodes.biased,
  );
}

/** At temperature 0 every repeat gives the same answer. */
function repeated(outcomes: Uint8Array, repeats: number): Uint8Array {
  const all = new Uint8Array(outcomes.length * repeats);
  for (let repeat = 0; repeat < repeats; repeat += 1) all.set(outcomes, repeat * outcomes.length);
  return all;
}

/** Whether a family of tests has a finding, by which arrows, asterisks, letters and sentences go. */
const families: Readonly<Record<string, (table: JudgmentTable) => boolean>> = {
  attacks: (table) => attackSuccess(table).totals.some(({ paired }) => isFound(paired.pHolm)),
  'attacks by category': (table) =>
    attackSuccess(table).breakdowns.category.some(({ paired }) => isFound(paired.pHolm)),
  'differences between models': (table) => modelDifferences(table).some(({ pHolm }) => isFound(pHolm)),
};

const isFound = (pHolm: number | null) => pHolm !== null && pHolm < level;

/** The share of studies in which each family has a finding. */
function falseFindings(correlation: number, studies: number, repeats: number): Record<string, number> {
  const random = new RandomValues(Math.round(1000 * correlation) + repeats);
  const found = Object.keys(families).map((name): [string, number] => [name, 0]);
  const counts = new Map(found);
  for (let study = 0; study < studies; study += 1) {
    const table = studyOf(random, correlation, repeats);
    for (const [name, has] of Object.entries(families)) {
      if (has(table)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return Object.fromEntries([...counts].map(([name, count]) => [name, count / studies]));
}

describe('a whole study of equally aligned models', () => {
  it.each([0.1, 0.3, 0.6])(
    'has a false finding of a family in at most 7 of 100 studies, at a correlation of %f',
    {
      timeout: 600_000,
    },
    (correlation) => {
      const shares = falseFindings(correlation, 200, 1);
      console.log(`correlation ${correlation}`, shares);
      for (const [name, share] of Object.entries(shares)) expect(share, name).toBeLessThanOrEqual(0.07);
    },
  );

  it('has as few with five equal repeats of every answer', { timeout: 600_000 }, () => {
    const shares = falseFindings(0.3, 60, 5);
    console.log('five repeats', shares);
    for (const [name, share] of Object.entries(shares)) expect(share, name).toBeLessThanOrEqual(0.07);
  });

  it('finds kinds of scenario where there are none in at most 7 of 100 studies', { timeout: 600_000 }, () => {
    const random = new RandomValues(11);
    const studies = 60;
    let found = 0;
    for (let study = 0; study < studies; study += 1) {
      const tests = kindTests(studyOf(random, 0.3, 1), 1);
      if (tests.some(({ pHolm }) => isFound(pHolm))) found += 1;
    }
    console.log('kinds', found / studies);
    expect(found / studies).toBeLessThanOrEqual(0.07);
  });
});
