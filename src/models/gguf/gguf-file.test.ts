import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFileOf } from '../../lm/hub/models-folder.ts';
import { ggufFile, ggufFingerprint } from './gguf-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'hvsb-gguf-'));
const environment = { HVSB_MODELS: folder };
const place = join(folder, 'org', 'some-GGUF');
mkdirSync(place, { recursive: true });
for (const name of [
  'm-Q8_0.gguf',
  'm-Q4_K_M-00001-of-00002.gguf',
  'm-Q4_K_M-00002-of-00002.gguf',
  'm-IQ4_K.txt',
]) {
  writeFileSync(join(place, name), `GGUF${name}`);
}

test('a path is itself, and a published name is the file that was downloaded, of several the first', () => {
  const path = join(place, 'm-Q8_0.gguf');
  expect(ggufFile(path, environment)).toBe(path);
  expect(ggufFile('org/some-GGUF:q8_0', environment)).toBe(path);
  expect(ggufFile('org/some-GGUF:Q4_K_M', environment)).toContain('00001-of-00002');
});

test('what is not here says how to get it', () => {
  expect(() => ggufFile('org/some-GGUF:Q5_0', environment)).toThrow(
    expect.objectContaining({
      found: expect.stringContaining('m-Q8_0.gguf'),
      advice: 'Fetch it with "hvsb model download org/some-GGUF:Q5_0".',
    }),
  );
  expect(() => ggufFile('no-such.gguf', environment)).toThrow('There is no such GGUF file.');
});

test('a folder is no file, and those in it are named', () => {
  expect(() => ggufFile(place, environment)).toThrow(
    expect.objectContaining({
      message: 'The name is that of a folder.',
      found: expect.stringContaining('m-Q8_0.gguf'),
    }),
  );
});

test('a quantization is a whole part of a file’s name', () => {
  expect(isFileOf('a-q4_k.gguf', 'Q4_K')).toBe(true);
  expect(isFileOf('a-q4_k_m.gguf', 'Q4_K')).toBe(false);
  expect(isFileOf('a.F16.gguf', 'f16')).toBe(true);
  expect(isFileOf('a.F16.txt', 'f16')).toBe(false);
});

test('equal files have one fingerprint wherever they lie, and other bytes another', () => {
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const one = ggufFingerprint(write('one.gguf', 'GGUF and weights'));
  expect(one).toMatch(/^sha256:[0-9a-f]{32}$/);
  expect(ggufFingerprint(write('copy.gguf', 'GGUF and weights'))).toBe(one);
  expect(ggufFingerprint(write('other.gguf', 'GGUF and weightS'))).not.toBe(one);
  expect(() => ggufFingerprint(write('no.gguf', 'PK'))).toThrow('The file is no GGUF file.');
});
