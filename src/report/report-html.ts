import type { NoteRow } from '../core/note.ts';
import type { ModelLabels } from '../measures/display-names.ts';
import type { Finding, StudyResults } from '../measures/measure.ts';
import type { ReportSection } from './report-sections.ts';
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
  /** Of each measure, by its id; models by their full names. */
  readonly results: StudyResults;
  /** Display names by the full name of a model, from the study file. */
  readonly labels: ModelLabels;
  /** What `hvsb metrics --json` prints of measures that did not come with hvsb: the page computes the rest. */
  readonly otherMetrics: Readonly<Record<string, unknown>>;
  /** A section a measure, with its tables. */
  readonly sections: readonly ReportSection[];
  /** What was run, a sentence each. */
  readonly ran: readonly string[];
  readonly shown: ShownScenarios;
  /** What people noted; answers cut. */
  readonly noted: readonly NoteRow[];
  /** Markdown. */
  readonly methods: string;
  /** BibTeX. */
  readonly references: string;
}

/** Id of the element of the page that holds it. */
export const reportPlace = 'report';

const empty = `<script id="${reportPlace}" type="application/json">null</script>`;

/**
 * The built page with its content. Within JSON nothing needs `<`, so none is left that could end the element.
 * @param template the page that Vite built, all of it in one file.
 */
export function reportHtml(template: string, page: ReportPage): string {
  const [before, after, ...more] = template.split(empty);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`The page of the report has to hold ${empty} once.`);
  }
  const content = JSON.stringify(page)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  const title = page.title.replaceAll(/[&<>]/g, (mark) => `&#${mark.charCodeAt(0)};`);
  return [
    before.replace(/<title>[^<]*<\/title>/, () => `<title>${title}</title>`),
    empty.replace('null', () => content),
    after,
  ].join('');
}
