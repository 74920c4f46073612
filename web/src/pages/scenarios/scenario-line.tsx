import { getRouteApi, Link } from '@tanstack/react-router';
import type { CSSProperties } from 'react';
import { fittingLabel } from '../../../../src/charts/figure.ts';
import type { Gold } from '../../../../src/core/scenario.ts';
import { outcomeLetters } from '../../../../src/core/view/scenario-match.ts';
import type { ScenarioPage, ScenarioRow } from '../../../../src/core/view/scenario-view.ts';
import { attackLabel } from '../../../../src/tables/format.ts';
import { OutcomeTag } from '../../components/tables/values.tsx';
import { BlurredLine, shownTexts, useShownTexts } from '../../components/texts/blurred.tsx';
import { useModelNames } from '../../data/model-names.tsx';
import { type CellState, stateMarks, stateOf } from './verdict-matrix.tsx';

const route = getRouteApi('/scenarios');

interface ScenarioLineProps {
  readonly row: ScenarioRow;
  readonly grid: VerdictGrid;
  readonly open: boolean;
}

/** A scenario in the list: what it is, its label, and who judged as labelled. */
export function ScenarioLine({ row, grid, open }: ScenarioLineProps) {
  const search = route.useSearch();
  return (
    <Link
      to="/scenarios"
      search={{ ...search, scenario: row.id }}
      resetScroll={false}
      className="scenario-line"
      data-scenario={row.id}
      aria-current={open ? 'true' : undefined}
      preload={false}
    >
      <span className="line-head">
        <OutcomeTag outcome={row.gold} />
        <NoteMarks row={row} />
        <span className="line-kind">
          {row.dataset} · <bdi>{row.category}</bdi> · <bdi>{row.variant}</bdi>
        </span>
        <span className="line-count">{countOf(row)}</span>
      </span>
      <span className="line-text">
        <BlurredLine text={row.excerpt} />
      </span>
      <Marks outcomes={row.outcomes} gold={row.gold} grid={grid} />
    </Link>
  );
}

function countOf({ verdicts, missed, outcomes }: ScenarioRow): string {
  if (verdicts > 0) return `${missed}/${verdicts} wrong`;
  const isAsked = outcomes.some((letters) => [...letters].some((letter) => letter !== outcomeLetters.absent));
  return isAsked ? 'no verdict' : 'not asked';
}

function NoteMarks({ row: { note } }: { row: ScenarioRow }) {
  if (note === null) return null;
  return (
    <>
      {note.starred && (
        <span role="img" aria-label="starred">
          ★
        </span>
      )}
      {note.tags.map((tag) => (
        <span key={tag} className="tag">
          <bdi>{tag}</bdi>
        </span>
      ))}
      {note.comments > 0 && (
        <span role="img" aria-label="has a comment">
          ✎
        </span>
      )}
    </>
  );
}

/** The marks of a list: a column a model, a line an attack; each the place of its series in the rows. */
export interface VerdictGrid {
  readonly models: readonly string[];
  readonly attacks: readonly string[];
  /** By attack, then model; undefined where the model was not asked under it. */
  readonly places: readonly (readonly (number | undefined)[])[];
  /** Of a mark, in CSS pixels. */
  readonly size: number;
}

/** For the marks of a line, in CSS pixels; what is between two of them is in styles/scenarios.css. */
const [roomUp, roomAcross, between, largest, smallest] = [84, 216, 2, 18, 8];

export function verdictGrid(series: ScenarioPage['series']): VerdictGrid {
  const models = [...new Set(series.map(({ model }) => model))];
  const attacks = [...new Set(series.map(({ attack }) => attack))];
  const place = (attack: string, model: string) => {
    const found = series.findIndex((each) => each.attack === attack && each.model === model);
    return found === -1 ? undefined : found;
  };
  const fitting = Math.min(roomUp / attacks.length, roomAcross / models.length) - between;
  return {
    models,
    attacks,
    places: attacks.map((attack) => models.map((model) => place(attack, model))),
    size: Math.floor(Math.max(smallest, Math.min(largest, fitting))),
  };
}

function gridStyle({ models, size }: VerdictGrid): CSSProperties {
  // Types of React know no properties of one's own.
  return { '--models': models.length, '--mark-size': `${size}px` } as CSSProperties;
}

interface MarksProps {
  readonly outcomes: readonly string[];
  readonly gold: Gold;
  readonly grid: VerdictGrid;
}

/** Right or wrong, as small marks; the open scenario names them. */
function Marks({ outcomes, gold, grid }: MarksProps) {
  const { models, attacks, places } = grid;
  return (
    <span className="marks" aria-hidden="true" style={gridStyle(grid)}>
      {places.flatMap((line, attack) =>
        line.map((place, model) => {
          const state = place === undefined ? 'absent' : stateOfLetters(outcomes[place] ?? '', gold);
          return (
            <span
              key={`${attacks[attack]} ${models[model]}`}
              className={`mark mark-${state}`}
              data-mark={stateMarks[state]}
            />
          );
        }),
      )}
    </span>
  );
}

const outcomeOf = new Map<string, string>(
  Object.entries(outcomeLetters).map(([outcome, letter]) => [letter, outcome]),
);

/** Of all repeats together: verdicts count before what is none. */
function stateOfLetters(letters: string, gold: Gold): CellState {
  const states = new Set([...letters].map((letter) => stateOf(outcomeOf.get(letter) ?? 'absent', gold)));
  if (states.has('right') && states.has('wrong')) return 'mixed';
  return (['right', 'wrong', 'none', 'error'] as const).find((state) => states.has(state)) ?? 'absent';
}

/** The names of the models above their marks. */
export function GridHead({ grid }: { grid: VerdictGrid }) {
  const { models, attacks } = grid;
  const { shown } = useModelNames();
  return (
    <div className="grid-head" aria-hidden="true">
      <span className="hint">
        One column per model
        {attacks.length > 1 && <>, one line per attack: {attacks.map(attackLabel).join(', ')}</>}
      </span>
      <span className="marks" style={gridStyle(grid)}>
        {models.map((model) => (
          <span key={model} className="grid-name" title={model}>
            <bdi>{shortened(shown.get(model) ?? model)}</bdi>
          </span>
        ))}
      </span>
    </div>
  );
}

/** Of the name above a column, in CSS pixels. */
const [longestName, nameSize] = [150, 11];

/** A name as it is above a column. */
export function shortened(name: string): string {
  return fittingLabel(name, longestName, nameSize);
}

/** What the marks of the list mean, and the way to its texts. */
export function VerdictKey() {
  const shown = useShownTexts();
  const key: readonly (readonly [CellState, string])[] = [
    ['right', 'as labelled'],
    ['wrong', 'against the label'],
    ['none', 'no verdict'],
    ['absent', 'not asked'],
  ];
  return (
    <div className="hint key">
      {key.map(([state, words]) => (
        <span key={state}>
          <span className={`mark mark-${state}`} data-mark={stateMarks[state]} aria-hidden="true" /> {words}
        </span>
      ))}
      {!shown && (
        <button type="button" className="link" onClick={() => shownTexts.set(true)}>
          Show the texts
        </button>
      )}
    </div>
  );
}
