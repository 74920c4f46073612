import { Choice } from './choice.tsx';

interface DatasetChoiceProps {
  readonly datasets: readonly string[];
  /** Undefined: all together. */
  readonly value: string | undefined;
  readonly onChoose: (dataset: string | undefined) => void;
}

/** One dataset or all; nothing to choose where there is one. */
export function DatasetChoice({ datasets, value, onChoose }: DatasetChoiceProps) {
  if (datasets.length < 2) return null;
  return (
    <Choice
      label="Dataset"
      value={value ?? ''}
      options={[['', 'All datasets'], ...datasets.map((dataset) => [dataset, dataset] as const)]}
      onChoose={(chosen) => onChoose(chosen === '' ? undefined : chosen)}
    />
  );
}
