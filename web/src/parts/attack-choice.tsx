import { attackLabel } from '../../../src/tables/format.ts';
import { Choice } from './choice.tsx';

interface AttackChoiceProps {
  readonly attacks: readonly string[];
  readonly value: string;
  readonly onChoose: (attack: string | undefined) => void;
}

/** The system prompt that models stood under; nothing to choose where there is one. */
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
