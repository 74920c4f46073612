import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withFile } from '../../tests/support/files.ts';
import type { DatasetSource } from '../datasets/dataset-source.ts';
import { datasetConformance } from './dataset/dataset-conformance.ts';

const guide = readFileSync(new URL('../../docs/add-a-dataset.md', import.meta.url), 'utf8');
const blocks = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
const template = blocks[0] ?? '';
/** The rows that the guide's own test gives, as it prints them. */
const rows = [...(blocks[1] ?? '').matchAll(/'(\{.*\})'/g)].map(([, row = '']) => row);

/** The template as if it were in `src/datasets/parables/`. */
function runTemplate<Result>(use: (source: DatasetSource) => Promise<Result>): Promise<Result> {
  const folder = new URL('../datasets/parables/', import.meta.url);
  const code = template.replace(/from '([^']+)'/g, (_, name: string) => {
    const target = name.startsWith('.') ? new URL(name, folder).href : import.meta.resolve(name);
    return `from '${target}'`;
  });
  return withFile('parables-source.ts', code, async (path) => {
    const module: { parablesSource: DatasetSource } = await import(pathToFileURL(path).href);
    return use(module.parablesSource);
  });
}

describe('the template of docs/add-a-dataset.md', () => {
  it('comes with a test with three good rows and a bad one', () => {
    expect(template).toContain('DatasetSource');
    expect(rows).toHaveLength(4);
  });

  it('passes the conformance checks with the rows of its own test', async () => {
    await runTemplate(async (source) => {
      const fixtures = { fileName: 'parables.jsonl', rows: rows.slice(0, 3), badRow: rows[3] ?? '' };
      const checks = datasetConformance(source, { ...fixtures, repeated: 'invalid' });
      expect(checks.length).toBeGreaterThan(10);
      for (const { run } of checks) await run();
    });
  });
});
