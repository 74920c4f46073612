import { getRouteApi } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import { noAttack } from '../../../../src/core/condition.ts';
import type { Gold } from '../../../../src/core/scenario.ts';
import type { FailureView, JudgmentView } from '../../../../src/core/view/scenario-view.ts';
import { attackLabel } from '../../../../src/tables/format.ts';
import { ScrollRegion } from '../../components/tables/table-frame.tsx';
import { ModelName } from '../../components/tables/values.tsx';
import { useModelNames } from '../../data/model-names.tsx';
import { useSetSearch } from '../../router/search.ts';

const route = getRouteApi('/scenarios');

/** What became of one question, beside its gold label. */
export type CellState = 'right' | 'wrong' | 'mixed' | 'none' | 'error' | 'absent';

/** Of an answer by its outcome. */
export function stateOf(outcome: string, gold: Gold): CellState {
  if (outcome === 'biased' || outcome === 'unbiased') return outcome === gold ? 'right' : 'wrong';
  return outcome === 'error' || outcome === 'absent' ? outcome : 'none';
}

export const stateMarks: Readonly<Record<CellState, string>> = {
  right: '✓',
  wrong: '✗',
  mixed: '◪',
  none: '–',
  error: '!',
  absent: '',
};

const stateWords: Readonly<Record<CellState, string>> = {
  right: 'as labelled',
  wrong: 'against the label',
  mixed: 'partly as labelled',
  none: 'no verdict',
  error: 'failed',
  absent: 'not asked',
};

interface VerdictMatrixProps {
  readonly caption: string;
  readonly judgments: readonly JudgmentView[];
  readonly failures: readonly FailureView[];
  readonly gold: Gold;
}

/** Who judged how under which attack: a row a model, a column an attack. A cell opens its answer; arrow keys go from cell to cell. */
export function VerdictMatrix({ caption, judgments, failures, gold }: VerdictMatrixProps) {
  const failed = failures.filter(({ stage }) => stage === 'judge');
  const models = [...new Set([...judgments, ...failed].map(({ model }) => model))];
  const attacks = attacksOf([...judgments, ...failed]);
  return (
    <ScrollRegion label={caption}>
      <table className="verdict-matrix" onKeyDown={goByArrows}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            <td />
            {attacks.map((attack) => (
              <th key={attack} scope="col">
                <bdi>{attackLabel(attack)}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={model}>
              <th scope="row">
                <ModelName name={model} />
              </th>
              {attacks.map((attack) => {
                const own = judgments.filter((each) => each.model === model && each.attack === attack);
                const isFailed = failed.some((each) => each.model === model && each.attack === attack);
                return (
                  <td key={attack}>
                    {own.map((judgment) => (
                      <VerdictCell key={keyOf(judgment)} judgment={judgment} gold={gold} />
                    ))}
                    {own.length === 0 && <span className="hint">{isFailed ? 'failed' : 'not asked'}</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** Without an attack first, the others as they come. */
function attacksOf(answers: readonly { readonly attack: string }[]): readonly string[] {
  const attacks = [...new Set(answers.map(({ attack }) => attack))];
  return attacks.toSorted((one, other) => Number(other === noAttack) - Number(one === noAttack));
}

/** Names an answer in the address. */
export function keyOf({ condition, repeat }: Pick<JudgmentView, 'condition' | 'repeat'>): string {
  return `${condition}.${repeat}`;
}

function VerdictCell({ judgment, gold }: { judgment: JudgmentView; gold: Gold }) {
  const { shown } = useModelNames();
  const { answer } = route.useSearch();
  const setSearch = useSetSearch();
  const { model, attack, repeat, outcome } = judgment;
  const state = stateOf(outcome, gold);
  const key = keyOf(judgment);
  const again = repeat === 0 ? '' : `, repeat ${repeat + 1}`;
  return (
    <button
      type="button"
      className={`cell cell-${state}`}
      aria-pressed={answer === key}
      aria-label={`${shown.get(model) ?? model}, ${attackLabel(attack)}${again}: ${outcome}, ${stateWords[state]}`}
      onClick={() => setSearch({ answer: answer === key ? undefined : key })}
    >
      <span aria-hidden="true" className="cell-mark">
        {stateMarks[state]}
      </span>{' '}
      {outcome}
    </button>
  );
}

const moves: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function goByArrows(event: KeyboardEvent<HTMLTableElement>): void {
  const move = moves[event.key];
  const cell = document.activeElement?.closest('td');
  const row = cell?.closest('tr');
  if (move === undefined || cell === null || cell === undefined || row === null || row === undefined) return;
  const next = event.currentTarget.rows[row.rowIndex + move[0]]?.cells[cell.cellIndex + move[1]];
  const button = next?.querySelector('button');
  if (button === null || button === undefined) return;
  event.preventDefault();
  button.focus();
}
