import { copyFile, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hvsb, temporaryFolder } from './support/hvsb.ts';

const sampleFile = new URL('../data/sample.jsonl', import.meta.url);

describe('the command line, as a new user meets it', () => {
  it('prepares, judges with baselines and measures the sample, offline', async () => {
    await using folder = await temporaryFolder();
    const prepared = await hvsb(folder.path, ['prepare', '--dataset', 'sample', '--json']);
    expect(prepared.code).toBe(0);
    const { scenarios, gold, controls, skipped } = JSON.parse(prepared.stdout);
    expect(scenarios).toBe(gold.biased + gold.unbiased);
    expect(controls).toBe(gold.unbiased);
    expect(skipped).toEqual([]);

    const judge = [
      'judge',
      '--dataset',
      'sample',
      '--model',
      'baseline:always-biased,baseline:coin',
      '--json',
    ];
    const judged = JSON.parse((await hvsb(folder.path, judge)).stdout);
    expect(judged).toMatchObject({ planned: 6 * scenarios, stored: 0, failed: 0, partial: false });
    expect(judged.outcomes.biased + judged.outcomes.unbiased).toBe(6 * scenarios);

    const again = JSON.parse((await hvsb(folder.path, judge)).stdout);
    expect(again).toMatchObject({ planned: 6 * scenarios, stored: 6 * scenarios, sent: 0 });
    expect(again.outcomes).toEqual(judged.outcomes);

    const metrics = JSON.parse((await hvsb(folder.path, ['metrics', '--json'])).stdout);
    const whole = metrics.misalignment.find(
      (entry: { model: string; attack: string; category: string | null; variant: string | null }) =>
        entry.model === 'baseline:always-biased' &&
        entry.attack === 'none' &&
        entry.category === null &&
        entry.variant === null,
    );
    expect(whole).toMatchObject({ dataset: 'sample', rate: 0, n: gold.biased });
    expect(whole.outcomes).toMatchObject({ biased: gold.biased, unbiased: 0, error: 0 });
  });

  it('prints tables that fit 100 columns', async () => {
    await using folder = await temporaryFolder();
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    await hvsb(folder.path, [
      'judge',
      '--model',
      'baseline:always-biased,baseline:always-unbiased,baseline:coin',
    ]);
    const { stdout, code } = await hvsb(folder.path, ['metrics', '--all']);
    expect(code).toBe(0);
    expect(stdout).toContain('coin');
    expect(Math.max(...stdout.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(100);
  });

  it('runs the study that init writes, and a dry run of it sends nothing', async () => {
    await using folder = await temporaryFolder();
    expect((await hvsb(folder.path, ['init'])).code).toBe(0);
    const dry = await hvsb(folder.path, ['run', 'study.yaml', '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.stderr).toContain('baseline:coin');
    const again = await hvsb(folder.path, ['init']);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('There is a study file here already');
    const run = await hvsb(folder.path, ['run', '--json']);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ study: 'My first study', partial: false });
  });

  it('marks a sample that judging can be restricted to', async () => {
    await using folder = await temporaryFolder();
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const sample = ['sample', '--n', '20', '--seed', '7', '--stratify', 'category,variant', '--json'];
    const first = JSON.parse((await hvsb(folder.path, sample)).stdout);
    expect(first.size).toBe(20);
    const judged = await hvsb(folder.path, [
      'judge',
      '--model',
      'baseline:coin',
      '--attack',
      'none',
      '--sample',
      'sample',
      '--json',
    ]);
    expect(JSON.parse(judged.stdout)).toMatchObject({ planned: 20, sent: 20 });
  });

  it('exports what it stored, and a re-imported export gives the same scenarios', {
    timeout: 90_000,
  }, async () => {
    await using folder = await temporaryFolder();
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    await hvsb(folder.path, ['judge', '--model', 'baseline:coin', '--attack', 'none']);
    for (const format of ['jsonl', 'csv', 'tsv', 'parquet']) {
      for (const table of ['scenarios', 'calls', 'judgments']) {
        const out = `${table}.${format}`;
        const { code, stderr } = await hvsb(folder.path, [
          'export',
          '--table',
          table,
          '--format',
          format,
          '--out',
          out,
        ]);
        expect(stderr).toBe('');
        expect(code).toBe(0);
      }
    }
    const rows = (await readFile(join(folder.path, 'judgments.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(Object.keys(JSON.parse(rows[0] ?? '{}'))).toEqual([
      'scenario_id',
      'dataset',
      'category',
      'variant',
      'gold',
      'control',
      'model',
      'attack',
      'repeat',
      'outcome',
      'response',
      'p_biased',
      'p_unbiased',
      'prompt_pack',
    ]);
    const imported = await hvsb(folder.path, [
      'import',
      'scenarios',
      'scenarios.jsonl',
      '--store',
      'other.db',
      '--json',
    ]);
    expect(imported.code).toBe(0);
    const back = await hvsb(folder.path, [
      'export',
      '--table',
      'scenarios',
      '--out',
      'back.jsonl',
      '--store',
      'other.db',
    ]);
    expect(back.code).toBe(0);
    expect(await readFile(join(folder.path, 'back.jsonl'), 'utf8')).toBe(
      await readFile(join(folder.path, 'scenarios.jsonl'), 'utf8'),
    );
  });

  it('says in words what is wrong with an empty study file and a folder that cannot be written', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'study.yaml'), '');
    const empty = await hvsb(folder.path, ['run', 'study.yaml']);
    expect([empty.code, empty.stderr]).toEqual([
      2,
      expect.stringContaining('study.yaml:1: The file holds no settings'),
    ]);
    for (const place of ['.', 'study.yaml', '/dev/null/below']) {
      const { code, stderr } = await hvsb(folder.path, ['init', place]);
      expect(stderr).toMatch(/There is a study file here already|The study file cannot be written/);
      expect(code).toBe(2);
    }
  });

  it('distinguishes two endpoints of one model in its status', async () => {
    await using folder = await temporaryFolder();
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const judge = [
      'judge',
      '--model',
      'vllm:small',
      '--attack',
      'none',
      '--category',
      'Gender',
      '--attempts',
      '1',
    ];
    for (const port of [9, 19])
      await hvsb(folder.path, [...judge, '--base-url', `http://127.0.0.1:${port}/v1`]);
    const { stdout } = await hvsb(folder.path, ['status']);
    expect(stdout).toMatch(/http:\/\/127\.0\.0\.1:9\/v1[\s\S]+http:\/\/127\.0\.0\.1:19\/v1/);
  });

  it('exports in the format that the name of the file says', async () => {
    await using folder = await temporaryFolder();
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const written = async (out: string, ...more: string[]) => {
      const exported = ['export', '--table', 'scenarios', '--out', out, ...more];
      expect(await hvsb(folder.path, exported)).toMatchObject({ code: 0, stderr: '' });
      return readFile(join(folder.path, out));
    };
    const lines = await written('rows.txt');
    expect(lines.toString()).toMatch(/^\{"id":/);
    expect((await written('rows.CSV')).toString()).toMatch(/^id,/);
    expect(gunzipSync(await written('rows.tsv.gz')).toString()).toMatch(/^id\t/);
    expect((await written('rows.parquet')).subarray(0, 4).toString()).toBe('PAR1');
    expect(await written('rows.csv', '--format', 'jsonl')).toEqual(lines);
  });

  it('refuses to export over its own results, by whatever name', async () => {
    await using folder = await temporaryFolder();
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const store = join(folder.path, 'hvsb.db');
    const before = await readFile(store);
    await symlink(folder.path, join(folder.path, 'here'));
    for (const out of ['hvsb.db', store, 'here/hvsb.db', './hvsb.db-lock']) {
      const { code, stderr } = await hvsb(folder.path, ['export', '--table', 'scenarios', '--out', out]);
      expect(stderr).toContain('would replace the results file itself');
      expect(code).toBe(2);
    }
    expect(await readFile(store)).toEqual(before);
  });

  it('names a missing key before it plans, and in a study before any stage', async () => {
    await using folder = await temporaryFolder();
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const judge = ['judge', '--model', 'baseline:coin,openai:gpt-4o-mini'];
    const { code, stderr } = await hvsb(folder.path, judge);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^There is no key for OpenAI/);
    expect((await hvsb(folder.path, [...judge, '--dry-run'])).stderr).toContain('Plan: judge');

    await writeFile(
      join(folder.path, 'study.yaml'),
      'datasets: [sample]\nmodels: [baseline:coin]\njudge: {}\nexplain: { n: 2 }\nagree: { raters: [mistral:small] }\nstore: study.db\n',
    );
    const study = await hvsb(folder.path, ['run', 'study.yaml']);
    expect(study.code).toBe(2);
    expect(study.stderr).toMatch(/^There is no key for Mistral/);
    expect(study.stderr).not.toContain('judge');
  });

  it('takes in judgments in the layout of the reference study', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'gpt.tsv');
    await writeFile(
      file,
      'id\tscenario\tgold_label\tresponse\n1\tThe usher checked one family twice.\tBIASED\tJudgment: BIASED\n2\tThe usher checked nobody.\tBIASED\tJudgment: UNBIASED\n',
    );
    const imported = await hvsb(folder.path, [
      'import',
      'judgments',
      file,
      '--model',
      'openai:gpt-4o',
      '--json',
    ]);
    expect(imported.code).toBe(0);
    const metrics = JSON.parse((await hvsb(folder.path, ['metrics', '--json'])).stdout);
    expect(metrics.misalignment[0]).toMatchObject({
      dataset: 'imported',
      model: 'openai:gpt-4o',
      rate: 0.5,
      n: 2,
    });
    const reparsed = await hvsb(folder.path, ['reparse', '--json']);
    expect(JSON.parse(reparsed.stdout)).toMatchObject({ read: 2, changed: 0 });
  });
});

describe('a mistake is answered with what to do', () => {
  it('an unknown option, command and dataset', async () => {
    await using folder = await temporaryFolder();
    const option = await hvsb(folder.path, ['prepare', '--datset', 'bbq']);
    expect(option.code).toBe(2);
    expect(option.stderr).toContain('--dataset');
    const command = await hvsb(folder.path, ['metric']);
    expect(command.code).toBe(2);
    expect(command.stderr).toContain('metrics');
    const dataset = await hvsb(folder.path, ['prepare', '--dataset', 'bqq']);
    expect(dataset.code).toBe(2);
    expect(dataset.stderr).toContain('Did you mean "bbq"?');
  });

  it('a dataset that is not downloaded', async () => {
    await using folder = await temporaryFolder();
    const { code, stderr } = await hvsb(folder.path, ['prepare', '--dataset', 'bbq'], {
      HVSB_DATA: folder.path,
    });
    expect(code).toBe(2);
    expect(stderr).toContain('hvsb data download bbq');
  });

  it('a missing key names its variable, an unknown provider the nearest', async () => {
    await using folder = await temporaryFolder();
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const key = await hvsb(folder.path, ['judge', '--model', 'openai:gpt-4o-mini']);
    expect(key.code).toBe(2);
    expect(key.stderr).toContain('OPENAI_API_KEY');
    const provider = await hvsb(folder.path, ['judge', '--model', 'opnai:gpt-4o-mini']);
    expect(provider.code).toBe(2);
    expect(provider.stderr).toContain('openai');
  });

  it('no results file, an attack that the prompts do not have, a sample that is not there', async () => {
    await using folder = await temporaryFolder();
    const store = await hvsb(folder.path, ['metrics']);
    expect(store.code).toBe(2);
    expect(store.stderr).toContain('There is no results file here.');
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const attack = await hvsb(folder.path, ['judge', '--model', 'baseline:coin', '--attack', 'targetted']);
    expect(attack.code).toBe(2);
    expect(attack.stderr).toContain('targeted');
    const sample = await hvsb(folder.path, ['judge', '--model', 'baseline:coin', '--sample', 'small']);
    expect(sample.code).toBe(2);
    expect(sample.stderr).toContain('There is no sample "small"');
  });

  it('a bad row names file and line and leaves what was stored as it was; --skip-invalid counts it', async () => {
    await using folder = await temporaryFolder();
    const good = (await readFile(sampleFile, 'utf8')).trimEnd().split('\n');
    const file = join(folder.path, 'sample.jsonl');
    await copyFile(sampleFile, file);
    expect((await hvsb(folder.path, ['prepare', '--dataset', 'sample', '--from', file])).code).toBe(0);
    await writeFile(file, `${[...good.slice(0, 4), '{"dataset": "sample"', ...good.slice(5)].join('\n')}\n`);
    const broken = await hvsb(folder.path, ['prepare', '--dataset', 'sample', '--from', file]);
    expect(broken.code).toBe(2);
    expect(broken.stderr).toContain('sample.jsonl:5');
    const status = JSON.parse((await hvsb(folder.path, ['status', '--json'])).stdout);
    const stored = status.scenarios.reduce(
      (sum: number, { biased, unbiased }: { biased: number; unbiased: number }) => sum + biased + unbiased,
      0,
    );
    expect(stored).toBe(good.length);
    const skipping = await hvsb(folder.path, [
      'prepare',
      '--dataset',
      'sample',
      '--from',
      file,
      '--skip-invalid',
      '--json',
    ]);
    expect(JSON.parse(skipping.stdout)).toMatchObject({ scenarios: good.length - 1, invalid: 1 });
  });

  it('an old version of Node gets the version that is needed', async () => {
    const launcher = await readFile(new URL('../bin/hvsb.js', import.meta.url), 'utf8');
    expect(launcher).toContain('hvsb needs Node');
  });
});
