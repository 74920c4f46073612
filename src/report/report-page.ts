import type { Finding, StudyResults } from '../measures/measure.ts';
import type { Table } from '../tables/table.ts';
import type { ShownScenarios } from './shown-scenarios.ts';

/** What report.html holds, as JSON in the page. */
export interface ReportPage {
  readonly title: string;
  /** Of hvsb. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly findings: readonly Finding[];
  /** How far to trust it, a sentence each. */
  readonly cautions: readonly string[];
  /** Of each measure, by its id. */
  readonly results: StudyResults;
  /** What `hvsb metrics --json` prints of measures that did not come with hvsb: the page computes the rest. */
  readonly otherMetrics: Readonly<Record<string, unknown>>;
  readonly tables: readonly Table[];
  readonly shown: ShownScenarios;
  /** Markdown. */
  readonly methods: string;
  /** BibTeX. */
  readonly references: string;
}

/** Id of the element of the page that holds it. */
export const reportPlace = 'report';
