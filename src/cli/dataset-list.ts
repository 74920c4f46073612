import { type DatasetPresence, shipsWithPackage } from '../datasets/dataset-files.ts';
import type { DatasetSource } from '../datasets/dataset-source.ts';
import { filePin, type PublishedFile } from '../download/verify.ts';
import { wrapText } from '../tables/text.ts';

export interface DatasetEntry
  extends Pick<DatasetSource, 'id' | 'title' | 'description' | 'forms' | 'publication'>,
    Pick<DatasetPresence, 'state'> {
  readonly folder: string;
}

const indent = 2;
const labelWidth = 10;
const narrowest = 40;
const widest = 100;

/**
 * Each dataset as a paragraph: what it is, whether it is here, licence, how its files are checked, citation. Ends in a
 * line break.
 * @param columns of the terminal; it is filled up to 100, and only addresses and paths are ever wider
 */
export function datasetList(entries: readonly DatasetEntry[], columns: number): string {
  const width = Math.min(Math.max(columns, narrowest), widest);
  return entries.map((entry) => `${paragraph(entry, width).join('\n')}\n`).join('\n');
}

function paragraph(entry: DatasetEntry, width: number): string[] {
  const { id, title, description, forms, state, folder, publication } = entry;
  const room = width - indent - labelWidth;
  return [
    `${id} — ${title} [${state}]`,
    ...wrapText(description, width - indent).map((line) => ' '.repeat(indent) + line),
    ...field('forms', wrapText(forms.join(', '), room)),
    ...field('licence', wrapText(publication.licence, room)),
    // Addresses and paths stay whole, to be copied.
    ...field('homepage', [publication.homepage]),
    ...field('files', wrapText(filesText(publication.files, publication.revision), room)),
    ...field('folder', [folder]),
    ...field('cite', citationLines(publication.citation, room)),
  ];
}

function field(label: string, lines: readonly string[]): string[] {
  return lines.map(
    (line, position) => ' '.repeat(indent) + (position === 0 ? label : '').padEnd(labelWidth) + line,
  );
}

/** BibTeX takes a line break for a space, so a wrapped entry can be copied as it is. */
function citationLines(citation: string, width: number): string[] {
  return citation.split('\n').flatMap((line) => {
    const text = line.trimStart();
    const margin = line.length - text.length;
    return wrapText(text, width - margin, indent).map((part) => ' '.repeat(margin) + part.trimEnd());
  });
}

function filesText(files: readonly PublishedFile[], revision: string): string {
  if (files.every(shipsWithPackage)) return `${files.length}, in the package`;
  const counts = new Map<string, number>();
  for (const file of files) {
    const way = checkedBy(file);
    counts.set(way, (counts.get(way) ?? 0) + 1);
  }
  const ways = [...counts].map(([way, count]) => (counts.size === 1 ? way : `${way} (${count})`));
  return `${files.length} of revision ${revision.slice(0, 12)}, checked by ${ways.join(', ')}`;
}

function checkedBy(file: PublishedFile): string {
  const pin = filePin(file);
  if (pin === null) return 'the hash of the first download';
  return pin.kind === 'sha256' ? 'SHA-256' : 'git blob id';
}
