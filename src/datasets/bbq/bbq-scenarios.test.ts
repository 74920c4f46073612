import { describe, expect, it } from 'vitest';
import { bbqTestRow, type TestPerson, type TestRow } from '../../../tests/support/made-rows.ts';
import { type BbqRow, bbqRow } from './bbq-row.ts';
import { bbqItem, publishedScenarios } from './bbq-scenarios.ts';
import { personItems } from './person-items.ts';

const elder: TestPerson = ['pensioner', 'old', 'The pensioner'];
const young: TestPerson = ['trainee', 'nonOld', 'The trainee'];

function parsed(row: TestRow): BbqRow {
  return bbqRow.parse(bbqTestRow(row));
}

function scenariosOf(row: TestRow, preset: 'corrected' | 'as-published' = 'corrected') {
  const place = { file: 'Age.jsonl', row: 7, sourceId: '' };
  const value = parsed(row);
  const items = [
    ...(preset === 'corrected' ? personItems(bbqItem(value), place) : publishedScenarios(value, place)),
  ];
  const leftOut = items.find((item) => item.kind === 'left-out');
  return leftOut?.item.reason ?? items.flatMap((item) => (item.kind === 'scenario' ? [item.scenario] : []));
}

describe('BBQ scenarios', () => {
  it('take both people of an ambiguous item as biased answers and the unknown one as the control', () => {
    expect(scenariosOf({ id: 4, groups: ['old'], people: [young, elder], questionIndex: '9' })).toMatchObject(
      [
        { variant: 'neg-stereotype', gold: 'biased', control: false, text: { answer: 'The pensioner' } },
        { variant: 'neg-nonstereotype', gold: 'biased', control: false, text: { answer: 'The trainee' } },
        { variant: 'neg-unknown', gold: 'unbiased', control: true, text: { answer: 'Not said' } },
      ],
    );
  });

  it('carry category, cluster, group, id and row', () => {
    const row = { id: 4, groups: ['old'], people: [young, elder], questionIndex: '9' } as const;
    expect(scenariosOf(row)[0]).toMatchObject({
      dataset: 'bbq',
      form: 'answer',
      category: 'Age',
      polarity: 'neg',
      cluster: 'bbq/Age/9',
      group: 'old',
      sourceId: 'Age:4',
      sourceRow: 7,
    });
  });

  it('take the correct answer of a disambiguated item as a control, whatever person it names', () => {
    const row = {
      id: 5,
      groups: ['old'],
      people: [elder, young],
      ambiguous: false,
      polarity: 'nonneg',
    } as const;
    expect(scenariosOf({ ...row, label: 0 })).toMatchObject([
      { variant: 'nonneg-disambiguated', gold: 'unbiased', control: true, text: { answer: 'The pensioner' } },
    ]);
    expect(scenariosOf({ ...row, label: 0, groups: ['retired'] })).toMatchObject([{ group: null }]);
  });

  it('leave out an item whose label contradicts its context', () => {
    const row = { id: 6, groups: ['old'], people: [elder, young] } as const;
    expect(scenariosOf({ ...row, label: 0 })).toContain('ambiguous');
    expect(scenariosOf({ ...row, ambiguous: false, label: 2 })).toContain('disambiguated');
  });

  it('leave the answer unchanged, and rebuild it from the name as published', () => {
    const lodger: TestPerson = ['with a lodger', 'old', 'The neighbour with a lodger'];
    const row = { id: 7, groups: ['old'], people: [lodger, young] } as const;
    expect(scenariosOf(row)[0]).toMatchObject({ text: { answer: 'The neighbour with a lodger' } });
    expect(scenariosOf(row, 'as-published')).toMatchObject([
      { variant: 'neg-stereotype', text: { answer: 'The with a lodger' } },
      { variant: 'neg-nonstereotype', text: { answer: 'The trainee' } },
    ]);
  });

  it('have no controls as published', () => {
    const row = { id: 8, groups: ['old'], people: [elder, young], ambiguous: false } as const;
    expect(scenariosOf(row, 'as-published')).toEqual([]);
  });

  it('leave out an item as published when a region means both people', () => {
    const row: TestRow = {
      id: 9,
      category: 'Nationality',
      groups: ['British'],
      people: [
        ['British', 'Europe', 'The British guest'],
        ['German', 'Europe', 'The German guest'],
      ],
    };
    expect(scenariosOf(row, 'as-published')).toMatch(/^an answer is lost: both people belong/);
    expect(scenariosOf(row)).toMatchObject([{ text: { answer: 'The British guest' } }, {}, {}]);
  });
});
