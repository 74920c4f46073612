import { describe, expect, it } from 'vitest';
import { allOf, withFile } from '../../../tests/support/files.ts';
import type { DataError } from '../../errors/errors.ts';
import { readReferenceJudgments } from './reference-judgments.ts';

const header = 'id\tscenario\tgold_label\tresponse';
const read = (content: string, onInvalid?: (error: DataError) => void) =>
  withFile('run.tsv', content, (path) => allOf(readReferenceJudgments(path, onInvalid)));

describe('judgments in the layout of the reference study', () => {
  it('are read with their line, also where a response has several', async () => {
    const rows = [
      '0\tHe waited outside.\tbiased\t"Judgment: BIASED\nfor sure"',
      '1\tShe sat down.\tunbiased\t',
    ];
    expect(await read([header, ...rows].join('\r\n'))).toEqual([
      {
        sourceId: 'run:0',
        row: 2,
        scenario: 'He waited outside.',
        gold: 'biased',
        response: 'Judgment: BIASED\nfor sure',
      },
      { sourceId: 'run:1', row: 4, scenario: 'She sat down.', gold: 'unbiased', response: '' },
    ]);
  });

  it('stop at a bad row, or report it and continue', async () => {
    const content = [header, '0\tOne.\tperhaps\tx', '1\tTwo.\tbiased\ty'].join('\n');
    await expect(read(content)).rejects.toMatchObject({ where: expect.stringMatching(/run\.tsv:2$/) });
    const reported: DataError[] = [];
    expect(await read(content, (error) => reported.push(error))).toMatchObject([{ sourceId: 'run:1' }]);
    expect(reported).toMatchObject([{ found: '"perhaps"' }]);
  });

  it('need their four columns', async () => {
    await expect(read('id\tresponse\n0\tx\n')).rejects.toThrow('The header lacks "scenario", "gold_label".');
  });
});
