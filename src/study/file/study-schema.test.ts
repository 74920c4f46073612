import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { studyJsonSchema } from './study-schema.ts';

it('the JSON Schema that editors use is the one the program checks with (npm run schema writes it)', async () => {
  const written = await readFile(new URL('../../../schema/study.schema.json', import.meta.url), 'utf8');
  expect(written).toBe(studyJsonSchema());
});
