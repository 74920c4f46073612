import type { ManifestEntry } from './manifest.ts';
import type { PublishedFile } from './published-file.ts';

/** The hash that a file must have. */
export interface FilePin {
  readonly kind: 'sha256' | 'git-blob';
  /** Hexadecimal. */
  readonly hash: string;
  /** Whether it was known beforehand, or is that of the first download. */
  readonly from: 'published' | 'first-download';
}

/** What pins a file: its SHA-256, else its git blob id, else what the manifest recorded; null where nothing does yet. */
export function filePin(file: PublishedFile, recorded?: ManifestEntry): FilePin | null {
  if (file.sha256 !== null) return { kind: 'sha256', hash: file.sha256, from: 'published' };
  if (file.gitBlob) return { kind: 'git-blob', hash: file.gitBlob, from: 'published' };
  if (recorded?.url !== file.url) return null;
  return { kind: 'sha256', hash: recorded.sha256, from: 'first-download' };
}
