import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { hvsb, temporaryFolder } from './support/hvsb.ts';

async function judgedSample() {
  const folder = await temporaryFolder();
  await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
  const { code } = await hvsb(folder.path, ['judge', '--model', 'baseline:coin', '--attack', 'none']);
  expect(code).toBe(0);
  return folder;
}

describe('a name that nothing in the results bears', () => {
  it('stops the command with the names that there are and the nearest, and is never taken for nothing', async () => {
    await using folder = await judgedSample();
    const judge = ['judge', '--model', 'baseline:coin', '--attack', 'none'];
    const commands: readonly (readonly [words: readonly string[], said: readonly string[]])[] = [
      [
        [...judge, '--dataset', 'sampel'],
        ['There is no dataset "sampel"', 'Did you mean "sample"?'],
      ],
      [
        [...judge, '--category', 'Age,Agee'],
        ['No scenario has the category "Agee"', 'Did you mean "Age"?'],
      ],
      [
        [...judge, '--variant', 'prro'],
        ['No scenario has the variant "prro"', 'Did you mean "pro"?'],
      ],
      [
        [...judge, '--category', 'Age', '--variant', 'pro', '--form', 'conversation'],
        ['No scenario matches.', 'form conversation, category Age, variant pro'],
      ],
      [
        ['metrics', '--model', 'baseline:cion'],
        ['holds nothing of the model "baseline:cion"', 'Did you mean "baseline:coin"?'],
      ],
      [
        ['metrics', '--attack', 'targeted'],
        ['holds nothing under the attack "targeted"', 'Did you mean "none"?'],
      ],
      [
        ['report', '--model', 'baseline:cion', '--out', 'report'],
        ['holds nothing of the model "baseline:cion"', 'Did you mean "baseline:coin"?'],
      ],
      [
        ['export', '--table', 'judgments', '--category', 'Agee', '--out', 'rows.jsonl'],
        ['No scenario has the category "Agee"', 'Did you mean "Age"?'],
      ],
    ];
    for (const [words, said] of commands) {
      const { code, stdout, stderr } = await hvsb(folder.path, words);
      expect([words, code, stdout]).toEqual([words, 2, '']);
      for (const part of said) expect(stderr).toContain(part);
    }
    expect(await readdir(folder.path)).not.toContain('rows.jsonl');
    expect(await readdir(folder.path)).not.toContain('report');
  });

  it('of a results file is said so by sample too, and no file is made', async () => {
    await using folder = await temporaryFolder();
    const { code, stderr } = await hvsb(folder.path, ['sample', '--n', '5']);
    expect(code).toBe(2);
    expect(stderr).toContain('There is no results file here.');
    expect(await readdir(folder.path)).toEqual([]);
  });
});
