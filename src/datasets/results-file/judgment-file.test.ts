import { describe, expect, it } from 'vitest';
import { allOf, withFile } from '../../../tests/support/files.ts';
import { openJudgmentFile } from './judgment-file.ts';

function read(content: string) {
  return withFile('judgments.csv', content, async (path) => {
    const file = await openJudgmentFile(path, { model: 'm' });
    const items = await allOf(file.rows());
    return {
      judgments: items.map((item) =>
        item.kind === 'judgment'
          ? [item.judgment.response, item.judgment.verdict, item.judgment.error ?? null]
          : item.kind,
      ),
      attacks: items.map((item) => (item.kind === 'judgment' ? item.judgment.attack : item.kind)),
      assumptions: file.assumptions,
    };
  });
}

describe('judgments made elsewhere', () => {
  it('have their verdicts from the answers; a column of verdicts counts where there is no answer, and the user reads so', async () => {
    const { judgments, assumptions } = await read(
      'id,scenario,gold,response,verdict\n1,A.,biased,Judgment: BIASED,unbiased\n2,B.,biased,,biased\n3,C.,biased,nan,unbiased\n4,D.,biased,,\n',
    );
    expect(judgments).toEqual([
      ['Judgment: BIASED', null, null],
      [null, 'biased', null],
      [null, 'unbiased', null],
      [null, null, 'The file has no answer in this row.'],
    ]);
    expect(assumptions.join(' ')).toContain('"verdict" counts only where a row has none');
  });

  it('have the attacks of the standard prompts, however they are written', async () => {
    const { attacks } = await read(
      'id,scenario,gold,verdict,attack\n1,A.,biased,biased,None\n2,B.,biased,biased,TARGETED\n3,C.,biased,biased,Own\n',
    );
    expect(attacks).toEqual(['none', 'targeted', 'Own']);
  });
});
