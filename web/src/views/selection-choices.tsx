import { AttackChoice } from '../parts/attack-choice.tsx';
import { DatasetChoice } from '../parts/dataset-choice.tsx';
import type { Selection } from './use-selection.ts';

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
