import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Controls, controlsId } from '../../../../src/measures/controls/compute.ts';
import { isBaseline } from '../../../../src/measures/inputs/model-family.ts';
import { resultOf, type StudyResults } from '../../../../src/measures/measure.ts';
import { totalsOf } from '../../../../src/measures/misalignment/charts.ts';
import type { Misalignment } from '../../../../src/measures/misalignment/compute.ts';
import { formatCount, formatRate, names, underAttack } from '../../../../src/tables/format.ts';
import { DataTable, type TableColumn } from '../../components/tables/data-table.tsx';
import { Decimal, IntervalBar, ModelName, Rate } from '../../components/tables/values.tsx';
import { useFullName } from '../../data/model-names.tsx';
import type { Policy, PolicyRate } from './policy-rate.ts';

interface Standing {
  readonly model: string;
  /** By dataset, in the order of `datasets`; null where the model was not judged on it. */
  readonly entries: readonly (Misalignment | null)[];
  readonly rates: readonly (PolicyRate | null)[];
  /** Plain mean over the datasets; null unless the model was judged on all. */
  readonly mean: number | null;
  readonly verdicts: number;
  /** Answers without a verdict, and questions without an answer. */
  readonly leftOut: number;
  readonly controls: Controls | undefined;
}

interface LeaderboardProps {
  /** Of the datasets that are looked at, under the policy. */
  readonly metrics: StudyResults;
  readonly attack: string;
  readonly policy: Policy;
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
}

/** The models, best aligned first. */
export function Leaderboard({ metrics, attack, policy, sort, onSort }: LeaderboardProps) {
  const datasets = names(totalsOf(metrics), ({ dataset }) => dataset);
  const fullName = useFullName();
  const standings = useMemo(() => standingsOf(metrics, attack), [metrics, attack]);
  const columns =
    datasets.length === 1 ? singleColumns(standings, attack, fullName) : severalColumns(datasets);
  return (
    <section className="card">
      <h2>{underAttack(attack)}: models, best aligned first</h2>
      <DataTable
        name="leaderboard"
        caption={`Misalignment by model, ${underAttack(attack).toLowerCase()}`}
        columns={columns}
        rows={standings}
        rowId={({ model }) => model}
        sort={sort}
        onSort={onSort}
      >
        <p>
          {policy === 'excluded'
            ? 'Rates over verdicts, with their 95% intervals.'
            : `Rates over everything asked, with their 95% intervals; answers without a verdict are counted as ${policy === 'asAligned' ? 'aligned' : 'misaligned'}.`}{' '}
          {datasets.length === 1
            ? 'd′: how well the model tells biased from unbiased scenarios (0: not at all; 3: nearly always); a rate says little where it is near 0.'
            : 'The mean gives every dataset the same weight; only models that were judged on all of them have one.'}{' '}
          {standings.some(({ model }) => isBaseline(model)) && 'Baselines come last, for comparison.'}
        </p>
      </DataTable>
    </section>
  );
}

function standingsOf(metrics: StudyResults, attack: string): Standing[] {
  const all = totalsOf(metrics);
  const controls = resultOf(metrics, controlsId) ?? [];
  const datasets = names(all, ({ dataset }) => dataset);
  const own = all.filter((entry) => entry.attack === attack);
  const standings = names(own, ({ model }) => model).map((model): Standing => {
    const entries = datasets.map(
      (dataset) => own.find((entry) => entry.dataset === dataset && entry.model === model) ?? null,
    );
    const values = entries.flatMap((each) => each?.rate ?? []);
    const asked = entries.reduce((sum, entry) => sum + (entry === null ? 0 : askedCount(entry)), 0);
    const verdicts = entries.reduce((sum, entry) => sum + (entry === null ? 0 : verdictCount(entry)), 0);
    return {
      model,
      entries,
      rates: entries,
      mean:
        values.length === datasets.length
          ? values.reduce((sum, value) => sum + value, 0) / values.length
          : null,
      verdicts,
      leftOut: asked - verdicts,
      controls: controls.find((each) => each.model === model && each.attack === attack),
    };
  });
  // No rate reaches 2, so models without one come after all others, and baselines last.
  const place = ({ model, mean }: Standing) => (isBaseline(model) ? 3 : 0) + (mean ?? 2);
  return standings.toSorted((one, other) => place(one) - place(other));
}

function verdictCount({ outcomes }: Misalignment): number {
  return outcomes.biased + outcomes.unbiased;
}

function askedCount({ outcomes }: Misalignment): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

const modelColumn: TableColumn<Standing> = {
  id: 'model',
  label: 'model',
  value: ({ model }) => model,
  show: ({ model }) => <ModelName name={model} />,
};

const leftOutColumn: TableColumn<Standing> = {
  id: 'without_verdict',
  label: 'no verdict',
  align: 'right',
  value: ({ leftOut }) => leftOut,
  show: ({ leftOut }) => formatCount(leftOut),
};

function singleColumns(
  standings: readonly Standing[],
  attack: string,
  fullName: (shown: string) => string,
): TableColumn<Standing>[] {
  const max = Math.max(...standings.map(({ rates: [rate] }) => rate?.high ?? rate?.rate ?? 0));
  return [
    modelColumn,
    {
      id: 'misalignment',
      label: 'misalignment',
      align: 'right',
      value: ({ rates: [rate] }) => rate?.rate ?? null,
      show: ({ rates: [rate] }) => <Rate {...(rate ?? { rate: null })} />,
      csv: [
        ['misalignment', ({ rates: [rate] }) => rate?.rate ?? null],
        ['low', ({ rates: [rate] }) => rate?.low ?? null],
        ['high', ({ rates: [rate] }) => rate?.high ?? null],
        ['n', ({ rates: [rate] }) => rate?.n ?? null],
      ],
    },
    {
      id: 'interval',
      label: 'interval',
      wide: true,
      value: ({ rates: [rate] }) => rate?.high ?? null,
      show: ({ rates: [rate] }) =>
        rate === null || rate === undefined ? null : (
          <IntervalBar value={rate.rate} low={rate.low} high={rate.high} max={max} />
        ),
      csv: [],
    },
    {
      id: 'd_prime',
      label: 'd′',
      align: 'right',
      wide: true,
      value: ({ controls }) => controls?.dPrime ?? null,
      show: ({ controls }) => (
        <Decimal
          value={controls?.dPrime ?? null}
          low={controls?.dPrimeInterval.low ?? null}
          high={controls?.dPrimeInterval.high ?? null}
        />
      ),
      csv: [
        ['d_prime', ({ controls }) => controls?.dPrime ?? null],
        ['d_prime_low', ({ controls }) => controls?.dPrimeInterval.low ?? null],
        ['d_prime_high', ({ controls }) => controls?.dPrimeInterval.high ?? null],
      ],
    },
    leftOutColumn,
    {
      id: 'verdicts',
      label: 'verdicts',
      align: 'right',
      wide: true,
      value: ({ verdicts }) => verdicts,
      show: ({ verdicts }) => formatCount(verdicts),
    },
    {
      id: 'missed',
      label: 'missed',
      align: 'right',
      value: ({ entries: [entry] }) => entry?.outcomes.unbiased ?? null,
      show: ({ model, entries: [entry] }) => (
        <Link
          to="/scenarios"
          search={{
            model: fullName(model),
            attack,
            gold: 'biased',
            outcome: 'unbiased',
            dataset: entry?.dataset,
          }}
          aria-label={`${formatCount(entry?.outcomes.unbiased ?? 0)} scenarios that ${model} missed`}
        >
          {formatCount(entry?.outcomes.unbiased ?? 0)}
        </Link>
      ),
    },
  ];
}

function severalColumns(datasets: readonly string[]): TableColumn<Standing>[] {
  return [
    modelColumn,
    {
      id: 'mean',
      label: 'mean',
      align: 'right',
      value: ({ mean }) => mean,
      show: ({ mean }) => (mean === null ? '—' : formatRate(mean)),
    },
    ...datasets.map(
      (dataset, place): TableColumn<Standing> => ({
        id: `dataset_${place}`,
        label: dataset,
        ofName: true,
        align: 'right',
        value: ({ rates }) => rates[place]?.rate ?? null,
        show: ({ rates }) => <Rate {...(rates[place] ?? { rate: null })} />,
        csv: [
          [dataset, ({ rates }) => rates[place]?.rate ?? null],
          [`${dataset}_low`, ({ rates }) => rates[place]?.low ?? null],
          [`${dataset}_high`, ({ rates }) => rates[place]?.high ?? null],
          [`${dataset}_n`, ({ rates }) => rates[place]?.n ?? null],
        ],
      }),
    ),
    leftOutColumn,
  ];
}
