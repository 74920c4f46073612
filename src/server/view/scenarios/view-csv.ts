import type { ListedAgreement } from '../../../core/view/explanation-view.ts';
import type { ScenarioPage, ScenarioRow } from '../../../core/view/scenario-view.ts';
import { csvLines } from '../../../tables/csv.ts';

const scenarioColumns = [
  'id',
  'dataset',
  'category',
  'variant',
  'gold',
  'control',
  'excerpt',
  'verdicts',
  'against_gold',
  'explanations',
  'agrees',
  'disagrees',
  'starred',
  'tags',
] as const;

const agreementColumns = [
  'scenario',
  'dataset',
  'category',
  'explanation',
  'explainer',
  'text',
  'rater',
  'repeat',
  'outcome',
  'thought',
  'summary',
  'arguments',
] as const;

/** Tables of the page as CSV: a cell that a spreadsheet would run as a formula is guarded. */
export const viewCsv = {
  /** A column for each model and attack beside: a letter a repeat. */
  scenarioHeader: (series: ScenarioPage['series']): string =>
    csvLines([[...scenarioColumns, ...series.map(({ model, attack }) => `${model} (${attack})`)]]),
  scenarios: (rows: readonly ScenarioRow[]): string =>
    csvLines(
      rows.map((row) => [
        row.id,
        row.dataset,
        row.category,
        row.variant,
        row.gold,
        row.control,
        row.excerpt,
        row.verdicts,
        row.missed,
        row.explanations,
        row.agrees,
        row.disagrees,
        row.note?.starred ?? false,
        row.note?.tags.join('; ') ?? '',
        ...row.outcomes,
      ]),
    ),
  agreementHeader: (): string => csvLines([[...agreementColumns]]),
  agreements: (rows: readonly ListedAgreement[]): string =>
    csvLines(
      rows.map(({ reasons, ...row }) => [
        row.scenario,
        row.dataset,
        row.category,
        row.explanation,
        row.explainer,
        row.text,
        row.rater,
        row.repeat,
        row.outcome,
        reasons.thought ?? '',
        reasons.summary ?? '',
        reasons.arguments.join('\n'),
      ]),
    ),
};

async function* eachOf(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  yield* pieces;
}

/** A file to download, sent piece by piece. */
export function csvResponse(name: string, pieces: Iterable<string> | AsyncIterable<string>): Response {
  const encoder = new TextEncoder();
  const iterator = eachOf(pieces);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      // Others are answered between two pieces.
      await new Promise(setImmediate);
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    },
  });
}
