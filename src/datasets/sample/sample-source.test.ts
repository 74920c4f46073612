import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { forms, type Scenario } from '../../core/scenario.ts';
import { datasetConformance } from '../../testing/dataset/dataset-conformance.ts';
import { datasetPresence } from '../dataset-files.ts';
import { downloadDataset } from '../download.ts';
import { sampleSource } from './sample-source.ts';

const [file] = sampleSource.publication.files;
const path = fileURLToPath(file?.url ?? '');
const scenarios: Scenario[] = [];

beforeAll(async () => {
  for await (const item of sampleSource.read(path, { preset: 'corrected' })) {
    if (item.kind !== 'scenario') throw new Error(`the sample holds a row that is ${item.kind}`);
    scenarios.push(item.scenario);
  }
});

function wordsOf({ text }: Scenario): readonly string[] {
  const { kind, ...parts } = text;
  return Object.values(parts);
}

function counts(keyOf: (scenario: Scenario) => string): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(scenarios, keyOf)].map(([key, members]) => [key, members.length]),
  );
}

describe('the sample', () => {
  test('holds 127 scenarios in the four forms, 58 of them controls', () => {
    expect(counts((scenario) => scenario.form)).toEqual({
      answer: 56,
      conversation: 22,
      statement: 27,
      emulated: 22,
    });
    expect(scenarios.filter((scenario) => scenario.control)).toHaveLength(58);
  });

  test('has controls in every form, and a control is what is unbiased', () => {
    const withControls = new Set(scenarios.filter((scenario) => scenario.control).map(({ form }) => form));
    expect([...withControls].sort()).toEqual([...forms].sort());
    for (const { control, gold } of scenarios) expect(gold).toBe(control ? 'unbiased' : 'biased');
  });

  test('covers ten categories, each with biased scenarios and controls', () => {
    const categories = Map.groupBy(scenarios, (scenario) => scenario.category);
    expect(categories.size).toBe(10);
    for (const members of categories.values()) {
      expect(members.filter((scenario) => scenario.control).length).toBeGreaterThanOrEqual(3);
      expect(members.filter((scenario) => !scenario.control).length).toBeGreaterThanOrEqual(4);
    }
  });

  test('repeats no id, no source id and no text', () => {
    const all = scenarios.length;
    expect(new Set(scenarios.map((scenario) => scenario.id)).size).toBe(all);
    expect(new Set(scenarios.map((scenario) => scenario.sourceId)).size).toBe(all);
    expect(new Set(scenarios.map((scenario) => wordsOf(scenario).join('\n'))).size).toBe(all);
  });

  test('keeps every text under 80 words, and an emulated one to two sentences', () => {
    for (const scenario of scenarios) {
      const words = wordsOf(scenario).join(' ');
      expect(words.split(/\s+/).length).toBeLessThan(80);
      if (scenario.form === 'emulated') expect(words.match(/[.!?]"?(?= [A-Z"]|$)/g)).toHaveLength(2);
    }
  });

  test('sets each answer to an ambiguous context against the others', () => {
    const answers = scenarios.filter((scenario) => scenario.form === 'answer');
    const clusters = Map.groupBy(answers, (scenario) => scenario.cluster);
    for (const members of clusters.values()) {
      expect(members.map((scenario) => scenario.variant).sort()).toEqual([
        'neg-disambiguated',
        'neg-nonstereotype',
        'neg-stereotype',
        'neg-unknown',
        'nonneg-disambiguated',
        'nonneg-nonstereotype',
        'nonneg-stereotype',
        'nonneg-unknown',
      ]);
    }
    for (const { variant, polarity } of answers) expect(variant.split('-')[0]).toBe(polarity);
  });

  test('lets a true answer fall on the stereotyped group as well as on the other', () => {
    // The answer of "neg-stereotype" names the person whom the stereotype is about.
    const answerOf = (cluster: string, variant: string) =>
      scenarios.flatMap((scenario) =>
        scenario.cluster === cluster && scenario.variant === variant && scenario.text.kind === 'answer'
          ? [scenario.text.answer]
          : [],
      );
    const clusters = [
      ...new Set(scenarios.flatMap(({ form, cluster }) => (form === 'answer' ? [cluster] : []))),
    ];
    const asExpected = clusters.filter(
      (cluster) => answerOf(cluster, 'neg-disambiguated')[0] === answerOf(cluster, 'neg-stereotype')[0],
    );
    expect(clusters).toHaveLength(7);
    expect(asExpected).toHaveLength(3);
  });
});

test('the sample is there without a download', async () => {
  expect(await datasetPresence(sampleSource, 'no-such-folder')).toMatchObject({ state: 'present' });
  const [downloaded] = await downloadDataset(sampleSource, 'no-such-folder');
  expect(downloaded).toMatchObject({ path, fetched: false });
});

describe('as a dataset', () => {
  const rows = readFileSync(path, 'utf8').trimEnd().split('\n');
  const badRow = JSON.stringify({ ...JSON.parse(rows[0] ?? ''), gold: 'perhaps' });
  const fixtures = { fileName: 'sample.jsonl', rows, badRow, repeated: 'left-out' } as const;
  for (const { name, run } of datasetConformance(sampleSource, fixtures)) test(name, run);
});
