import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { ModelError } from '../../errors/errors.ts';

/** An answer of a model is a few kilobytes; more than this is not an answer, packed or unpacked. */
export const maxBodyBytes = 64 * 1024 * 1024;

type Decoder = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  // Some servers send what RFC 1950 says, some leave its two bytes of header out.
  deflate: (bytes, options) =>
    ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes, options) : inflateRawSync(bytes, options),
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/**
 * The text of a body: unpacked as its headers say, or as its first bytes show where a proxy dropped the header, and in its
 * own character set. Whether a packed body was asked for does not matter.
 * @throws ModelError `malformed-response` where it cannot be unpacked or is far too long
 */
export function bodyText(
  chunks: readonly Buffer[],
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string {
  // A character may be cut between two chunks, so they are joined as bytes.
  const [only] = chunks;
  if (only === undefined) return '';
  const bytes = chunks.length === 1 ? only : Buffer.concat(chunks);
  const encodings = encodingsOf(headers['content-encoding'], bytes);
  const unpacked = encodings.length === 0 ? bytes : unpack(bytes, encodings);
  const type = headers['content-type'];
  const charset = typeof type === 'string' ? charsetIn(type) : null;
  const text = charset === null ? unpacked.toString('utf8') : decoded(unpacked, charset);
  // A mark that JSON may not begin with.
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function encodingsOf(header: string | string[] | undefined, bytes: Buffer): readonly string[] {
  if (header === undefined) return shownEncoding(bytes);
  return String(header)
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
}

/** No text begins with these bytes. */
function shownEncoding(bytes: Buffer): readonly string[] {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return ['gzip'];
  return bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfd2fb528 ? ['zstd'] : [];
}

function unpack(bytes: Buffer, encodings: readonly string[]): Buffer {
  let unpacked = bytes;
  for (const name of encodings.toReversed()) {
    const decoder = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
    if (decoder === undefined) {
      // Not a way of packing but a character set, or "none": some servers write those here.
      if (isReadable(unpacked)) return unpacked;
      throw malformed(`The body is packed in a way that is not known here (${name}).`);
    }
    unpacked = unpackOnce(decoder, unpacked, name);
  }
  return unpacked;
}

function unpackOnce(decoder: Decoder, bytes: Buffer, name: string): Buffer {
  try {
    return decoder(bytes, { maxOutputLength: maxBodyBytes });
  } catch (error) {
    // A proxy may have unpacked it and left the header.
    if (isReadable(bytes)) return bytes;
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') throw malformed('The body is far too long once it is unpacked.');
    throw malformed(`The body cannot be unpacked (${name}): it is cut off or damaged.`);
  }
}

/** Whether it begins as JSON or as server-sent events do. */
function isReadable(bytes: Buffer): boolean {
  return /^\s*(?:[{[]|data:|event:|:)/.test(bytes.toString('latin1', 0, 64));
}

function malformed(problem: string): ModelError {
  return new ModelError(problem, { reason: 'malformed-response' });
}

function charsetIn(contentType: string): string | null {
  const [, name] = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType) ?? [];
  return name === undefined || /^(?:utf-?8|us-ascii)$/i.test(name) ? null : name;
}

/** As UTF-8 where the name is not one of a character set. */
function decoded(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
