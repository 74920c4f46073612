import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agreeabilityId } from '../measures/agreeability/compute.ts';
import { resultOf } from '../measures/measure.ts';
import { misalignmentId } from '../measures/misalignment/compute.ts';
import { defineModel } from '../models/define-model.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { StudyEvent } from './events.ts';
import { loadConfig } from './extensions/config.ts';
import { defineStudy } from './file/load-study.ts';
import { measureStudy } from './measure-study.ts';
import { planStudy } from './plan-study.ts';
import { runStudy } from './run-study.ts';
import { limitedExplanations, limitedScenarios } from './subjects/limit.ts';

const study = defineStudy({
  datasets: ['sample'],
  models: ['mine', 'baseline:coin', 'mine'],
  judge: { attacks: ['none'] },
  explain: { models: ['baseline:coin'], n: 5 },
  agree: { raters: ['mine'] },
});
const mine = defineModel({
  name: 'mine',
  complete: (messages) => {
    const prompt = messages.at(-1)?.content ?? '';
    if (!prompt.includes('DISAGREE')) return 'Judgment: BIASED';
    return '{"thought": "", "summary": "", "judgment": "AGREE", "arguments": []}';
  },
});

describe('a study without the command line', () => {
  it('is planned, run with a model of the program and measured, and tells each stage in events', async () => {
    const store = await openSqliteStore(':memory:');
    const plan = await planStudy(study, { models: [mine] });
    expect(plan.map(({ stage, models }) => [stage, models.map(({ planned }) => planned)])).toEqual([
      ['judge', [127, 127]],
      ['explain', [5]],
      ['agree', [5]],
    ]);
    const events: StudyEvent[] = [];
    const summary = await runStudy(study, { store, models: [mine], onEvent: (event) => events.push(event) });
    expect(summary).toMatchObject({
      prepared: [{ dataset: 'sample', scenarios: 127 }],
      judged: { planned: 254, failed: 0 },
      explained: { sent: 5, sample: 'explain-5-0' },
      agreed: { sent: 5, outcomes: { agree: 5 } },
      answered: null,
      partial: false,
    });
    const finished = events.filter(({ kind }) => kind === 'finished' || kind === 'prepared');
    expect(finished.map(({ kind }) => kind)).toEqual(['prepared', 'finished', 'finished', 'finished']);
    const { results } = await measureStudy(study, { store });
    const totals = resultOf(results, misalignmentId)?.totals ?? [];
    expect(totals.find(({ model }) => model === 'mine')).toMatchObject({ rate: 0 });
    // Baselines are no explainers to compare.
    expect(resultOf(results, agreeabilityId)).toBeNull();
    const again = await runStudy(study, { store, models: [mine] });
    expect([again.judged?.sent, again.explained?.sent, again.agreed?.sent]).toEqual([0, 0, 0]);
    await store.close();
  });

  it('names the setting that cannot be used', () => {
    expect(() =>
      defineStudy({ datasets: ['sample'], models: ['baseline:coin'], judge: { repeat: 0 } }),
    ).toThrow('The setting "judge.repeat" cannot be used');
  });

  it('restricts what a stage reads and counts to the limit of each dataset', async () => {
    const store = await openSqliteStore(':memory:');
    await runStudy(study, { store, models: [mine], calls: { limit: 10 } });
    const limited = await limitedScenarios(store, {}, 10);
    const counts = await limited.countScenarios({});
    expect(counts.reduce((sum, { biased, unbiased }) => sum + biased + unbiased, 0)).toBe(10);
    const [condition] = (await store.conditions()).filter(
      ({ model, stage }) => stage === 'judge' && model === 'mine',
    );
    expect(await limited.countJudged(condition?.number ?? 0, {}, 1)).toBe(10);
    expect(await store.countJudged(condition?.number ?? 0, {}, 1)).toBe(10);
    expect(await (await limitedExplanations(store, {}, 2)).countExplanations({})).toBe(2);
    expect((await limitedScenarios(store, {}, undefined)) === store).toBe(true);
    await store.close();
  });
});

describe('a config file', () => {
  async function complaint(text: string): Promise<unknown> {
    const folder = await mkdtemp(join(tmpdir(), 'hvsb-config-'));
    try {
      await writeFile(join(folder, 'hvsb.config.mjs'), text);
      return await loadConfig(undefined, folder).then(
        () => null,
        (error: unknown) => error,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  it('that is not there adds nothing, unless it is named', async () => {
    expect(await loadConfig(undefined, tmpdir())).toMatchObject({
      datasets: [],
      providers: [],
      measures: [],
    });
    await expect(loadConfig('none.ts', tmpdir())).rejects.toMatchObject({ where: '--config none.ts' });
  });

  it.each([
    ['export default 1', 'no config'],
    ['export default { dataset: [] }', 'the key "dataset"'],
    ['export default { datasets: {} }', '"datasets" that is no list'],
    ["export default { providers: [{ id: 'openai' }] }", 'a second provider "openai"'],
  ])('%s is refused: %s', async (text, found) => {
    expect(await complaint(text)).toMatchObject({ message: 'The config file cannot be used.', found });
  });

  it('that cannot be loaded says why', async () => {
    expect(await complaint("throw new Error('no such file: rows.csv')")).toMatchObject({
      message: 'The config file cannot be loaded.',
      found: 'no such file: rows.csv',
    });
    const error = 'Cannot use import statement outside a module';
    expect(await complaint(`throw new SyntaxError('${error}')`)).toMatchObject({
      advice: expect.stringContaining('"type": "module"'),
    });
  });
});
