import type { PublishedFile } from '../download/published-file.ts';

/** Whether a file comes with this package, as a `file:` URL says; then there is nothing to download. */
export function shipsWithPackage(file: PublishedFile): boolean {
  return new URL(file.url).protocol === 'file:';
}
