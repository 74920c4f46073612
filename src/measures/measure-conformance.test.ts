import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exampleStudy, exampleValidity, madeUpControls } from '../../tests/support/made-up-study.ts';
import { measureConformance } from '../testing/measure/measure-conformance.ts';
import { measureStudy } from './measure-study.ts';
import { builtInMeasures } from './registry.ts';

const pageOf = (id: string) => readFileSync(new URL(`../../docs/metrics/${id}.md`, import.meta.url), 'utf8');
const inputs = exampleStudy();
const others = measureStudy(inputs, { seed: 1 });
/** Where the example study has nothing for a measure. */
const ownInputs: Readonly<Record<string, typeof inputs>> = {
  ...Object.fromEntries(
    ['over-alignment', 'twins', 'people', 'contamination'].map((id) => [id, exampleValidity()]),
  ),
  'attack-controls': { ...inputs, judgments: madeUpControls(['none', 'neutral-long', 'targeted']) },
};

describe.each(builtInMeasures.map((measure) => [measure.id, measure] as const))('%s', (id, measure) => {
  for (const { name, run } of measureConformance(measure, {
    inputs: ownInputs[id] ?? inputs,
    page: pageOf(id),
    others,
  }))
    it(name, run);
});

describe('the registry', () => {
  it('has a measure once, with fields that no other measure has', () => {
    const fields = builtInMeasures.flatMap((measure) => Object.keys(measure.json(null)));
    expect(new Set(fields).size).toBe(fields.length);
    expect(new Set(builtInMeasures.map(({ id }) => id)).size).toBe(builtInMeasures.length);
  });
});
