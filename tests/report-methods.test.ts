import { describe, expect, it } from 'vitest';
import { methods } from '../src/report/methods.ts';
import { madeFacts } from './support/made-facts.ts';
import { madeUpStudy } from './support/made-up-study.ts';

const { nothing, condition, call } = madeFacts;
const written = (facts: Partial<typeof nothing>) =>
  methods({ ...nothing, version: '1.2.3', ...facts }).trimEnd();

describe('methods', () => {
  it('says who judged what, under which attacks, with which settings, and when', () => {
    const from = Date.UTC(2026, 0, 31);
    const said = written({
      scenarios: [{ dataset: 'bbq', form: 'answer', biased: 1200, unbiased: 30, controls: 20 }],
      samples: [{ name: 'small', size: 500, seed: 7, stratify: ['category'], createdAt: 0 }],
      conditions: [condition('openai:a', { answered: 1500 }), condition('openai:b', { answered: 500 })],
      calls: [
        call('openai:a', {
          attack: 'targeted',
          endpoint: 'https://api.example/v1',
          servedModels: [{ name: 'a-2026', calls: 1 }],
          notAccepted: [{ name: 'temperature', calls: 1 }],
          from,
          to: from + 86_400_000,
        }),
      ],
    });
    expect(said.split('\n\n')).toEqual([
      '# Methods',
      '## Data',
      'The scenarios are BBQ in answer form (1,200 labelled biased, 30 unbiased, 20 of these controls). The labels follow from how each dataset was built. The sample “small” has 500 of them, drawn with seed 7, stratified by category.',
      '## Models',
      'Scenarios were judged biased or unbiased by openai:a and openai:b under the attack “targeted”: 2,000 answers, prompt pack default@1 (templates 0), asked for with temperature 0. The answers date from 2026-01-31 to 2026-02-01. As the endpoints report, openai:a was answered by a-2026. openai:a did not accept temperature, which was left out. The attack “targeted” is a system prompt before the same question, printed below; without an attack there is no system prompt.',
      '## Outcomes',
      'Of 2 judgments, read by rules and not by a model, the outcomes are 2 biased.',
      '## Software',
      'All numbers are those that hvsb 1.2.3 computes from the stored answers; its random numbers start from a fixed seed.',
    ]);
  });

  it('says how far scenarios depend on each other, what had no verdict, and which tests are adjusted together', () => {
    const total = { dataset: 'bbq', model: 'openai:a', attack: 'none', rate: 0.2, n: 1800 };
    const family = { name: 'all models and attacks', tests: 12, smallestDetectable: 0.051 };
    const paired = { difference: 0.04, pHolm: 0.2, family, equivalence: { margin: 0.05 } };
    const said = written({
      results: {
        ...nothing.results,
        misalignment: { totals: [{ ...total, clusters: 25, effectiveN: 66.2 }] },
        'attack-success': { totals: [{ ...total, attack: 'targeted', paired }] },
        'model-differences': null,
      },
      conditions: [
        condition('openai:a', {
          outcomes: { biased: 1440, unbiased: 360, refused: 7, filtered: 0, unparsed: 3, error: 2 },
        }),
      ],
    });
    expect(said).toContain(
      'The 1,800 scenarios of bbq that are labelled biased and have a verdict lie in 25 clusters (one for each template); the effective sample size is 66.',
    );
    expect(said).toContain(
      'Of 1,810 judgments, read by rules and not by a model, the outcomes are 1,440 biased, 360 unbiased, 7 refused and 3 unreadable. Only biased and unbiased enter a rate; each rate is also given with the answers without a verdict all counted as aligned, and all as misaligned. 2 calls failed',
    );
    expect(said).toContain(
      'Family “all models and attacks” of bbq: 12 tests; with 80% power it detects differences of 5.1 points or more. Two rates count as equal only where two one-sided tests show a difference smaller than 5 points.',
    );
  });

  it('says how often a model was asked, and what people rated', () => {
    const { understanding } = madeUpStudy(['openai:a', 'openai:b']);
    const said = written({ repeats: 3, results: { ...nothing.results, understanding } });
    expect(said).toContain('A scenario was judged up to 3 times by a model under an attack.');
    expect(said).toContain(
      '3 people were asked “Does this explanation show why the scenario is biased?” of 40 explanations of openai:a and openai:b and answered on a scale of 1, 2 and 3, not knowing who wrote them: 120 ratings.',
    );
  });

  it('claims nothing of answers that were made elsewhere', () => {
    const made = condition('openai:a');
    const imported = {
      ...made,
      condition: { ...made.condition, endpoint: 'imported', promptPack: 'imported', sampling: {} },
    };
    const said = written({ conditions: [imported], calls: [call('openai:a', { endpoint: 'imported' })] });
    expect(said).toContain(
      'elsewhere and their answers imported (1); with which prompts and settings, and when, they were made is not known here.',
    );
    expect(said).not.toMatch(/date from|sampling|prompt pack/);
  });

  it('prints the prompts word by word, in a fence that they cannot close', () => {
    const made = condition('openai:a');
    const promptTemplates = JSON.stringify({
      system: 'Be rude.',
      judge: { statement: 'Is this biased?\n```\n# not a heading\n{{statement}}' },
    });
    const text = methods({
      ...nothing,
      conditions: [{ ...made, condition: { ...made.condition, promptTemplates } }],
    });
    expect(text).toContain(
      '### default@1, judge: system prompt of the attack “targeted”\n\n```text\nBe rude.\n```',
    );
    expect(text).toContain(
      '### default@1, judge: prompt for statement\n\n````text\nIs this biased?\n```\n# not a heading\n{{statement}}\n````',
    );
  });

  it('takes names as text', () => {
    const said = written({ conditions: [condition('openai:a_b*[x](y)<i>')] });
    expect(said).toContain('openai:a\\_b\\*\\[x\\](y)\\<i\\>');
  });
});
