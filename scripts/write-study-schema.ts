// Writes the JSON Schema that editors check a study file with. A test fails when it is out of date.
import { writeFileSync } from 'node:fs';
import { studyJsonSchema } from '../src/study/file/study-schema.ts';

writeFileSync(new URL('../schema/study.schema.json', import.meta.url), studyJsonSchema());
