import { renderText } from '../tables/render-text.ts';
import type { CommandContext } from './command-context.ts';
import { formatCount } from './format.ts';
import type { PrepareSummary, SkippedItem } from './steps/prepare.ts';

const listed = 20;

/** What a dataset became, and which items gave no scenario, with the reason. */
export function printPrepareSummary(context: CommandContext, summary: PrepareSummary): void {
  const right = 'right' as const;
  const table = {
    title: `Prepared ${summary.dataset}`,
    columns: [
      { label: 'scenarios', align: right },
      { label: 'biased', align: right },
      { label: 'unbiased', align: right },
      { label: 'controls', align: right },
      { label: 'new', align: right },
      { label: 'set aside', align: right },
      { label: 'skipped items', align: right },
    ],
    rows: [
      [
        summary.scenarios,
        summary.gold.biased,
        summary.gold.unbiased,
        summary.controls,
        summary.added,
        summary.setAside,
        summary.leftOut + summary.invalid,
      ].map(formatCount),
    ],
    notes: notes(summary),
  };
  context.stdout.write(`${renderText(table, context.stdout.columns ?? 100)}\n`);
}

function notes(summary: PrepareSummary): string[] {
  const lines = [...skippedLines(summary.skipped)];
  if (summary.questions !== undefined) {
    lines.push(`${formatCount(summary.questions)} questions for "hvsb answer".`);
  }
  if (summary.missingFiles.length > 0)
    lines.push(`Not there to be read: ${summary.missingFiles.join(', ')}.`);
  if (summary.setAside > 0) {
    lines.push(
      'Scenarios of an earlier preparation that this one does not give are set aside: kept, not used.',
    );
  }
  return lines;
}

/** The first skipped items, a line each, and how many more there are. */
export function skippedLines(skipped: readonly SkippedItem[]): readonly string[] {
  const lines = skipped
    .slice(0, listed)
    .map(({ file, row, id, reason }) =>
      row === null ? reason : `${file}:${row}${id === null ? '' : ` (${id})`}: ${reason}`,
    )
    .map((line) => line.replaceAll(/\.?\n\s*/g, '; '));
  const more = skipped.length - listed;
  return more > 0 ? [...lines, `and ${formatCount(more)} more; --json lists them`] : lines;
}
