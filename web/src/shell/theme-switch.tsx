import { useState } from 'react';
import { type Theme, theme } from '../theme.ts';

const choices = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const satisfies readonly (readonly [Theme, string])[];

/** Chooses light or dark. */
export function ThemeSwitch() {
  const [chosen, setChosen] = useState(theme.chosen);
  return (
    <label className="choice theme-switch">
      <span>Colours</span>
      <select
        value={chosen}
        onChange={({ target }) => {
          const next = choices.find(([each]) => each === target.value)?.[0] ?? 'system';
          theme.apply(next);
          setChosen(next);
        }}
      >
        {choices.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
