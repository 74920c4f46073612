import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { replaceFile } from './replace-file.ts';
import { sizeOf } from './size-of.ts';

const noteSchema = z.object({
  url: z.string(),
  etag: z.string().nullable(),
  total: z.int().nonnegative().nullable(),
  linkedSha256: z.string().nullable(),
});

/** What is known of a download under way: enough to go on with it in another process. */
export type PartNote = Readonly<z.infer<typeof noteSchema>>;

/** A download under way: `NAME.part` holds what arrived, `NAME.part.json` what the server said of it. */
export interface PartFile {
  readonly path: string;
  /** Bytes that arrived so far, and their note; null where the download starts from zero. */
  arrived(url: string): Promise<{ readonly bytes: number; readonly note: PartNote } | null>;
  writeNote(note: PartNote): Promise<void>;
  removeNote(): Promise<void>;
  remove(): Promise<void>;
}

export function partFile(finalPath: string): PartFile {
  const path = `${finalPath}.part`;
  const notePath = `${path}.json`;
  const removeNote = () => rm(notePath, { force: true });
  return {
    path,
    async arrived(url) {
      const [bytes, note] = await Promise.all([sizeOf(path), readNote(notePath)]);
      return bytes && note?.url === url ? { bytes, note } : null;
    },
    writeNote: (note) => replaceFile(notePath, JSON.stringify(note)),
    removeNote,
    async remove() {
      await rm(path, { force: true });
      await removeNote();
    },
  };
}

// A note that is missing or unreadable costs a fresh start, nothing else.
async function readNote(path: string): Promise<PartNote | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}
