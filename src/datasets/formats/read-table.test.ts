import { writeFile } from 'node:fs/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { allOf, withFile } from '../../../tests/support/files.ts';
import { workbook, zipFile } from '../../../tests/support/zip-file.ts';
import { openContent } from './bytes.ts';
import { readJsonParts } from './json-rows.ts';
import { openParquet } from './parquet.ts';
import { openTable, readTable } from './read-table.ts';
import type { FileOptions } from './text.ts';

const rows = [
  { id: '1', text: 'The old porter, they said, was slow.' },
  { id: '2', text: 'Nobody "asked" Zoë.' },
];

async function read(name: string, content: string | Buffer, options?: FileOptions) {
  const items = await withFile(name, content, (path) => allOf(readTable(path, options)));
  return items.map((item) => (item.kind === 'row' ? item.value : `${item.row}: ${item.error.message}`));
}

const csv = 'id,text\r\n1,"The old porter, they said, was slow."\r\n2,"Nobody ""asked"" Zoë."\r\n';
const tsv = 'id\ttext\n1\tThe old porter, they said, was slow.\n2\tNobody "asked" Zoë.\n';
const jsonl = rows.map((row) => JSON.stringify(row)).join('\n');

describe('a table', () => {
  it.each([
    ['CSV', 'a.csv', csv],
    ['CSV with a mark', 'a.csv', `\uFEFF${csv}`],
    ['CSV with old Macintosh line ends', 'a.csv', csv.replaceAll('\r\n', '\r')],
    ['TSV', 'a.csv', tsv],
    ['semicolons', 'a.csv', csv.replaceAll(/,(?=text|"The|"Nobody)/g, ';')],
    ['a line that says the separator', 'a.csv', `sep=|\n${tsv.replaceAll('\t', '|')}`],
    ['pipes', 'a.txt', tsv.replaceAll('\t', '|')],
    ['UTF-16, little end first', 'a.txt', Buffer.from(`\uFEFF${tsv}`, 'utf16le')],
    ['UTF-16, big end first', 'a.txt', Buffer.from(`\uFEFF${tsv}`, 'utf16le').swap16()],
    ['JSON Lines', 'a.jsonl', jsonl],
    ['JSON Lines with another name', 'a.csv', jsonl],
    ['a JSON array', 'a.json', JSON.stringify(rows)],
    ['a pretty JSON array', 'a.json', JSON.stringify(rows, null, 2)],
    ['an object with data', 'a.json', JSON.stringify({ version: 2, data: rows }, null, 1)],
    ['an object with data in one line', 'a.json', JSON.stringify({ data: rows })],
    [
      'pretty objects behind each other',
      'a.jsonl',
      rows.map((row) => JSON.stringify(row, null, 2)).join('\n'),
    ],
    ['gzip', 'a.csv', gzipSync(csv)],
    ['gzip in two members', 'a.gz', Buffer.concat([gzipSync(csv.slice(0, 20)), gzipSync(csv.slice(20))])],
    ['zstd', 'a.csv.zst', zstdCompressSync(csv)],
    [
      'zstd in two frames',
      'a.zst',
      Buffer.concat([zstdCompressSync(csv.slice(0, 20)), zstdCompressSync(csv.slice(20))]),
    ],
    [
      'a zip archive',
      'a.zip',
      zipFile([
        { name: 'b.csv', content: csv },
        { name: '__MACOSX/._b.csv', content: 'x' },
      ]),
    ],
    ['a zip archive with zstd', 'a.zip', zipFile([{ name: 'b.csv', content: csv, method: 'zstd' }])],
    [
      'an Excel workbook',
      'a.xlsx',
      workbook({ One: [['id', 'text'], ...rows.map(({ id, text }) => [id, text])] }),
    ],
  ])('of %s gives its rows', async (_, name, content) => {
    expect(await read(name, content)).toEqual(rows);
  });

  it('of Parquet gives its rows, with exact numbers and times as text', async () => {
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: 'id', data: [1n, 9007199254740993n], type: 'INT64' },
        { name: 'text', data: ['a', null], type: 'STRING' },
        { name: 'at', data: [new Date(0), new Date(5)], type: 'TIMESTAMP' },
      ],
    });
    expect(await read('a.bin', Buffer.from(buffer))).toEqual([
      { id: 1, text: 'a', at: '1970-01-01T00:00:00.000Z' },
      { id: '9007199254740993', text: null, at: '1970-01-01T00:00:00.005Z' },
    ]);
    await expect(read('a.parquet', Buffer.from(buffer).subarray(0, -20))).rejects.toThrow('damaged, cut off');
  });

  it('of Parquet whose damage makes its decoding endless gives an error, and the next file is read', async () => {
    const whole = Buffer.from(
      parquetWriteBuffer({ columnData: [{ name: 'text', data: ['m', 'm'], type: 'STRING' }] }),
    );
    // In the header of its only page: so many values now are none, and the library waits for two.
    const damaged = Buffer.from(whole);
    damaged[35] = 0;
    await withFile('a.parquet', damaged, async (path) => {
      const table = await openParquet(path, await openContent(path), 1);
      await expect(allOf(table.rows())).rejects.toMatchObject({ found: 'its decoding does not end' });
    });
    expect(await read('a.parquet', whole)).toEqual([{ text: 'm' }, { text: 'm' }]);
  });

  it('of Parquet comes whole and in order, however many groups it has', async () => {
    const data = Array.from({ length: 9000 }, (_, number) => `row ${number}`);
    const buffer = parquetWriteBuffer({
      columnData: [{ name: 'text', data, type: 'STRING' }],
      rowGroupSize: 4100,
    });
    const all = await read('a.parquet', gzipSync(Buffer.from(buffer)));
    expect(all).toEqual(data.map((text) => ({ text })));
  });

  it.each([
    ['CSV', 'a.csv', 'id,text\r\n'],
    ['CSV without a line end', 'a.csv', 'id,text'],
    ['TSV, packed', 'a.tsv.gz', gzipSync('id\ttext\n')],
    ['a line that says the separator', 'a.csv', 'sep=;\nid;text\n'],
    ['a workbook', 'a.xlsx', workbook({ One: [['id', 'text']] })],
    [
      'Parquet',
      'a.parquet',
      Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'a', data: [], type: 'STRING' }] })),
    ],
    ['JSON', 'a.json', '[]'],
  ])('of %s that has a header alone is refused as an empty one is', async (_, name, content) => {
    await expect(read(name, content)).rejects.toThrow('holds no records');
  });

  it.each(['windows-1252', 'latin1', 'koi8-r', 'macintosh'])(
    'that is UTF-8 and is said to be %s is refused',
    async (encoding) => {
      await expect(read('a.csv', csv, { encoding })).rejects.toThrow('The file is UTF-8');
      const cut = gzipSync(`${'id,text\n1,x\n'}${'2,y\n'.repeat(40_000)}3,Zoë\n`);
      await expect(read('a.csv', cut, { encoding })).rejects.toThrow('The file is UTF-8');
      expect(await read('a.csv', 'id,text\n1,x\n', { encoding })).toEqual([{ id: '1', text: 'x' }]);
    },
  );

  it('of a workbook is of the first sheet or the one that is named, with numbers as they are written', async () => {
    const made = workbook({ One: [['a'], [1], [0.1]], Two: [[], ['b'], ['x']] });
    expect(await read('a.xlsx', made)).toEqual([{ a: '1' }, { a: '0.1' }]);
    expect(await read('a.xlsx', made, { sheet: 'Two' })).toEqual([{ b: 'x' }]);
    await expect(read('a.xlsx', made, { sheet: 'Three' })).rejects.toThrow('no sheet "Three"');
  });

  it('of another encoding is read with its name', async () => {
    const bytes = Buffer.from(
      'id,text\r\n1,The \x93old\x94 porter.\r\n2,Nobody called Zo\xeb.\r\n',
      'latin1',
    );
    expect(await read('a.csv', bytes, { encoding: 'windows-1252' })).toMatchObject([
      { text: 'The “old” porter.' },
      { text: 'Nobody called Zoë.' },
    ]);
    await withFile('a.csv', bytes, async (path) => {
      await expect(allOf(readTable(path))).rejects.toMatchObject({
        where: `${path}:2`,
        found: expect.stringContaining('“old”'),
        advice: expect.stringContaining('CSV UTF-8 (Comma delimited)'),
      });
    });
    await expect(read('a.csv', Buffer.from('id,text\n1,a\n', 'utf16le'))).rejects.toMatchObject({
      advice: expect.stringContaining('--encoding utf-16le'),
    });
    await expect(read('a.csv', bytes, { encoding: 'klingon' })).rejects.toMatchObject({ name: 'UsageError' });
  });

  it('keeps Qualtrics’ questions and their ids out of the rows', async () => {
    const export_ = 'Q1,Q2\n"First?","Second?"\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n3,2\n';
    expect(await read('a.csv', export_)).toEqual([{ Q1: '3', Q2: '2' }]);
  });

  it('with a column twice is refused, but for two without a name', async () => {
    await expect(read('a.csv', 'id,gold,gold\n1,a,b\n')).rejects.toThrow('Two columns have the name "gold".');
    expect(await read('a.csv', ',,a\n0,17,x\n')).toEqual([{ '': '0', 'Unnamed: 1': '17', a: 'x' }]);
  });

  it('whose separator is not certain is refused until it is named', async () => {
    await expect(read('a.csv', 'a,b;c\n1,2;3\n')).rejects.toThrow('not certain');
    expect(await read('a.csv', 'a,b;c\n1,2;3\n', { delimiter: ';' })).toEqual([{ 'a,b': '1,2', c: '3' }]);
  });

  it('is refused with its real kind where it is no table', async () => {
    await expect(read('a.csv', Buffer.from('d0cf11e0a1b11ae1', 'hex'))).rejects.toMatchObject({
      found: expect.stringContaining('.xls'),
    });
    await expect(read('a.csv', '')).rejects.toThrow('The file is empty.');
    await expect(
      read(
        'a.zip',
        zipFile([
          { name: 'a', content: '' },
          { name: 'b', content: '' },
        ]),
      ),
    ).rejects.toMatchObject({
      found: 'a, b',
    });
  });
});

describe('quotes', () => {
  const failing = (content: string) =>
    withFile('a.tsv', content, async (path) => {
      const error: unknown = await allOf(readTable(path)).catch((reason: unknown) => reason);
      return Reflect.get(Object(error), 'where')?.replace(path, '');
    });

  it.each([
    ['that are closed within a cell', 'id\ttext\n1\t"C" Street was slow.\n2\tb\n', ':2'],
    ['that are opened and closed lines later', 'id\ttext\n1\ta\n2\t"b\n3\tc\n4\t"d" e\n', ':3'],
    ['that are never closed', 'id\ttext\n1\ta\n2\t"b\n3\tc\n', ':3'],
    ['that may have swallowed a row', 'id\ttext\tgold\n1\t"a\tx\n2\tb"\ty\n3\tc\tz\n', ':2'],
    ['with a backslash', 'id,text\n1,"a \\"b\\" c"\n', ':2'],
  ])('%s are reported with their line', async (_, content, place) => {
    expect(await failing(content)).toBe(place);
  });

  it('may stand around cells with line breaks, and inside of cells', async () => {
    const content = 'id,text\n1,"a\nb"\n2,6" pipe\n"3","c, d\ne, f"\n';
    expect(await read('a.csv', content)).toEqual([
      { id: '1', text: 'a\nb' },
      { id: '2', text: '6" pipe' },
      { id: '3', text: 'c, d\ne, f' },
    ]);
  });

  it('are characters like any other where they are said to be', async () => {
    expect(await read('a.tsv', 'id\ttext\n1\t"C" Street\n', { quotes: 'none' })).toEqual([
      { id: '1', text: '"C" Street' },
    ]);
  });
});

describe('JSON', () => {
  it('keeps numbers that a double cannot hold, and takes Python’s NaN for nothing', async () => {
    expect(await read('a.jsonl', '{"id": 12345678901234567890, "x": NaN, "s": "NaN"}')).toEqual([
      { id: '12345678901234567890', x: null, s: 'NaN' },
    ]);
  });

  it('reports the row that is none, and goes on', async () => {
    expect(await read('a.jsonl', '{"a":1}\n{"a":\n[1]\n{"a":2}\n')).toEqual([
      { a: 1 },
      '2: This is not JSON.',
      '3: A row is not a JSON object.',
      { a: 2 },
    ]);
    expect(await read('a.jsonl', '{"a":"\\ud83d"}\n{"a":"\\ud83d\\ude00"}')).toEqual([
      '1: A text holds half of a character.',
      { a: '😀' },
    ]);
  });

  it('says in which line a document ends too early', async () => {
    await withFile('a.json', '[\n{"a": 1},\n{"a": 2}', async (path) => {
      await expect(allOf(readTable(path))).rejects.toMatchObject({ where: `${path}:3` });
    });
  });

  it('comes in parts, those of named arrays one by one', async () => {
    const document = { version: 1, results: { kind: 'x', results: [{ a: [1] }, { a: 2 }] }, end: [3] };
    await withFile('a.json', JSON.stringify(document, null, 1), async (path) => {
      const parts = await allOf(readJsonParts(path, ['results.results']));
      expect(parts.map(({ at, value }) => [at, value])).toEqual([
        ['version', 1],
        ['results.kind', 'x'],
        ['results.results', { a: [1] }],
        ['results.results', { a: 2 }],
        ['end', [3]],
      ]);
      expect(parts[2]?.row).toBe(6);
      await writeFile(path, '[1, 2]');
      expect((await allOf(readJsonParts(path, ['']))).map(({ value }) => value)).toEqual([1, 2]);
    });
  });
});

describe('an opened table', () => {
  it('gives its rows each time from the beginning', async () => {
    await withFile('a.csv', csv, async (path) => {
      const table = await openTable(path);
      expect([table.format, table.columns]).toEqual(['delimited', ['id', 'text']]);
      expect(await allOf(table.rows())).toEqual(await allOf(table.rows()));
    });
  });
});
