import { useSearch } from '@tanstack/react-router';
import { noAttack } from '../../../../src/core/condition.ts';
import type { StudyMetrics } from '../../../../src/measures/compute-metrics.ts';
import { attackOrder } from '../../../../src/tables/attacks.ts';
import { names } from '../../../../src/tables/format.ts';
import { useSetSearch } from '../../router/search.ts';
import { AttackChoice, DatasetChoice } from './choices.tsx';

export type Selection = ReturnType<typeof useSelection>;

/** What a view looks at, as the address says where it names something that there is. */
export function useSelection({ misalignment }: Pick<StudyMetrics, 'misalignment'>) {
  const search = useSearch({ strict: false });
  const setSearch = useSetSearch();
  const datasets = names(misalignment, ({ dataset }) => dataset);
  const attacks = attackOrder(misalignment);
  return {
    datasets,
    attacks,
    dataset: datasets.find((dataset) => dataset === search.dataset),
    attack: attacks.find((attack) => attack === search.attack) ?? attacks[0] ?? noAttack,
    sort: search.sort,
    setDataset: (dataset: string | undefined) => setSearch({ dataset }),
    setAttack: (attack: string | undefined) => setSearch({ attack }),
    setSort: (sort: string) => setSearch({ sort }),
  };
}

/** The choices of dataset and attack that most views begin with. */
export function SelectionChoices({ selection }: { selection: Selection }) {
  const { datasets, dataset, setDataset, attacks, attack, setAttack } = selection;
  return (
    <>
      <DatasetChoice datasets={datasets} value={dataset} onChoose={setDataset} />
      <AttackChoice attacks={attacks} value={attack} onChoose={setAttack} />
    </>
  );
}
