import type { Figure } from '../charts/figure.ts';
import type { MeasureRegistry } from '../measures/measure.ts';
import { builtInMeasures } from '../measures/registry.ts';
import { studyAnswers } from '../measures/study-answers.ts';
import { studyFindings } from '../measures/study-views.ts';
import { markdownText, renderMarkdown } from '../tables/markdown.ts';
import { cautions } from './cautions.ts';
import type { FiledTable } from './report-sections.ts';
import type { StudyFacts } from './study-facts.ts';

export interface MarkdownParts {
  readonly tables: readonly FiledTable[];
  readonly figures: readonly Figure[];
  /** What was run, a sentence each. */
  readonly ran: readonly string[];
  readonly registry?: MeasureRegistry;
}

/** The report as one Markdown text that points to the figures beside it. */
export function reportMarkdown(
  facts: StudyFacts,
  { tables, figures, ran, registry = builtInMeasures }: MarkdownParts,
): string {
  const findings = studyFindings(facts.results, registry);
  const certainty = findings.find(({ id }) => id === 'certainty');
  const parts = [
    `# ${markdownText(facts.title)}`,
    ...studyAnswers(facts.results).map(
      ({ question, answer, reasons }) =>
        `**${markdownText(question)}** ${markdownText([`${answer}.`, ...reasons].join(' '))}`,
    ),
    '## How far to trust it',
    list([...(certainty === undefined ? [] : [certainty.answer]), ...cautions(facts, registry)]),
    ...(ran.length === 0 ? [] : ['## What was run', list(ran)]),
    '## What was found',
    ...findings
      .filter((finding) => finding !== certainty)
      .flatMap(({ question, answer, details }) => [
        `**${markdownText(question)}** ${markdownText(answer)}`,
        ...(details.length === 0 ? [] : [list(details)]),
      ]),
    '## Figures',
    ...figures.flatMap(({ id, title, lead, description }) => [
      `### ${markdownText(title)}`,
      markdownText(lead),
      `![${markdownText(description)}](figures/${id}.svg)`,
    ]),
    '## Tables',
    ...tables.map(({ table }) => `#${renderMarkdown(table).trimEnd()}`),
    'What was run: [methods.md](methods.md). Sources: [references.bib](references.bib). Numbers in full: [tables/](tables/). What it can be computed again from: [manifest.json](manifest.json).',
  ];
  return `${parts.join('\n\n')}\n`;
}

function list(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${markdownText(sentence)}`).join('\n');
}

/** Text as it is, in a fence that nothing in it can close. */
export function markdownBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const clean = text.replaceAll('\u0000', '\ufffd').replaceAll(/\r\n?/g, '\n').trimEnd();
  return `${fence}text\n${clean}\n${fence}`;
}
