import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../../errors/errors.ts';
import { bodyText, maxBodyBytes } from './body-text.ts';

const text = '{"choices":[{"message":{"content":"Judgment: BIASED – ja"}}]}';
const bytes = Buffer.from(text);

describe('the text of a body', () => {
  it.each([
    ['gzip', gzipSync(bytes)],
    ['x-gzip', gzipSync(bytes)],
    ['GZIP', gzipSync(bytes)],
    ['deflate', deflateSync(bytes)],
    ['deflate', deflateRawSync(bytes)],
    ['br', brotliCompressSync(bytes)],
    ['zstd', zstdCompressSync(bytes)],
    ['gzip, br', brotliCompressSync(gzipSync(bytes))],
    ['identity', bytes],
    ['', bytes],
  ])('is unpacked where it is "%s"', (encoding, body) => {
    expect(bodyText([body], { 'content-encoding': encoding })).toBe(text);
    const middle = Math.floor(body.length / 2);
    const halves = [body.subarray(0, middle), body.subarray(middle)];
    expect(bodyText(halves, { 'content-encoding': encoding })).toBe(text);
  });

  it('is unpacked where a proxy dropped the header', () => {
    for (const body of [gzipSync(bytes), zstdCompressSync(bytes)]) expect(bodyText([body], {})).toBe(text);
  });

  it('is taken as it is where a proxy unpacked it and left the header', () => {
    expect(bodyText([bytes], { 'content-encoding': 'gzip' })).toBe(text);
  });

  it('is whole where a character is cut between two pieces', () => {
    const at = bytes.indexOf('–') + 1;
    expect(bodyText([bytes.subarray(0, at), bytes.subarray(at)], {})).toBe(text);
  });

  it('is read in the character set that it is in', () => {
    const headers = { 'content-type': 'application/json; charset=ISO-8859-1' };
    expect(bodyText([Buffer.from('{"a":"für"}', 'latin1')], headers)).toBe('{"a":"für"}');
    const utf16 = { 'content-type': 'application/json; charset=utf-16le' };
    expect(bodyText([Buffer.from(text, 'utf16le')], utf16)).toBe(text);
    expect(bodyText([bytes], { 'content-type': 'application/json; charset=nonsense' })).toBe(text);
  });

  it.each(['utf-8', 'none', 'binary', 'gzip', 'UTF-8, gzip'])(
    'is read as it is where it is not packed, but said to be "%s"',
    (encoding) => {
      expect(bodyText([bytes], { 'content-encoding': encoding })).toBe(text);
      expect(bodyText([Buffer.from(`\ndata: ${text}\n\n`)], { 'content-encoding': encoding })).toContain(
        text,
      );
    },
  );

  it('begins after its byte order mark', () => {
    expect(bodyText([Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])], {})).toBe(text);
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(maxBodyBytes + 1)), 'far too long'],
    ['br', brotliCompressSync(Buffer.alloc(maxBodyBytes + 1)), 'far too long'],
    ['zstd', zstdCompressSync(Buffer.alloc(maxBodyBytes + 1)), 'far too long'],
    ['gzip', gzipSync(bytes).subarray(0, 30), 'cut off or damaged'],
    ['br', Buffer.from('no such thing'), 'cut off or damaged'],
    ['zstd', gzipSync(bytes), 'cut off or damaged'],
    ['compress', bytes.subarray(5), 'not known here (compress)'],
    ['constructor', bytes.subarray(5), 'not known here (constructor)'],
  ])('is a failure that may pass where it is "%s" and cannot be unpacked (%#)', (encoding, body, problem) => {
    const read = () => bodyText([body], { 'content-encoding': encoding });
    expect(read).toThrow(ModelError);
    expect(read).toThrow(problem);
  });
});
