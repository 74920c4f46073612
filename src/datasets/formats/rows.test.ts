import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allOf, withFile } from '../../../tests/support/files.ts';
import { propertyRuns } from '../../../tests/support/thorough.ts';
import { DataError } from '../../errors/errors.ts';
import { readDelimited } from './delimited.ts';
import { readJsonl } from './rows.ts';
import { readLines, wholeText } from './text.ts';

describe('lines of a file', () => {
  const lines = (content: string | Buffer, name = 'f.txt') =>
    withFile(name, content, (path) => allOf(readLines(path)));

  it('are numbered from 1, with or without a last line ending, \\n or \\r\\n', async () => {
    const expected = [
      { text: 'a', row: 1 },
      { text: '', row: 2 },
      { text: 'b', row: 3 },
    ];
    expect(await lines('a\n\nb')).toEqual(expected);
    expect(await lines('\uFEFFa\r\n\r\nb\r\n')).toEqual(expected);
    expect(await lines('')).toEqual([]);
  });

  it('come whole when they are longer than what is read at once, and when it cuts a character', async () => {
    const long = 'é'.repeat(100_001);
    expect(await lines(`x${long}\n${long}`)).toEqual([
      { text: `x${long}`, row: 1 },
      { text: long, row: 2 },
    ]);
  });

  it('come back as they were joined', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter((line) => !/[\r\n\uFEFF]/.test(line));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1 }), fc.boolean(), async (parts, compressed) => {
        const content = Buffer.from(`${parts.join('\n')}\n`);
        const read = await lines(compressed ? gzipSync(content) : content, compressed ? 'f.gz' : 'f');
        expect(read.map((line) => line.text)).toEqual(parts);
      }),
      { numRuns: propertyRuns(50) },
    );
  });

  it('end with an error that names the line of a byte that is not UTF-8', async () => {
    await withFile('f.txt', Buffer.from([0x61, 0x0a, 0x62, 0xe9, 0x0a]), async (path) => {
      await expect(allOf(readLines(path))).rejects.toMatchObject({
        where: `${path}:2`,
        message: 'These bytes are not UTF-8.',
      });
    });
  });

  it('end with an error when one is longer than a row can be', async () => {
    await expect(lines(Buffer.alloc(17 * 1024 * 1024, 0x61))).rejects.toThrow('too long');
  });
});

describe('a .gz file', () => {
  const content = gzipSync(
    Buffer.from(Array.from({ length: 5000 }, (_, index) => `line ${index * 7919}`).join('\n')),
  );
  const read = (bytes: Buffer) => withFile('f.txt.gz', bytes, (path) => allOf(readLines(path)));

  it('that is cut off anywhere is said to be', async () => {
    for (const share of [0.2, 0.7, 0.99]) {
      await expect(read(content.subarray(0, Math.floor(content.length * share)))).rejects.toThrow('cut off');
    }
    await expect(read(content.subarray(0, content.length - 1))).rejects.toThrow('cut off');
  });

  it('that is damaged is said to be', async () => {
    const damaged = Buffer.from(content);
    damaged.fill(0xaa, 200, 260);
    await expect(read(damaged)).rejects.toThrow('damaged');
  });

  it('that is not compressed is read as it is', async () => {
    expect(await read(Buffer.from('plain text'))).toEqual([{ text: 'plain text', row: 1 }]);
  });
});

describe('a document', () => {
  it('ends with an error that names the line of a byte that is not UTF-8', async () => {
    await withFile('f.json', Buffer.from([0x7b, 0x0a, 0x0a, 0xff, 0x7d]), async (path) => {
      await expect(wholeText(path)).rejects.toMatchObject({ where: `${path}:3` });
    });
  });

  it('loses its byte order mark', async () => {
    expect(await withFile('f.json', '\uFEFF{}', wholeText)).toBe('{}');
  });

  it('that is a folder is said to be', async () => {
    await expect(wholeText('.')).rejects.toMatchObject({ message: 'This is a folder, not a file.' });
  });
});

describe('JSON lines', () => {
  const schema = z.object({ name: z.string(), tags: z.array(z.object({ size: z.number().min(1) })) });
  const read = (content: string) => withFile('f.jsonl', content, (path) => allOf(readJsonl(path, schema)));

  it('name the field that is wrong, what was expected and what was found', async () => {
    const [row] = await read('{"name":"a","tags":[{"size":1},{"size":"big"}]}');
    expect(row).toMatchObject({
      kind: 'invalid',
      error: { expected: 'field "tags.1.size": number', found: '"big"' },
    });
  });

  it('distinguish a missing field from an empty one', async () => {
    expect(await read('{"tags":[]}\n{"name":null,"tags":[]}')).toMatchObject([
      { error: { expected: 'field "name": string', found: 'nothing' } },
      { error: { expected: 'field "name": string', found: 'null' } },
    ]);
  });

  it('go on after a line that is not JSON, and pass over empty ones', async () => {
    expect(await read('{"name":\n\n{"name":"b","tags":[]}')).toMatchObject([
      { kind: 'invalid', row: 1, error: { message: 'This is not JSON.' } },
      { kind: 'row', row: 3, value: { name: 'b' } },
    ]);
  });

  it('throw nothing but a DataError on any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        const result = await read(text).catch((error: unknown) => error);
        if (!Array.isArray(result)) expect(result).toBeInstanceOf(DataError);
      }),
      { numRuns: propertyRuns(50) },
    );
  });
});

describe('records of a CSV or TSV file', () => {
  const read = (content: string, required: readonly string[] = ['a']) =>
    withFile('f.csv', content, (path) => allOf(readDelimited(path, required)));

  it('carry the line they start on, also after cells with line breaks', async () => {
    expect(await read('a,b\n1,"x\ny"\n\n"p\n\nq",2\n3,4')).toEqual([
      { kind: 'row', value: { a: '1', b: 'x\ny' }, row: 2 },
      { kind: 'row', value: { a: 'p\n\nq', b: '2' }, row: 5 },
      { kind: 'row', value: { a: '3', b: '4' }, row: 8 },
    ]);
  });

  it('are split at tabs when the header has tabs, whatever the file is called', async () => {
    expect(await read('a\tb\n1,5\t"two ""quoted"" words"')).toMatchObject([
      { value: { a: '1,5', b: 'two "quoted" words' } },
    ]);
  });

  it('keep a quote inside a cell', async () => {
    expect(await read('a\tb\n6" pipe\tx')).toMatchObject([{ value: { a: '6" pipe', b: 'x' } }]);
  });

  it('are invalid with more or fewer cells than the header, and go on', async () => {
    expect(await read('a,b\n1\n1,2,3\n1,2')).toMatchObject([
      { kind: 'invalid', row: 2, error: { expected: '2 cells', found: '1: ["1"]' } },
      { kind: 'invalid', row: 3, error: { found: '3: ["1","2","3"]' } },
      { kind: 'row', row: 4 },
    ]);
  });

  it('end with an error where a quote is never closed', async () => {
    await withFile('f.csv', 'a,b\n1,"x\n2,3\n', async (path) => {
      const error: unknown = await allOf(readDelimited(path, ['a'])).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'DataError', where: expect.stringMatching(/f\.csv:\d+$/) });
    });
  });

  it('need a header with the columns', async () => {
    await expect(read('x,y\n1,2', ['a', 'y'])).rejects.toMatchObject({
      message: 'The header lacks "a".',
      found: '"x", "y"',
    });
    await expect(read('')).rejects.toThrow('The file is empty.');
  });

  it('pass on what is wrong with the bytes', async () => {
    await withFile('f.csv', Buffer.from([0x61, 0x0a, 0xff, 0x0a]), async (path) => {
      await expect(allOf(readDelimited(path, ['a']))).rejects.toMatchObject({ where: `${path}:2` });
    });
  });

  it('leave nothing open when the reader stops early', async () => {
    await withFile('f.csv', `a\n${'1\n'.repeat(500_000)}`, async (path) => {
      for await (const record of readDelimited(path, ['a'])) {
        expect(record.row).toBe(2);
        break;
      }
    });
  });
});
