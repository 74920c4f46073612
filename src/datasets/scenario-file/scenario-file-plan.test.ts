import { describe, expect, it } from 'vitest';
import { withFile } from '../../../tests/support/files.ts';
import { planScenarioFile, type ScenarioFileOptions } from './scenario-file-plan.ts';

const plan = (content: string, options?: ScenarioFileOptions) =>
  withFile('s.csv', content, (path) => planScenarioFile(path, options));

describe('how a scenario file will be read', () => {
  it('says what is assumed', async () => {
    expect(await plan('statement,mood\nA.,calm\n')).toEqual({
      columns: { statement: 'statement' },
      notes: [
        'No gold label in the file: every scenario is taken as biased.',
        'No category in the file: every scenario is "unspecified".',
        'No id in the file: scenarios are named by their content.',
      ],
    });
    expect((await plan('id,statement,gold_label,bias_type\n1,A.,biased,age\n')).notes).toEqual([]);
  });

  it('names the nearest column to one that is not there', async () => {
    await expect(plan('sentense\nA.\n', { columns: { statement: 'sentence' } })).rejects.toMatchObject({
      name: 'DataError',
      advice: 'Did you mean "sentense"?',
    });
  });

  it('names the nearest field to one that there is not', async () => {
    const columns: Record<string, string> = { statment: 'x' };
    await expect(plan('x\nA.\n', { columns })).rejects.toMatchObject({
      name: 'UsageError',
      advice: 'Did you mean "statement"?',
    });
  });

  it('fails where no columns make a text, or there is no record', async () => {
    await expect(plan('context,question\nA.,B?\n')).rejects.toThrow(
      'No column holds the text of a scenario.',
    );
    await expect(plan('statement\n')).rejects.toThrow('The file holds no records.');
  });
});
