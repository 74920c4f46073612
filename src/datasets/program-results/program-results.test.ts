import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allOf } from '../../../tests/support/files.ts';
import { zipFile } from '../../../tests/support/zip-file.ts';
import type { JudgmentFileOptions } from '../results-file/judgment-file.ts';
import { openAnswers, type ProgramJudgment } from './open-answers.ts';
import { detectFormat, type ResultFormat } from './result-formats.ts';

type Content = string | Uint8Array | readonly object[];

function bytesOf(content: Content): string | Uint8Array {
  if (typeof content === 'string' || content instanceof Uint8Array) return content;
  return content.map((line) => JSON.stringify(line)).join('\n');
}

/** Opens the first file, with the others beside it. */
async function opened(files: Readonly<Record<string, Content>>, options: JudgmentFileOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'hvsb-results-'));
  try {
    for (const [name, content] of Object.entries(files))
      await writeFile(join(folder, name), bytesOf(content));
    const [first = '', ...others] = Object.keys(files).map((name) => join(folder, name));
    const format = await detectFormat(first);
    const inputs = others.filter((name) => name.endsWith('input.jsonl'));
    const file = await openAnswers(first, format as ResultFormat, options, inputs);
    const items = await allOf(file.rows());
    const judgments: ProgramJudgment[] = items.flatMap((item) =>
      item.kind === 'judgment' ? [item.judgment] : [],
    );
    return { format, plan: file.plan, items, judgments };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const textOf = ({ scenario }: ProgramJudgment) => Object.values(scenario.content?.text ?? {}).at(-1);
const prompt = (text: string) => `Is it biased?\n\nText: ${text}\n\nSay BIASED or UNBIASED.`;

function sample(id: string, epoch: number, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    epoch,
    input: prompt(`The ferry ${id} is late.`),
    target: 'BIASED',
    metadata: { scenario: `The ferry ${id} is late.`, category: 'boats' },
    output: {
      model: 'm-1',
      choices: [{ message: { role: 'assistant', content: 'Judgment: BIASED' }, stop_reason: 'stop' }],
      usage: { input_tokens: 9, output_tokens: 3 },
    },
    completed_at: '2026-01-02T03:04:05+00:00',
    ...changes,
  };
}

const header = {
  version: 2,
  status: 'success',
  eval: { eval_id: 'e', model: 'made/m', model_generate_config: { temperature: 0.5 } },
  plan: { config: { max_tokens: 64 } },
};

describe('a log of Inspect', () => {
  const samples = [
    sample('f1', 1),
    sample('f1', 2, {
      output: { model: 'm-1', choices: [{ message: { content: '' }, stop_reason: 'content_filter' }] },
    }),
    sample('f2', 1, { error: { message: 'The endpoint is gone.', traceback: '' }, output: { choices: [] } }),
    sample('f2', 2, {
      output: {
        choices: [
          {
            message: {
              content: [
                { type: 'reasoning', reasoning: 'Hm.' },
                { type: 'text', text: 'UNBIASED' },
              ],
            },
          },
        ],
      },
    }),
  ];
  const log = JSON.stringify({ ...header, samples });

  it('gives epochs as repeats, errors as errors, and what it says of the answer and of the question', async () => {
    const { format, plan, judgments } = await opened({ 'log.json': log });
    expect(format).toBe('inspect');
    expect(plan.mapping).toEqual({
      id: 'id',
      scenario: 'metadata.scenario',
      gold: 'target',
      category: 'metadata.category',
    });
    expect(judgments).toMatchObject([
      {
        ...{ model: 'made/m', repeat: 0, response: 'Judgment: BIASED', attack: 'none' },
        scenario: { givenId: 'f1', gold: 'biased', content: { category: 'boats' } },
        completion: { finish: 'stop', inputTokens: 9, outputTokens: 3, servedModel: 'm-1' },
        condition: { sampling: { temperature: 0.5, maxTokens: 64 } },
        answeredAt: Date.parse('2026-01-02T03:04:05Z'),
      },
      { repeat: 1, completion: { finish: 'content-filter' } },
      { error: 'The endpoint is gone.' },
      { response: 'UNBIASED', completion: { reasoning: 'Hm.' } },
    ]);
    const templates: unknown = JSON.parse(judgments[0]?.condition?.promptTemplates ?? '');
    expect(templates).toEqual({
      importedFrom: 'a log of Inspect AI',
      judge: prompt('{{statement}}'),
    });
  });

  it('is the same as an archive', async () => {
    const members = samples.map((each) => ({
      name: `samples/${each.id}_epoch_${each.epoch}.json`,
      content: JSON.stringify(each),
      method: 'zstd' as const,
    }));
    const archive = zipFile([
      ...members,
      { name: 'header.json', content: JSON.stringify(header), method: 'zstd' },
    ]);
    const { judgments } = await opened({ 'log.eval': archive });
    const of = (found: readonly ProgramJudgment[]) =>
      found.map(({ scenario, repeat, response, error }) => [scenario.givenId, repeat, response, error]);
    expect(of(judgments).sort()).toEqual(of((await opened({ 'log.json': log })).judgments).sort());
  });

  it('that names no model, or is another archive, is refused', async () => {
    await expect(
      opened({ 'log.json': JSON.stringify({ ...header, eval: { eval_id: 'e' }, samples }) }),
    ).rejects.toThrow('does not say which model');
    await expect(opened({ 'log.eval': zipFile([{ name: 'a.txt', content: 'a' }]) })).rejects.toThrow(
      'no log of Inspect',
    );
  });

  it('keeps the rows around one that is not as the format says', async () => {
    const { items } = await opened({
      'log.json': JSON.stringify({ ...header, samples: [samples[0], { epoch: 1 }, samples[3]] }),
    });
    expect(items.map(({ kind }) => kind)).toEqual(['judgment', 'invalid', 'judgment']);
  });
});

describe('results of promptfoo', () => {
  const result = (text: string, provider: unknown, changes: object = {}) => ({
    provider,
    vars: { scenario: text, gold: 'unbiased' },
    prompt: { raw: prompt(text) },
    promptId: 'p1',
    testIdx: 0,
    response: { output: 'UNBIASED', tokenUsage: { prompt: 5, completion: 1 }, finishReason: 'stop' },
    ...changes,
  });
  const results = [
    result('A potter came.', { id: 'made:a', label: '' }),
    result('A potter came.', 'made:b', { response: { output: '', isRefusal: true } }),
    result('A weaver came.', { id: 'made:a' }, { response: { error: 'Too many requests' }, error: 'x' }),
  ];

  it.each([
    ['a document', { 'results.json': JSON.stringify({ evalId: 'e', results: { version: 3, results } }) }],
    ['lines', { 'results.jsonl': results }],
  ])('are read from %s', async (_shape, files) => {
    const { format, judgments } = await opened(files);
    expect(format).toBe('promptfoo');
    expect(judgments).toMatchObject([
      {
        model: 'made:a',
        response: 'UNBIASED',
        scenario: { gold: 'unbiased' },
        completion: { inputTokens: 5 },
      },
      { model: 'made:b', completion: { finish: 'refusal' } },
      { model: 'made:a', error: 'Too many requests' },
    ]);
    expect(judgments.map(textOf)).toEqual(['A potter came.', 'A potter came.', 'A weaver came.']);
  });
});

describe('samples of lm-eval', () => {
  const line = (id: number, changes: object = {}) => ({
    doc_id: id,
    doc: { text: `Gate ${id} is shut.`, label: 'biased' },
    arguments: [[prompt(`Gate ${id} is shut.`), { temperature: 0, max_gen_toks: 32 }]],
    resps: [['BIASED', 'UNBIASED']],
    filtered_resps: ['BIASED'],
    filter: 'none',
    ...changes,
  });

  it('give each response as a repeat, of the first filter, by the model of the results beside them', async () => {
    const { format, plan, judgments } = await opened({
      'samples_task_2026-01-02T03-04-05.6.jsonl': [line(1), line(1, { filter: 'strict' }), line(2)],
      'results_2026-01-02T03-04-05.6.json': JSON.stringify({ model_name: 'made-7b' }),
    });
    expect(format).toBe('lm-eval');
    expect(plan.mapping).toMatchObject({ id: 'doc_id', scenario: 'doc.text', gold: 'doc.label' });
    expect(judgments.map(({ model, repeat, response }) => [model, repeat, response])).toEqual([
      ['made-7b', 0, 'BIASED'],
      ['made-7b', 1, 'UNBIASED'],
      ['made-7b', 0, 'BIASED'],
      ['made-7b', 1, 'UNBIASED'],
    ]);
    expect(judgments[0]?.condition?.sampling).toEqual({ temperature: 0, maxTokens: 32 });
  });

  it('are refused where nothing says the model, or they hold likelihoods', async () => {
    await expect(opened({ 'samples_task.jsonl': [line(1)] })).rejects.toThrow('which model');
    const likelihoods = line(1, { resps: [[['-1.5', 'False']], [['-2', 'True']]] });
    await expect(opened({ 'samples_task.jsonl': [likelihoods] }, { model: 'm' })).rejects.toThrow(
      'likelihoods',
    );
  });
});

describe('the output of a batch job', () => {
  const texts = { q1: 'The boat was old.', q2: 'The boat was new.', q3: 'No boat came.' };
  const openAi = (id: string, message: object, finish = 'stop') => ({
    custom_id: id,
    response: { status_code: 200, body: { model: 'm-2', choices: [{ message, finish_reason: finish }] } },
    error: null,
  });
  const anthropic = (id: string, result: object) => ({ custom_id: id, result });

  it('takes the text from its input file, as the part in which the prompts differ', async () => {
    const { format, judgments } = await opened(
      {
        'output.jsonl': [
          openAi('q1', { content: 'BIASED' }),
          openAi('q2', { content: null, refusal: 'I cannot.' }),
          { custom_id: 'q3', response: { status_code: 500, body: {} }, error: { message: 'Server error' } },
        ],
        'input.jsonl': Object.entries(texts).map(([id, text]) => ({
          custom_id: id,
          body: { model: 'm', temperature: 1, messages: [{ role: 'user', content: prompt(text) }] },
        })),
      },
      { gold: 'biased' },
    );
    expect(format).toBe('batch');
    expect(judgments.map(textOf)).toEqual(Object.values(texts));
    expect(judgments).toMatchObject([
      { model: 'm', response: 'BIASED', condition: { sampling: { temperature: 1 } } },
      { response: 'I cannot.', completion: { finish: 'refusal' } },
      { error: 'Server error' },
    ]);
  });

  it("is read as Anthropic's, too; without its input file by the ids of stored scenarios", async () => {
    const { judgments } = await opened(
      {
        'output.jsonl': [
          anthropic('q1', {
            type: 'succeeded',
            message: { model: 'm-3', content: [{ type: 'text', text: 'BIASED' }], stop_reason: 'end_turn' },
          }),
          anthropic('q2', { type: 'errored', error: { error: { message: 'Too long' } } }),
          anthropic('q3', { type: 'expired' }),
        ],
      },
      { model: 'm-3' },
    );
    expect(judgments).toMatchObject([
      { model: 'm-3', response: 'BIASED', scenario: { givenId: 'q1', content: null, gold: null } },
      { error: 'Too long' },
      { error: 'The request expired.' },
    ]);
  });
});

describe('which field is which', () => {
  const lines = (doc: object) => [{ doc_id: 1, doc, arguments: [['Ask', {}]], resps: [['BIASED']] }];

  it('never takes a label for a gold label that is none', async () => {
    const { plan } = await opened(
      { 's.jsonl': lines({ text: 'A.', label: '2', target: 'biased or not' }) },
      { model: 'm' },
    );
    expect(plan.mapping.gold).toBeUndefined();
  });

  it('is what the user says', async () => {
    const columns = { scenario: 'doc.b', gold: 'doc.c' };
    const { judgments } = await opened(
      { 's.jsonl': lines({ text: 'A.', b: 'B.', c: 'unbiased' }) },
      { model: 'm', columns },
    );
    expect(judgments.map(textOf)).toEqual(['B.']);
    expect(judgments[0]?.scenario.gold).toBe('unbiased');
    await expect(
      opened({ 's.jsonl': lines({ text: 'A.' }) }, { model: 'm', columns: { gold: 'doc.none' } }),
    ).rejects.toThrow('No answer has the field "doc.none".');
  });

  it('of a table may be a prompt that is the text', async () => {
    const { format, judgments } = await opened(
      { 'a.csv': 'sample_id,prompt,target,output\n1,The porter was late.,biased,BIASED\n' },
      { model: 'm' },
    );
    expect(format).toBe('table');
    expect(judgments).toMatchObject([{ response: 'BIASED', scenario: { gold: 'biased' } }]);
    expect(judgments.map(textOf)).toEqual(['The porter was late.']);
  });
});
