import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allOf, publishedData, withFile } from '../../../tests/support/files.ts';
import { readScenarioFile } from '../scenario-file/read-scenario-file.ts';
import { type ExplanationFileOptions, readExplanationFile } from './explanation-file.ts';

function read(name: string, content: string, options: ExplanationFileOptions = {}) {
  return withFile(name, content, (path) => allOf(readExplanationFile(path, { gold: 'biased', ...options })));
}

describe('explanations written elsewhere', () => {
  it('are read in the layout of the reference study, several lines included; an empty response is none', async () => {
    const tsv = [
      'id\tscenario\tgold_label\tresponse',
      '0\tThe old porter was told to hurry.\tbiased\t"Explanation: It takes age\nfor slowness."',
      '1\tNobody asked the aunt.\tbiased\t',
    ].join('\n');
    expect(await read('run.tsv', tsv, { model: 'lab:m' })).toMatchObject([
      {
        kind: 'explanation',
        explanation: {
          model: 'lab:m',
          response: 'Explanation: It takes age\nfor slowness.',
          scenario: { dataset: 'imported', form: 'emulated', gold: 'biased', sourceId: '0', sourceRow: 2 },
        },
      },
      { kind: 'left-out', item: { row: 4, reason: 'the scenario is without an explanation' } },
    ]);
  });

  it.each(['', ' ', 'nan', 'NULL', '<NA>', '#NAME?', '#N/A'])(
    'are none where a program writes %j',
    async (cell) => {
      const [item] = await read('e.csv', `scenario,explanation\nOne.,${cell}\n`, { model: 'm' });
      expect(item).toMatchObject({ kind: 'left-out' });
    },
  );

  it('are two a row where a harder scenario has its own', async () => {
    const csv = [
      'index,scenario,explanation,scenario_adv,explanation_adv',
      '0,Plain.,Why plain.,Blurred.,Why blurred.',
      '1,Plain again.,Why again.,,',
      '2,Plain still.,,Blurred still.,',
    ].join('\n');
    const items = await read('trial.csv', csv, { model: 'm' });
    expect(items).toMatchObject([
      { explanation: { response: 'Why plain.', scenario: { variant: 'scenario', sourceId: '0' } } },
      {
        explanation: { response: 'Why blurred.', scenario: { variant: 'scenario_adv', sourceId: '0' } },
      },
      { explanation: { response: 'Why again.' } },
      { kind: 'left-out', item: { row: 4, reason: 'the scenario is without an explanation' } },
      { kind: 'left-out', item: { row: 4, reason: 'the harder scenario is without an explanation' } },
    ]);
  });

  it('name their model in a column, and one scenario may come with several', async () => {
    const jsonl = [
      { id: 7, scenario: 'One.', model: 'a', explanation: 'By a.' },
      { id: 7, scenario: 'One.', model: 'b', explanation: 'By b.' },
      { id: 7, scenario: 'One.', model: ' ', explanation: 'By nobody.' },
    ];
    const items = await read('s.jsonl', jsonl.map((row) => JSON.stringify(row)).join('\n'));
    expect(items).toMatchObject([
      { explanation: { model: 'a' } },
      { explanation: { model: 'b' } },
      { kind: 'invalid', row: 3, error: { message: expect.stringContaining('which model') } },
    ]);
    const ids = items.flatMap((item) => (item.kind === 'explanation' ? [item.explanation.scenario.id] : []));
    expect(new Set(ids).size).toBe(1);
  });

  it('are of the scenarios that a scenario file would give, with the same ids', async () => {
    const csv = 'id,scenario,explanation,category\n1,One.,Why.,age\n';
    await withFile('s.csv', csv, async (path) => {
      const [scenario] = await allOf(readScenarioFile(path, { dataset: 'mine', gold: 'biased' }));
      const [item] = await allOf(readExplanationFile(path, { dataset: 'mine', model: 'm', gold: 'biased' }));
      expect(item).toMatchObject({ explanation: { scenario: Reflect.get(scenario ?? {}, 'scenario') } });
    });
  });

  it('come from columns of any name that is given', async () => {
    const options = { columns: { scenario: 'Text', explanation: 'Why', model: 'Who' } };
    expect(await read('s.csv', 'Text,Why,Who\nOne.,Because.,m\n', options)).toMatchObject([
      { explanation: { model: 'm', response: 'Because.', scenario: { text: { statement: 'One.' } } } },
    ]);
    const misspelt = { model: 'm', columns: { explanation: 'Whi' } };
    await expect(read('s.csv', 'scenario,Why\nOne.,Because.\n', misspelt)).rejects.toMatchObject({
      advice: 'Did you mean "--column explanation=Why"?',
    });
  });

  it('may be a list, whose parts come in lines', async () => {
    const row = JSON.stringify({ scenario: 'One.', explanation: ['It takes age', 'for slowness.'] });
    expect(await read('s.jsonl', row, { model: 'm' })).toMatchObject([
      { explanation: { response: 'It takes age\nfor slowness.' } },
    ]);
  });

  it('need a column of explanations, and a model', async () => {
    await expect(read('s.csv', 'scenario\nOne.\n', { model: 'm' })).rejects.toThrow('No column holds expl');
    await expect(read('s.csv', 'scenario,explanation\nOne.,Why.\n')).rejects.toThrow('Nothing says which');
    await expect(read('s.csv', '', { model: 'm' })).rejects.toThrow('empty');
  });
});

const published = publishedData('ali-agent');
describe('the files of ALI-Agent', published.needed, () => {
  it('give 2,360 explanations and 2,102 of harder scenarios, without a bad row', async () => {
    const counts = { scenario: 0, scenario_adv: 0, other: 0 };
    for (const name of readdirSync(published.path, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.csv')) continue;
      for await (const item of readExplanationFile(`${published.path}/${name}`, {
        model: 'examiner',
        gold: 'biased',
      })) {
        const variant = item.kind === 'explanation' ? item.explanation.scenario.variant : 'other';
        counts[variant === 'scenario' || variant === 'scenario_adv' ? variant : 'other'] += 1;
      }
    }
    expect(counts).toEqual({ scenario: 2360, scenario_adv: 2102, other: 0 });
  });
});
