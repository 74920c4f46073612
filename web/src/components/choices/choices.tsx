import { useEffect, useState } from 'react';
import { attackLabel } from '../../../../src/tables/format.ts';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly onChoose: (value: string) => void;
}

/** One of several, under a label. */
export function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <label className="choice">
      <span>{label}</span>
      <select value={value} onChange={({ target }) => onChoose(target.value)}>
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

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

interface AttackChoiceProps {
  readonly attacks: readonly string[];
  readonly value: string;
  readonly onChoose: (attack: string | undefined) => void;
}

/** The system prompt of the models; nothing to choose where there is one. */
export function AttackChoice({ attacks, value, onChoose }: AttackChoiceProps) {
  if (attacks.length < 2) return null;
  return (
    <Choice
      label="Attack"
      value={value}
      options={attacks.map((attack) => [attack, attackLabel(attack)])}
      // The first one is what an address without an attack means.
      onChoose={(attack) => onChoose(attack === attacks[0] ? undefined : attack)}
    />
  );
}

/** How long after the last letter a search begins. */
const pauseMs = 120;

interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (words: string) => void;
}

/** Searches while one types. */
export function SearchBox({ label, value, onSearch }: SearchBoxProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  // The address was changed from elsewhere, by the way back for example.
  if (known !== value) {
    setKnown(value);
    if (typed.trim() !== value) setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onSearch(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  });
  return (
    <label className="choice search-box">
      <span>{label}</span>
      <input type="search" value={typed} onChange={({ target }) => setTyped(target.value)} />
    </label>
  );
}
