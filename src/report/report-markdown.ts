import type { Figure } from '../charts/figure.ts';
import type { MeasureRegistry } from '../measures/measure.ts';
import { builtInMeasures } from '../measures/registry.ts';
import { studyFindings } from '../measures/study-views.ts';
import { markdownText, renderMarkdown } from '../tables/markdown.ts';
import type { Table } from '../tables/table.ts';
import { cautions } from './cautions.ts';
import type { StudyFacts } from './study-facts.ts';

/** The report as one Markdown text that points to the figures beside it. */
export function reportMarkdown(
  facts: StudyFacts,
  tables: readonly Table[],
  figures: readonly Figure[],
  registry: MeasureRegistry = builtInMeasures,
): string {
  const findings = studyFindings(facts.results, registry);
  const certainty = findings.find(({ id }) => id === 'certainty');
  const parts = [
    `# ${markdownText(facts.title)}`,
    ...findings
      .filter((finding) => finding !== certainty)
      .flatMap(({ question, answer, details }) => [
        `**${markdownText(question)}** ${markdownText(answer)}`,
        ...(details.length === 0 ? [] : [list(details)]),
      ]),
    '## How far to trust it',
    list([...(certainty === undefined ? [] : [certainty.answer]), ...cautions(facts, registry)]),
    '## Figures',
    ...figures.flatMap(({ id, title, lead, description }) => [
      `### ${markdownText(title)}`,
      markdownText(lead),
      `![${markdownText(description)}](figures/${id}.svg)`,
    ]),
    '## Tables',
    ...tables.map((table) => `#${renderMarkdown(table).trimEnd()}`),
    'What was run: [methods.md](methods.md). Sources: [references.bib](references.bib). Numbers in full: [tables/](tables/).',
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
