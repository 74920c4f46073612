import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exampleStudy } from '../../../tests/support/made-up-study.ts';
import type { BiasedShareResult } from '../../measures/_template/compute.ts';
import { biasedShareMeasure } from '../../measures/_template/index.ts';
import type { Measure } from '../../measures/measure.ts';
import { measureConformance } from './measure-conformance.ts';

const page = readFileSync(new URL('../../measures/_template/page.md', import.meta.url), 'utf8');
const good = biasedShareMeasure;

/** Names of the checks that a measure fails. */
async function failures(measure: Measure<BiasedShareResult>, text = page): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of measureConformance(measure, {
    inputs: exampleStudy(),
    page: text,
    others: {},
  })) {
    await run().catch(() => failed.push(name.replace(`${measure.id} `, '')));
  }
  return failed;
}

const broken: readonly (readonly [string, Partial<Measure<BiasedShareResult>>])[] = [
  ['has an id of lower-case words, and a question as its title', { title: 'Share of biased verdicts' }],
  [
    'measures nothing, and not 0, in an empty study',
    { compute: (inputs, options) => good.compute(inputs, options) ?? [] },
  ],
  ['measures nothing where something that it needs is missing', { needs: ['judgments', 'ratings'] }],
  [
    'shows nothing that is undefined as 0',
    {
      compute: (inputs, options) =>
        good.compute(inputs, options)?.map((entry) => ({ ...entry, rate: entry.rate ?? 0 })) ?? null,
    },
  ],
  [
    'prints the same fields with and without a result',
    { json: (result) => (result === null ? {} : { share: result }) },
  ],
  ['keeps to a scope', { within: (result) => result.slice(0, 1) }],
];

describe('measureConformance', () => {
  it('passes a good measure', async () => {
    expect(await failures(good)).toEqual([]);
  });

  it.each(broken)('fails a measure that breaks one rule: "%s"', async (name, change) => {
    expect(await failures({ ...good, ...change })).toContain(name);
  });

  it('fails a measure whose numbers depend on when it is asked', async () => {
    let calls = 0;
    const compute: typeof good.compute = (inputs, options) => {
      calls += 1;
      return good.compute(inputs, options)?.map((entry) => ({ ...entry, count: calls })) ?? null;
    };
    expect(await failures({ ...good, compute })).toContain('gives the same numbers for the same seed');
  });

  it('fails a measure that gives what JSON cannot hold', async () => {
    const compute: typeof good.compute = (inputs, options) =>
      good.compute(inputs, options)?.map((entry) => ({ ...entry, low: Number.NaN })) ?? null;
    expect(await failures({ ...good, compute })).toContain('gives results, fields and rows of plain JSON');
  });

  it('fails a page whose example is not what is printed', async () => {
    expect(await failures(good, page.replace('%', '.5%'))).toEqual([
      'has a page with an example that the program prints',
    ]);
  });
});
