import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { StudyForm } from '../../core/view/setup-page.ts';
import { draftOf, firstForm, textOf } from './study-draft.ts';

const commented = `# Mine, not yours.
name: First # the name
store: first.db
datasets:
  # The small one.
  - sample
  - { dataset: bbq, categories: [Age] }
models:
  - model: openai:a
    label: A
    price: { input: 1, output: 2 }
  - baseline:coin # for comparison
judge:
  attacks: [none]
  temperature: 0.5
check: { margin: 0.1 }
`;

function form(text: string): StudyForm {
  const { form: read } = draftOf(text, 'study.yaml');
  if (read === null) throw new Error('the text is no study');
  return read;
}

describe('a study file in the making', () => {
  it('comes from the form and goes back to it', () => {
    const wanted: StudyForm = {
      name: 'Two: models',
      datasets: [
        { dataset: 'sample' },
        {
          dataset: 'mine',
          from: './rows.csv',
          columns: { scenario: 'text' },
          gold: 'biased',
          skipInvalid: true,
        },
      ],
      models: [
        { model: 'openai:a', baseUrl: 'http://127.0.0.1:1/v1', price: { input: 0, output: 1.5 } },
        { model: 'baseline:coin' },
      ],
      packs: ['default', 'defined'],
      attacks: ['none', 'targeted'],
      size: 200,
      explained: 10,
      budgetUsd: 2.5,
    };
    const text = textOf(wanted, '');
    expect(draftOf(text, 'study.yaml').problems).toEqual([]);
    expect(form(text)).toEqual(wanted);
    expect(parse(text)).toMatchObject({
      judge: { sample: 'sample' },
      samples: [{ name: 'sample', size: 200 }],
      agree: {},
    });
  });

  it('has lists that are still empty, which the form shows and the text is wrong about', () => {
    const text = textOf(firstForm, '');
    expect(form(text)).toEqual(firstForm);
    const { problems } = draftOf(text, 'study.yaml');
    expect(problems).toMatchObject([{ message: expect.stringContaining('"models"') }]);
    const added = textOf({ ...firstForm, models: [{ model: 'baseline:coin' }] }, text);
    expect(added).toContain('models:\n  - baseline:coin\n');
  });

  it('leaves out what cannot be read where the text says so, of a published dataset, too', () => {
    const text = commented.replace('categories: [Age]', 'skipInvalid: true, categories: [Age]');
    const before = form(text);
    expect(before.datasets[1]).toEqual({ dataset: 'bbq', skipInvalid: true });
    expect(textOf({ ...before, name: 'Second' }, text)).toBe(text.replace('First', 'Second'));
    const explicit = text.replace('skipInvalid: true', 'skipInvalid: false');
    expect(textOf({ ...form(explicit), name: 'Second' }, explicit)).toContain('skipInvalid: false');
  });

  it('leaves the comment beside a setting that is changed', () => {
    const text = `name: First # the name
datasets: [sample] # one
models:
  # The dear one.
  - model: openai:a
    price: { input: 1, output: 2 } # of June
judge:
  attacks: [none] # for now
  sample: s
samples:
  - name: s
    size: 100 # small
limits: { budgetUsd: 2 } # mine
`;
    const before = form(text);
    const [dear] = before.models;
    const changed = textOf(
      {
        ...{ ...before, name: 'Second', attacks: ['none', 'targeted'], size: 50, budgetUsd: 3 },
        models: [{ model: 'openai:a', ...dear, price: { input: 3, output: 4 } }],
      },
      text,
    );
    const comments = [
      '# the name',
      '# one',
      '# The dear one.',
      '# of June',
      '# for now',
      '# small',
      '# mine',
    ];
    for (const comment of comments) expect(changed).toContain(comment);
    expect(form(changed)).toMatchObject({ name: 'Second', size: 50, budgetUsd: 3 });
  });

  it('leaves comments, order and other settings as they are', () => {
    const before = form(commented);
    expect(textOf(before, commented)).toBe(commented);
    const changed = textOf(
      { ...before, name: 'Second', models: [...before.models, { model: 'ollama:b' }], budgetUsd: 3 },
      commented,
    );
    const stays = [
      '# Mine, not yours.',
      'store: first.db',
      '# The small one.',
      'label: A',
      '# for comparison',
    ];
    for (const part of [
      ...stays,
      'temperature: 0.5',
      '{ dataset: bbq, categories: [Age] }',
      'attacks: [none]',
    ]) {
      expect(changed).toContain(part);
    }
    expect(parse(changed)).toMatchObject({
      name: 'Second',
      limits: { budgetUsd: 3 },
      models: [{}, 'baseline:coin', 'ollama:b'],
    });
    const without = textOf({ ...before, datasets: [{ dataset: 'bbq' }], budgetUsd: null }, changed);
    expect(parse(without)).toMatchObject({ datasets: [{ dataset: 'bbq', categories: ['Age'] }] });
  });

  it('takes the sample and the explanations out again, and no other sample', () => {
    const text = `${commented}samples: [{ name: other, size: 5 }]\n`;
    const sized = textOf({ ...form(text), size: 50, explained: 5 }, text);
    expect(parse(sized)).toMatchObject({
      samples: [{ name: 'other' }, { name: 'sample', size: 50 }],
      explain: { n: 5 },
    });
    const all = parse(textOf({ ...form(sized), size: null, explained: null }, sized));
    expect(all.samples).toEqual([{ name: 'other', size: 5 }]);
    expect(all.judge).not.toHaveProperty('sample');
    expect(all).not.toHaveProperty('explain');
  });

  it('has no form where it would hide something: a wrong setting, broken YAML, a text that is no object', () => {
    for (const text of ['modles: [a]\n', 'models: [\n', '- a\n', 'models: [{ modle: x }]\n', 'a: *b\n']) {
      const draft = draftOf(text, 'study.yaml');
      expect(draft.form, text).toBeNull();
      expect(draft.problems.length, text).toBeGreaterThan(0);
    }
  });

  it('says every problem with its line', () => {
    const text = 'name: x\ndatasets: [sample]\nmodels:\n  - modle: a\njudge:\n  atacks: [none]\n';
    expect(draftOf(text, 'study.yaml').problems).toEqual([
      { line: 4, message: expect.stringMatching(/no setting "modle".*Did you mean "model"/) },
      { line: 6, message: expect.stringMatching(/no setting "atacks".*Did you mean "attacks"/) },
    ]);
  });
});
