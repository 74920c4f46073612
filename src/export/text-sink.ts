import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Text going to a file, at the pace of the disk. */
export interface TextSink {
  write(text: string): Promise<void>;
  end(): Promise<void>;
}

/** Opens a text file, gzip-compressed if asked. An existing file is emptied. */
export async function openTextSink(path: string, compressed: boolean): Promise<TextSink> {
  // Opened first, so that a folder that is not there is told before anything is read.
  await (await open(path, 'w')).close();
  const source = new PassThrough({ encoding: 'utf8' });
  const file = createWriteStream(path, { flush: true });
  const done = compressed ? pipeline(source, createGzip(), file) : pipeline(source, file);
  // The failure is handed to whoever writes or ends next.
  done.catch(() => {});
  return {
    write: async (text) => {
      if (!source.write(text, 'utf8')) await Promise.race([drained(source), done]);
    },
    end: async () => {
      source.end();
      await done;
    },
  };
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.once('drain', resolve);
  });
}
