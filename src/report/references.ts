import { datasetSources } from '../datasets/registry.ts';
import { names } from '../tables/names.ts';
import { paperCitation } from './paper-citation.ts';
import { statisticsCitations } from './statistics-citations.ts';
import type { StudyFacts } from './study-facts.ts';

/** BibTeX of the method's paper, of every data source that the study used, and of the statistics. */
export function references({ scenarios }: Pick<StudyFacts, 'scenarios'>): string {
  const used = names(scenarios, ({ dataset }) => dataset);
  const sources = datasetSources.filter(({ id }) => used.includes(id));
  const unknown = used.filter((dataset) => !sources.some(({ id }) => id === dataset));
  const missing = unknown.map(
    (dataset) => `% ${oneWord(dataset)} was imported: hvsb knows no citation for it.`,
  );
  return `${[paperCitation, ...sources.map(({ publication }) => publication.citation), ...statisticsCitations, ...missing].join('\n\n')}\n`;
}

/** A name from outside, in a comment that it cannot end. */
function oneWord(name: string): string {
  return name.replaceAll(/[\p{Cc}\u2028\u2029@{}]+/gu, ' ');
}
