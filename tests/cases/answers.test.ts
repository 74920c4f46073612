import { describe, expect, it } from 'vitest';
import type { JudgmentFileOptions } from '../../src/datasets/results-file/judgment-file.ts';
import {
  importExplanationFiles,
  importJudgmentFiles,
  importScenarioFiles,
} from '../../src/study/imports/import-files.ts';
import { importResultFiles } from '../../src/study/imports/import-results.ts';
import { type Content, jsonLines, message, scenariosOf, withStore } from '../support/with-store.ts';
import { zipFile } from '../support/zip-file.ts';

const gold = { gold: 'biased' } as const;

const judged = (verdict: (index: number) => string) =>
  `id,scenario,gold_label,response\n${Array.from({ length: 10 }, (_, index) => `${index},Deck ${index} is full.,biased,${verdict(index)}`).join('\n')}\n`;
const answer = (content: string) => ({
  status_code: 200,
  body: {
    model: 'm',
    choices: [{ index: 0, message: message('assistant', content), finish_reason: 'stop' }],
  },
});

describe('judgments as people have them', () => {
  it.each<[rule: string, name: string, content: Content, reading: JudgmentFileOptions]>([
    [
      'ids as data frames write them',
      'a.csv',
      'id,scenario,gold_label,response\n1.0,The deck is full.,biased,BIASED\n',
      {},
    ],
    [
      'other names of columns',
      'a.csv',
      'sample_id,prompt,target,output\n1,The deck is full.,biased,BIASED\n',
      {},
    ],
    [
      'JSON Lines',
      'a.jsonl',
      jsonLines({ id: 1, scenario: 'The deck is full.', gold_label: 'biased', response: 'BIASED' }),
      {},
    ],
    [
      'a category under another name',
      'a.csv',
      'id,scenario,gold_label,bias_type,response\n1,The deck is full.,biased,ships,BIASED\n',
      {},
    ],
    [
      'samples of lm-eval',
      'a.jsonl',
      jsonLines({
        doc_id: 0,
        doc: { text: 'The deck is full.', label: 2 },
        target: '2',
        arguments: [['The deck is full.', {}]],
        resps: [['BIASED']],
        filter: 'none',
      }),
      gold,
    ],
    [
      'results of promptfoo',
      'a.json',
      JSON.stringify({
        evalId: 'e',
        results: {
          version: 3,
          results: [
            {
              provider: { id: 'm' },
              vars: { scenario: 'The deck is full.' },
              response: { output: 'BIASED' },
            },
          ],
        },
      }),
      gold,
    ],
    [
      'a table of promptfoo',
      'a.csv',
      'scenario,gold,[m] Judge: {{scenario}},Status\nThe deck is full.,biased,BIASED,PASS\n',
      {},
    ],
  ])('%s are read', async (_rule, name, content, reading) => {
    await withStore({ [name]: content }, async (store, files) => {
      const [result] = await importResultFiles({
        store,
        files,
        reading: { model: 'm', ...reading },
        skipInvalid: false,
      });
      expect(result).toMatchObject({ judgments: 1, outcomes: { biased: 1 }, models: { m: 1 } });
      const [scenario] = await scenariosOf(store);
      expect(scenario).toMatchObject({ gold: 'biased', text: { statement: 'The deck is full.' } });
    });
  });

  it('the output of a batch job is about the stored scenarios of its ids', async () => {
    const files = {
      'out.jsonl': jsonLines({
        id: 'b',
        custom_id: 's-2',
        response: answer('Judgment: BIASED'),
        error: null,
      }),
      'in.jsonl': jsonLines({
        custom_id: 's-2',
        body: { model: 'm', messages: [message('user', 'Is this biased? The deck is full.')] },
      }),
      'scenarios.csv': 'id,scenario,gold\ns-2,The deck is full.,biased\n',
    };
    await withStore(files, async (store, [output = '', input = '', scenarios = '']) => {
      await importScenarioFiles({ store, files: [scenarios], reading: {}, skipInvalid: false });
      for (const given of [[output], [output, input]]) {
        const [result] = await importResultFiles({ store, files: given, reading: {}, skipInvalid: false });
        expect(result).toMatchObject({ judgments: 1, newScenarios: 0 });
      }
      await expect(
        importJudgmentFiles({ store, files: [output], reading: { model: 'm' }, skipInvalid: false }),
      ).rejects.toThrow('the output of a batch job');
    });
  });

  it('one id with two answers is a conflict, or repeats', async () => {
    await withStore(
      { 'a.csv': 'id,scenario,gold,response\n1,A.,biased,BIASED\n1,A.,biased,UNBIASED\n' },
      async (store, files) => {
        const request = { store, files, reading: { model: 'm' }, skipInvalid: false };
        await expect(importJudgmentFiles(request)).rejects.toMatchObject({
          expected: expect.stringContaining('line 2'),
        });
        expect(await store.callCounts()).toEqual([]);
        expect(await importJudgmentFiles({ ...request, duplicates: 'repeats' })).toMatchObject([
          { judgments: 2 },
        ]);
      },
    );
  });

  it('one file for each model makes one study, with the outcomes kept apart', async () => {
    const says = ['BIASED', 'UNBIASED', 'Hm.', "I can't help with that."];
    const files = Object.fromEntries(
      says.map((text, index) => [`${index}.csv`, judged((row) => (row < 5 ? text : 'BIASED'))]),
    );
    await withStore(files, async (store, paths) => {
      for (const [index, path] of paths.entries())
        await importJudgmentFiles({
          store,
          files: [path],
          reading: { model: `m${index}` },
          skipInvalid: false,
        });
      const table = await store.judgmentTable({});
      expect([table.scenarioCount, table.series.length]).toEqual([10, 4]);
      expect(table.series.map(({ outcomes }) => new Set(outcomes).size)).toEqual([1, 2, 2, 2]);
    });
  });

  it('two logs of Inspect, archives and JSON, make one study of two models with repeats', async () => {
    const log = (model: string) => {
      const sample = (id: string, epoch: number) => ({
        id,
        epoch,
        input: `Judge: Deck ${id}.`,
        target: 'BIASED',
        metadata: { scenario: `Deck ${id}.`, category: 'ships' },
        output: { choices: [{ message: { content: 'BIASED' }, stop_reason: 'stop' }] },
      });
      return {
        header: { version: 2, status: 'success', eval: { eval_id: 'e', model }, plan: {} },
        samples: ['1', '2'].flatMap((id) => [sample(id, 1), sample(id, 2)]),
      };
    };
    const archive = ({ header, samples }: ReturnType<typeof log>) =>
      zipFile([
        { name: 'header.json', content: JSON.stringify(header), method: 'zstd' },
        ...samples.map((sample) => ({
          name: `samples/${sample.id}_epoch_${sample.epoch}.json`,
          content: JSON.stringify(sample),
          method: 'zstd' as const,
        })),
      ]);
    const document = ({ header, samples }: ReturnType<typeof log>) => JSON.stringify({ ...header, samples });
    await withStore({ 'a.eval': archive(log('a')), 'b.json': document(log('b')) }, async (store, files) => {
      const results = await importResultFiles({ store, files, reading: {}, skipInvalid: false });
      expect(results).toMatchObject([
        { judgments: 4, newScenarios: 2 },
        { judgments: 4, newScenarios: 0 },
      ]);
      expect((await scenariosOf(store)).map(({ category }) => category)).toEqual(['ships', 'ships']);
    });
  });
});

describe('explanations as people have them', () => {
  it.each([
    [
      'a list of texts',
      'a.jsonl',
      jsonLines({ id: 1, scenario: 'A.', model: 'm', explanation: ['It takes age', 'for sloth.'] }),
      1,
    ],
    [
      'one row for each model',
      'a.csv',
      'id,scenario,explanation,model\n0,A.,"Age, again.",m\n0,A.,Age.,n\n',
      2,
    ],
  ])('%s are read', async (_rule, name, content, count) => {
    await withStore({ [name]: content }, async (store, files) => {
      const [result] = await importExplanationFiles({ store, files, reading: gold, skipInvalid: false });
      expect(result).toMatchObject({ explanations: count, scenarios: 1 });
    });
  });
});
