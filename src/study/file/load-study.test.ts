import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HvsbError } from '../../errors/errors.ts';
import { loadStudy } from './load-study.ts';

async function studyFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hvsb-study-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'study.yaml');
  await writeFile(file, text);
  return file;
}

async function complaint(text: string): Promise<string> {
  const file = await studyFile(text);
  try {
    await loadStudy(file);
  } catch (error) {
    if (error instanceof HvsbError) return error.describe().replace(file, 'study.yaml');
    throw error;
  }
  return 'no complaint';
}

describe('a study file', () => {
  it('is filled in: short forms spelled out, defaults set, paths taken from its own folder', async () => {
    const file = await studyFile(
      'datasets: [sample, {dataset: bbq, from: data}]\nmodels: ["baseline:coin"]\njudge: {}\n',
    );
    const study = await loadStudy(file);
    expect(study.store).toBe(join(file, '..', 'hvsb.db'));
    expect(study.datasets).toEqual([
      { dataset: 'sample', preset: 'corrected', skipInvalid: false },
      { dataset: 'bbq', from: join(file, '..', 'data'), preset: 'corrected', skipInvalid: false },
    ]);
    expect(study.models).toEqual([{ model: 'baseline:coin' }]);
    expect(study.judge).toMatchObject({
      attacks: ['none', 'untargeted', 'targeted'],
      repeat: 1,
      temperature: 0,
    });
  });

  it('names an unknown setting with its line, the known ones and the nearest', async () => {
    const text = await complaint('datasets: [sample]\nmodels: ["baseline:coin"]\njudge:\n  atacks: [none]\n');
    expect(text).toContain('study.yaml:4: There is no setting "atacks" in judge');
    expect(text).toContain('Did you mean "attacks"?');
  });

  it('names an unknown setting inside a list', async () => {
    const text = await complaint('datasets:\n  - { dataset: bbq, frm: x }\nmodels: ["baseline:coin"]\n');
    expect(text).toContain('study.yaml:2: There is no setting "frm" in datasets.0');
    expect(text).toContain('Did you mean "from"?');
  });

  it('names a setting of the wrong kind with its line', async () => {
    const text = await complaint(
      'datasets: [sample]\nmodels: ["baseline:coin"]\nlimits:\n  concurrency: many\n',
    );
    expect(text).toContain('study.yaml:4: The setting "limits.concurrency" cannot be used');
  });

  it.each([
    ['a scale of one point', ['yes'], '>=2 items'],
    ['a scale of ten points', Array.from({ length: 10 }, (_, index) => `${index}`), '<=9 items'],
    ['an empty label', ['no', ''], 'labels.1'],
  ])('refuses %s with its line', async (_, labels, message) => {
    const start = 'datasets: [sample]\nmodels: ["baseline:coin"]\n';
    const text = await complaint(`${start}rating: { labels: ${JSON.stringify(labels)} }\n`);
    expect(text).toMatch(/study\.yaml:3: The setting "rating\.labels/);
    expect(text).toMatch(message);
  });

  it('says what is missing', async () => {
    expect(await complaint('datasets: [sample]\n')).toContain('The setting "models" cannot be used');
  });

  it('names the line of a YAML mistake', async () => {
    expect(await complaint('datasets: [sample\nmodels: x\n')).toMatch(
      /study\.yaml:\d+: The study file is not valid YAML/,
    );
  });

  it('says of an alias without an anchor that it is not valid YAML', async () => {
    const text = await complaint('datasets: *all\nmodels: ["baseline:coin"]\n');
    expect(text).toContain('study.yaml: The study file is not valid YAML');
    expect(text).toContain('Unresolved alias');
  });

  it('that is not there is said so', async () => {
    await expect(loadStudy('/nowhere/study.yaml')).rejects.toThrow('There is no study file here.');
  });
});
