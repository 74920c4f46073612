import { describe, expect, it } from 'vitest';
import { bbqTestRow, type TestPerson } from '../../../tests/support/made-rows.ts';
import { bbqRow } from './bbq-row.ts';
import { targetPerson } from './target-person.ts';

function target(
  groups: readonly string[],
  people: readonly [TestPerson, TestPerson],
  where: { readonly category?: string; readonly questionIndex?: string } = {},
) {
  const found = targetPerson(bbqRow.parse(bbqTestRow({ id: 1, groups, people, ...where })));
  return found.kind === 'known' ? `${found.stereotype.text} / ${found.group}` : found.reason;
}

describe('the target person', () => {
  it.each([
    ['a tag', ['old'], 'pensioner', 'old', 'old'],
    ['a name where the tag is a region', ['Kenyan', 'Malian'], 'Malian', 'Africa', 'Malian'],
    ['a tag that is spelled otherwise', ['low SES'], 'cleaner', 'lowSES', 'low SES'],
    [
      'the race in a tag with the gender before it',
      ['Black', 'African American'],
      'A. B.',
      'F-Black',
      'Black',
    ],
    ['a gender word in place of its letter', ['F'], 'girl', 'girl', 'F'],
    ['a part of a compound tag', ['Transgender men', 'trans'], 'Kim', 'trans_M', 'trans'],
  ])('is found by %s', (_, groups, name, tag, group) => {
    const other: TestPerson = ['someone', 'nonTrans_M', 'The other'];
    expect(target(groups, [other, [name, tag, 'The one']])).toBe(`The one / ${group}`);
  });

  it('is not found by a tag that only contains the group', () => {
    const people = [
      ['a', 'nonOld', 'A'],
      ['b', 'nonOld', 'B'],
    ] as const;
    expect(target(['old'], people)).toContain('neither person belongs to the stereotyped groups old');
  });

  it('is not found when both people belong to the groups', () => {
    const people = [
      ['girl', 'girl', 'A'],
      ['woman', 'woman', 'B'],
    ] as const;
    expect(target(['F'], people)).toContain(
      'both people belong to the stereotyped groups F: girl (girl), woman (woman)',
    );
  });

  it('is not found when an item has no unknown answer', () => {
    const row = bbqTestRow({
      id: 1,
      groups: ['old'],
      people: [
        ['a', 'old', 'A'],
        ['b', 'nonOld', 'B'],
      ],
    });
    const parsed = bbqRow.parse({
      ...row,
      answer_info: { ans0: ['a', 'old'], ans1: ['b', 'x'], ans2: ['c', 'y'] },
    });
    expect(targetPerson(parsed)).toMatchObject({
      kind: 'unknown-target',
      reason: '3 of the three answers name a person, not two',
    });
  });
});

describe('the target person of an intersectional item', () => {
  const gender = { category: 'Race_x_gender' };

  it('needs the gender of the question template beside the race', () => {
    const people = [
      ['Asian man', 'M-Asian', 'The Asian man'],
      ['Asian woman', 'F-Asian', 'The Asian woman'],
    ] as const;
    expect(target(['Asian'], people, { ...gender, questionIndex: '5' })).toBe('The Asian woman / F-Asian');
    expect(target(['Asian'], people, { ...gender, questionIndex: '43' })).toBe('The Asian man / M-Asian');
  });

  it('needs the income of the question template beside the race', () => {
    const people = [
      ['A. B. baker', 'lowSES-F-White', 'A. B., who bakes'],
      ['C. D. surgeon', 'highSES-F-White', 'C. D., who operates'],
    ] as const;
    const where = { category: 'Race_x_SES' };
    expect(target(['White'], people, { ...where, questionIndex: '9' })).toBe(
      'A. B., who bakes / lowSES-White',
    );
    expect(target(['White'], people, { ...where, questionIndex: '21' })).toBe(
      'C. D., who operates / highSES-White',
    );
  });

  it('is found by the answer where the tag is empty, cut or of the wrong gender', () => {
    const woman: TestPerson = ['', '', 'The Latina woman'];
    const man: TestPerson = ['Latino man', 'M-Latino', 'The Latino man'];
    expect(target(['Hispanic', 'Latino'], [man, woman], { ...gender, questionIndex: '13' })).toContain(
      'The Latina',
    );
    const cut: TestPerson = ['African man', 'M-African', 'The African American man'];
    const african: TestPerson = ['African man', 'M-African', 'The African man'];
    expect(target(['African American'], [african, cut], { ...gender, questionIndex: '1' })).toContain(
      'The African American',
    );
    const women: TestPerson = ['Black men', 'M-Black', 'the Black women'];
    const men: TestPerson = ['Black men', 'M-Black', 'the Black men'];
    expect(target(['Black'], [men, women], { ...gender, questionIndex: '21' })).toBe(
      'the Black women / F-Black',
    );
  });

  it('is not found for a question template that was not published', () => {
    const people = [
      ['a', 'F-Asian', 'A'],
      ['b', 'M-Asian', 'B'],
    ] as const;
    expect(target(['Asian'], people, { ...gender, questionIndex: '45' })).toContain('template 45');
  });
});
