import { describe, expect, it } from 'vitest';
import { completionsAt } from './study-completions.ts';

const names = {
  dataset: ['sample', 'bbq'],
  model: ['openai:gpt-4o-mini', 'baseline:coin'],
  attack: ['none', 'targeted'],
  pack: ['default', 'defined'],
};

/** The completions where the bar is. */
function at(text: string) {
  const offset = text.indexOf('|');
  const { from, options } = completionsAt(text.replace('|', ''), offset, names);
  return { word: text.slice(from, offset), options: options.map((option) => option.text) };
}

describe('completions of a study file', () => {
  it('are the settings of the place, by the schema, without those that are there', () => {
    expect(at('na|').options).toContain('name: ');
    expect(at('name: x\nna|').options).not.toContain('name: ');
    expect(at('judge:\n  att|')).toEqual({ word: 'att', options: ['attacks: '] });
    expect(at('judge:\n  attacks: [none]\n  |').options).toEqual(
      expect.arrayContaining(['repeat: ', 'temperature: ']),
    );
    expect(at('judge:\n  attacks: [none]\n  |').options).not.toContain('attacks: ');
    expect(at('judge:\n  stop:\n    |').options).toEqual(['width: ', 'seed: ']);
  });

  it('reach into lists, written with dashes or on one line', () => {
    expect(at('models:\n  - mo|').options).toEqual(expect.arrayContaining(['model: ']));
    expect(at('models:\n  - model: openai:a\n    la|')).toEqual({ word: 'la', options: ['label: '] });
    expect(at('models:\n  - model: openai:a\n    price:\n      |').options).toEqual(['input: ', 'output: ']);
    expect(at('models:\n- model: openai:a\n  la|').options).toEqual(['label: ']);
    expect(at('models:\n  - { model: x, la|').options).toEqual(['label: ']);
    expect(at('judge:\n  attacks: [none, tar|')).toEqual({ word: 'tar', options: ['targeted'] });
  });

  it('are names and values where a value belongs', () => {
    expect(at('datasets:\n  - s|').options).toContain('sample');
    expect(at('datasets:\n  - dataset: b|').options).toContain('bbq');
    expect(at('datasets:\n  - dataset: bbq\n    preset: |').options).toEqual(['corrected', 'as-published']);
    expect(at('models:\n  - openai:g|').options).toEqual(['openai:gpt-4o-mini']);
    expect(at('prompts: d|').options).toEqual(['default', 'defined']);
    expect(at('datasets:\n  - dataset: bbq\n    skipInvalid: |').options).toEqual(['true', 'false']);
  });

  it('are none in comments, in texts, and at an offset beyond the text', () => {
    expect(at('# na|').options).toEqual([]);
    expect(at('name: my long na|').options).toEqual([]);
    expect(completionsAt('na', 99, names).options.length).toBeGreaterThan(0);
  });
});
