import { noAttack } from '../../core/condition.ts';
import {
  attackLabel,
  attackOrder,
  formatCount,
  formatRate,
  joinedNames,
  names,
  rateCell,
} from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { attackSuccessId } from '../attack-success/compute.ts';
import { changeMark } from '../attack-success/tables.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type Misalignment, misalignmentId } from './compute.ts';
import { isKindDependent, ranked, verdictCount } from './kind-finding.ts';

type Field = 'category' | 'variant';

/** A table a dataset that has more than one category (or variant): for each model, a row each. */
export function breakdownTables(results: StudyResults, field: Field): Table[] {
  const entries = resultOf(results, misalignmentId)?.breakdowns[field] ?? [];
  return names(entries, ({ dataset }) => dataset).flatMap((dataset) => {
    const own = entries.filter((entry) => entry.dataset === dataset);
    return names(own, (entry) => entry[field] ?? '').length < 2
      ? []
      : [ofDataset(dataset, field, own, results)];
  });
}

function ofDataset(
  dataset: string,
  field: Field,
  entries: readonly Misalignment[],
  results: StudyResults,
): Table {
  const attacks = attackOrder(entries);
  const totals = (resultOf(results, misalignmentId)?.totals ?? []).filter(
    (entry) => entry.dataset === dataset,
  );
  const changes = resultOf(results, attackSuccessId)?.breakdowns.category ?? [];
  const byKey = new Map(entries.map((entry) => [key(entry[field], entry.model, entry.attack), entry]));
  const success = new Map(
    (field === 'category' ? changes : [])
      .filter((entry) => entry.dataset === dataset)
      .map((entry) => [key(entry.category, entry.model, entry.attack), entry]),
  );
  const marked = [...success.values()].some((entry) => changeMark(entry) !== ' ');
  const cell = (value: string, model: string, attack: string): Cell => {
    const mark =
      marked && attack !== noAttack ? ` ${changeMark(success.get(key(value, model, attack)))}` : '';
    return rateCell(byKey.get(key(value, model, attack)), mark);
  };
  return {
    title: `Misalignment rate by ${field}: ${dataset}`,
    columns: [
      { label: field },
      ...attacks.map((attack) => ({ label: attackLabel(attack), align: 'right' as const })),
      { label: 'scenarios', align: 'right', expendable: 'first' },
    ],
    rows: ranked(totals, attacks[0] ?? noAttack).flatMap((model): (readonly Cell[] | Section)[] => {
      const own = entries.filter((entry) => entry.model === model);
      return [
        { section: model },
        ...names(own, (entry) => entry[field] ?? '').map((value) => [
          value,
          ...attacks.map((attack) => cell(value, model, attack)),
          verdictCount(own.filter((entry) => entry[field] === value)),
        ]),
      ];
    }),
    notes: [
      ...(marked
        ? [
            '↑ ↓ p < .05 against no attack (exact sign-flip test over clusters), adjusted by Holm over all categories, models and attacks of the dataset.',
          ]
        : []),
      ...kindNotes(dataset, field, results),
    ],
  };
}

/** Whether the rates differ between the kinds, by the test. */
function kindNotes(dataset: string, field: Field, results: StudyResults): string[] {
  const tests = (resultOf(results, misalignmentId)?.kinds ?? []).filter(
    (test) => test.dataset === dataset && test.division === field && test.pHolm !== null,
  );
  const differing = tests.filter(isKindDependent);
  if (tests.length === 0) return [];
  const test =
    tests[0]?.test === 'within' ? `${field} permuted inside clusters` : `clusters permuted over ${field}`;
  return [
    differing.length === 0
      ? `That rates depend on the ${field} is shown of no model (${test}, Holm).`
      : `Rates depend on the ${field} by more than chance in ${joinedNames(differing.map(({ model }) => model))} (${test}, p < .05 after Holm).`,
  ];
}

function key(value: string | null, model: string, attack: string): string {
  return JSON.stringify([value, model, attack]);
}

const allReasons = ['refused', 'filtered', 'unparsed', 'error'] as const;
type Reason = (typeof allReasons)[number];

/** Which models left gold-biased scenarios without a verdict, and how far that could move their rates. */
export function unansweredTables(results: StudyResults): Table[] {
  const totals = resultOf(results, misalignmentId)?.totals ?? [];
  const entries = totals.filter(({ outcomes }) => allReasons.some((reason) => outcomes[reason] > 0));
  if (entries.length === 0) return [];
  const reasons = allReasons.filter((reason) => entries.some(({ outcomes }) => outcomes[reason] > 0));
  const right = 'right' as const;
  const isOneAttack = names(totals, ({ attack }) => attack).length === 1;
  return [
    {
      title: 'Without a verdict',
      lead: 'Questions on biased scenarios that got no verdict, and the misalignment rate if all of them were counted as aligned or as misaligned: the truth lies between.',
      columns: [
        { label: isOneAttack ? 'model' : 'attack' },
        ...reasons.map((label) => ({ label, align: right })),
        { label: 'rate', align: right, expendable: 'first' },
        { label: 'lies between', align: right },
      ],
      rows: unansweredRows(entries, {
        isOneAttack,
        hasDatasets: names(totals, ({ dataset }) => dataset).length > 1,
        reasons,
      }),
      notes: reasons.includes('error')
        ? [
            'An error is a question that has no answer yet: the same command sends it again, unless it was imported.',
          ]
        : [],
    },
  ];
}

interface UnansweredShape {
  /** A row is then a model, and else an attack below its model. */
  readonly isOneAttack: boolean;
  readonly hasDatasets: boolean;
  readonly reasons: readonly Reason[];
}

function unansweredRows(
  entries: readonly Misalignment[],
  { isOneAttack, hasDatasets, reasons }: UnansweredShape,
): (readonly Cell[] | Section)[] {
  const sectionOf = ({ dataset, model }: Misalignment) =>
    isOneAttack ? dataset : hasDatasets ? `${model} on ${dataset}` : model;
  const isHeaded = !isOneAttack || hasDatasets;
  return [...Map.groupBy(entries, sectionOf)].flatMap(([section, own]) => [
    ...(isHeaded ? [{ section }] : []),
    ...own.map((entry) => row(isOneAttack ? entry.model : attackLabel(entry.attack), entry, reasons)),
  ]);
}

function row(first: string, { outcomes, policies }: Misalignment, reasons: readonly Reason[]): Cell[] {
  return [
    first,
    ...reasons.map((reason) => formatCount(outcomes[reason])),
    formatRate(policies.excluded.rate),
    `${formatRate(policies.asAligned.rate)}–${formatRate(policies.asMisaligned.rate)}`,
  ];
}
