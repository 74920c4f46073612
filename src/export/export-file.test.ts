import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { propertyRuns } from '../../tests/support/thorough.ts';
import { type ExportFormat, openExportFile } from './export-file.ts';
import type { ExportColumn, ExportRow } from './formats.ts';

const columns: readonly ExportColumn[] = [
  { name: 'id', type: 'text' },
  { name: 'said', type: 'text' },
  { name: 'tokens', type: 'integer' },
  { name: 'share', type: 'number' },
  { name: 'control', type: 'boolean' },
];
const rows: readonly ExportRow[] = [
  { id: 'a', said: 'She said "no",\nthen left.', tokens: 12, share: 0.5, control: true },
  { id: 'b', said: '=1+1\twith a tab', tokens: null, share: null, control: false },
  { id: 'ü', said: '', tokens: 0, share: -1.25, control: null },
];

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'hvsb-export-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

async function written(name: string, format: ExportFormat): Promise<string> {
  const path = join(await folder(), name);
  const file = await openExportFile(path, format, columns);
  await file.write(rows.slice(0, 2));
  await file.write(rows.slice(2));
  await file.close();
  return path;
}

describe('an export', () => {
  it('as JSON Lines reads back as it was', async () => {
    const lines = (await readFile(await written('x.jsonl', 'jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
  });

  it.each([
    ['csv', ','],
    ['tsv', '\t'],
  ] as const)('as %s reads back as it was, cells that look like formulas too', async (format, delimiter) => {
    const text = await readFile(await written(`x.${format}`, format), 'utf8');
    expect(parse(text, { delimiter, columns: true })).toEqual([
      { id: 'a', said: 'She said "no",\nthen left.', tokens: '12', share: '0.5', control: 'true' },
      { id: 'b', said: '=1+1\twith a tab', tokens: '', share: '', control: 'false' },
      { id: 'ü', said: '', tokens: '0', share: '-1.25', control: '' },
    ]);
  });

  it('as CSV or TSV gives any text back', async () => {
    const texts = fc.array(fc.string({ unit: 'binary-ascii' }), { minLength: 1, maxLength: 5 });
    const path = join(await folder(), 'any');
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom('csv', 'tsv'), async (said, format) => {
        const file = await openExportFile(path, format, columns.slice(0, 2));
        await file.write(said.map((text) => ({ id: 'x', said: text })));
        await file.close();
        const delimiter = format === 'csv' ? ',' : '\t';
        const read = parse(await readFile(path, 'utf8'), { delimiter }).slice(1);
        expect(read).toEqual(said.map((text) => ['x', text]));
      }),
      { numRuns: propertyRuns(50) },
    );
  });

  it('as Parquet reads back with its types', async () => {
    const file = await asyncBufferFromFile(await written('x.parquet', 'parquet'));
    expect(await parquetReadObjects({ file })).toEqual(
      rows.map((row) => ({ ...row, tokens: typeof row.tokens === 'number' ? BigInt(row.tokens) : null })),
    );
  });

  it('as Parquet holds more rows than a row group', async () => {
    const path = join(await folder(), 'many.parquet');
    const file = await openExportFile(path, 'parquet', [{ name: 'number', type: 'integer' }]);
    for (let batch = 0; batch < 25; batch += 1) {
      await file.write(Array.from({ length: 1000 }, (_, row) => ({ number: batch * 1000 + row })));
    }
    await file.close();
    const read = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
    expect(read).toHaveLength(25_000);
    expect(read[24_999]).toEqual({ number: 24_999n });
  });

  it('without rows is a file with a header, or with nothing', async () => {
    for (const format of ['jsonl', 'csv', 'tsv', 'parquet'] as const) {
      const path = join(await folder(), `empty.${format}`);
      await (await openExportFile(path, format, columns)).close();
      expect(await readdir(join(path, '..'))).toEqual([`empty.${format}`]);
    }
  });

  it('is compressed when its name ends in .gz', async () => {
    const bytes = await readFile(await written('x.jsonl.gz', 'jsonl'));
    expect(gunzipSync(bytes).toString().trimEnd().split('\n')).toHaveLength(3);
  });

  it('that is discarded leaves nothing, and the earlier file as it was', async () => {
    const path = join(await folder(), 'x.csv');
    await writeFile(path, 'earlier');
    const file = await openExportFile(path, 'csv', columns);
    await file.write(rows);
    await file.discard();
    expect(await readdir(join(path, '..'))).toEqual(['x.csv']);
    expect(await readFile(path, 'utf8')).toBe('earlier');
  });

  it('that cannot take its name leaves nothing', async () => {
    const path = join(await folder(), 'x.csv');
    const file = await openExportFile(path, 'csv', columns);
    await mkdir(path);
    await expect(file.close()).rejects.toThrow('The file cannot be written.');
    expect(await readdir(join(path, '..'))).toEqual(['x.csv']);
  });

  it('to a link replaces the file behind it', async () => {
    const path = join(await folder(), 'x.csv');
    await writeFile(path, 'earlier');
    await symlink(path, `${path}.link`);
    await (await openExportFile(`${path}.link`, 'csv', columns)).close();
    expect(await readFile(path, 'utf8')).toBe('id,said,tokens,share,control\n');
    expect((await lstat(`${path}.link`)).isSymbolicLink()).toBe(true);
  });

  it('leaves a device and a folder as they are, naming what it found', async () => {
    const place = await folder();
    const device = join(place, 'device');
    await symlink('/dev/null', device);
    await expect(openExportFile(device, 'jsonl', columns)).rejects.toMatchObject({
      found: 'a device or a pipe',
    });
    await expect(openExportFile(place, 'jsonl', columns)).rejects.toMatchObject({ found: 'a folder' });
    expect(await readdir(place)).toEqual(['device']);
  });

  it('to a folder that is not there says which file cannot be written', async () => {
    await expect(openExportFile('/nowhere/x.csv', 'csv', columns)).rejects.toThrow(
      'The file cannot be written.',
    );
    await expect(openExportFile('/nowhere/x.parquet', 'parquet', columns)).rejects.toThrow(
      'The file cannot be written.',
    );
  });
});
