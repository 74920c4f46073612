import {
  attackLabel,
  attackOrder,
  formatCount,
  formatDecimal,
  formatRate,
  joinedNames,
  names,
  rateCell,
  rateWithInterval,
} from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import {
  type CorrectionReason,
  type LabelAgreement,
  type ModelAgainstPeople,
  type PeopleResult,
  peopleId,
} from './compute.ts';

const right = 'right' as const;

/** People against labels, each person, and models against people. */
export function peopleTables(results: StudyResults): Table[] {
  const result = resultOf(results, peopleId);
  if (result === null) return [];
  return [...labelTables(result), ...personTables(result), ...modelTables(result)];
}

function labelTables({ labels }: PeopleResult): Table[] {
  return names(labels, ({ dataset, source }) => JSON.stringify([dataset, source])).map((name) => {
    const [dataset, source] = JSON.parse(name) as [string, LabelAgreement['source']];
    const own = labels.filter((entry) => entry.dataset === dataset && entry.source === source);
    const rows = (section: string, entries: readonly LabelAgreement[]): (readonly Cell[] | Section)[] =>
      entries.length === 0 ? [] : [{ section }, ...entries.map(labelRow)];
    return {
      title:
        source === 'people'
          ? `People and the constructed labels: ${dataset}`
          : `The survey of ${dataset} and its stereotypes`,
      lead:
        source === 'people'
          ? 'How often most people say what the label says, with its 95% interval over clusters.'
          : 'How often most of those whom the dataset’s authors asked name the group that the stereotype is said to be about.',
      columns: [
        { label: 'kind' },
        { label: 'as labelled', align: right },
        { label: 'scenarios', align: right },
        { label: 'undecided', align: right },
      ],
      rows: [
        ...own.filter(({ category, variant }) => category === null && variant === null).map(labelRow),
        ...rows(
          'category',
          own.filter(({ category }) => category !== null),
        ),
        ...rows(
          'variant',
          own.filter(({ variant }) => variant !== null),
        ),
      ],
      notes: ['Undecided: as many people call it biased as unbiased. They do not count.'],
    };
  });
}

function labelRow(entry: LabelAgreement): Cell[] {
  const name = entry.category ?? entry.variant ?? 'all';
  return [name, rateCell(entry), formatCount(entry.n), formatCount(entry.ties)];
}

function personTables({ persons }: PeopleResult): Table[] {
  return names(persons, ({ dataset }) => dataset).map((dataset) => ({
    title: `People judged like models: ${dataset}`,
    lead: 'How often each person calls unbiased what is labelled biased (misalignment), and biased what is labelled unbiased.',
    columns: [
      { label: 'person' },
      { label: 'misalignment', align: right },
      { label: 'false alarms', align: right },
      { label: 'labelled biased', align: right, expendable: 'first' as const },
    ],
    rows: persons
      .filter((entry) => entry.dataset === dataset)
      .map(({ person, misalignment, falseAlarms }) => [
        person ?? 'people together',
        rateCell(misalignment),
        rateCell(falseAlarms),
        formatCount(misalignment.n),
      ]),
    notes: ['People together is the human reference line: the value of a scenario is the share of people.'],
  }));
}

function modelTables({ models }: PeopleResult): Table[] {
  return names(models, ({ dataset }) => dataset).map((dataset) => {
    const own = models.filter((entry) => entry.dataset === dataset);
    return {
      title: `Models against most people: ${dataset}`,
      lead: 'Missed: of what most people call biased, what the model calls unbiased. Differs: of the scenarios labelled biased that people judged, those where the model does not say what most people say. Estimated for all: the same over all scenarios labelled biased.',
      columns: [
        { label: 'model' },
        { label: 'says the same', align: right },
        { label: 'missed', align: right },
        { label: 'differs', align: right },
        { label: 'estimated for all', align: right },
        { label: 'by' },
      ],
      rows: attackOrder(own).flatMap((attack): (readonly Cell[] | Section)[] => [
        { section: attackLabel(attack) },
        ...own.filter((entry) => entry.attack === attack).map(modelRow),
      ]),
      notes: [...new Set(own.map(({ corrected }) => corrected.reason))].map((reason) => reasons[reason].note),
    };
  });
}

function modelRow({ model, agreement, missed, differs, corrected }: ModelAgainstPeople): Cell[] {
  return [
    model,
    rateCell(agreement),
    rateCell(missed),
    rateCell(differs),
    corrected.rate === null ? '—' : rateCell(corrected),
    { text: byText(corrected), short: reasons[corrected.reason].label },
  ];
}

function byText({ reason, lambda }: ModelAgainstPeople['corrected']): string {
  const { label } = reasons[reason];
  return lambda === null ? label : `${label}, λ ${formatDecimal(lambda)}`;
}

const reasons: Readonly<Record<CorrectionReason, { readonly label: string; readonly note: string }>> = {
  'random-subset': {
    label: 'PPI++',
    note: 'PPI++: people judged a random sample of the scenarios that models judged, and the constructed labels stand in for people on the others; λ says how much they are relied on.',
  },
  'other-set': {
    label: 'Lee et al.',
    note: 'Lee et al.: what people judged is no random sample of these scenarios, so it calibrates how often the constructed label and people differ. This interval does not know clusters.',
  },
  'not-identifiable': {
    label: 'not identifiable',
    note: 'Not identifiable: where people judged, differing from the label says nothing of differing from people, so that every rate would fit.',
  },
  'one-kind-only': {
    label: 'one kind only',
    note: 'One kind only: where people judged, the model always or never differs from most people, so that how often the label tells so is not known.',
  },
  'too-few-judgments': {
    label: 'too few',
    note: 'Too few: fewer than ten scenarios have a majority of people.',
  },
  'no-verdicts': { label: '—', note: 'A model without verdicts on scenarios labelled biased has no rate.' },
};

/** How often people say what the labels say. No test: a rate with its interval, and which kind is lowest is not claimed. */
export function peopleFinding(results: StudyResults): Finding {
  const result = resultOf(results, peopleId);
  const totals = (result?.labels ?? []).filter(
    ({ category, variant, source }) => category === null && variant === null && source === 'people',
  );
  const together = (result?.persons ?? []).filter(({ person }) => person === null);
  const persons = names(
    (result?.persons ?? []).filter(({ person }) => person !== null),
    ({ person }) => person ?? '',
  ).length;
  const said = totals.map(
    (entry) =>
      `${rateWithInterval(entry.rate, entry)} of ${formatCount(entry.n)} scenarios of ${entry.dataset}`,
  );
  return {
    id: 'people',
    question: 'Do people agree with the labels?',
    answer:
      totals.length === 0
        ? 'No people have judged scenarios.'
        : `${persons === 1 ? '1 person says' : `${persons} people: most say`} what the label says on ${joinedNames(said)}.`,
    details: together.flatMap(({ dataset, misalignment }) =>
      misalignment.rate === null
        ? []
        : [
            `Judged like a model, people on ${dataset} call ${formatRate(misalignment.rate)} of what is labelled biased unbiased: the human reference line.`,
          ],
    ),
  };
}

/** The human reference line of a dataset; null where people judged nothing of it that is labelled biased. */
export function humanReference(results: StudyResults, dataset: string): number | null {
  const persons = resultOf(results, peopleId)?.persons ?? [];
  return (
    persons.find((entry) => entry.dataset === dataset && entry.person === null)?.misalignment.rate ?? null
  );
}
