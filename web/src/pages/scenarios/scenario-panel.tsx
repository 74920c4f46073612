import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { questionTitle } from '../../../../src/core/judge-question.ts';
import type {
  ConditionView,
  FailureView,
  JudgmentView,
  ScenarioDetail,
} from '../../../../src/core/view/scenario-view.ts';
import { formatCount } from '../../../../src/tables/format.ts';
import { QueryResult } from '../../components/layout/query-result.tsx';
import { ModelName, OutcomeTag } from '../../components/tables/values.tsx';
import { Blurred } from '../../components/texts/blurred.tsx';
import { ScenarioParts } from '../../components/texts/scenario-text.tsx';
import { studyQueries } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';
import { ExplanationEntry, JudgmentAnswer } from './model-answers.tsx';
import { NoteEditor } from './note-editor.tsx';
import type { ScenarioSteps } from './scenario-rows.ts';
import { keyOf, VerdictMatrix } from './verdict-matrix.tsx';

interface ScenarioPanelProps {
  readonly id: string;
  readonly steps: ScenarioSteps;
}

/** One scenario with all that was said of it. */
export function ScenarioPanel({ id, steps: { position, total, step } }: ScenarioPanelProps) {
  const query = useQuery(studyQueries.scenario(id));
  const setSearch = useSetSearch();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus({ preventScroll: true }), []);
  const close = () => setSearch({ scenario: undefined, answer: undefined });
  return (
    <section
      ref={panel}
      tabIndex={-1}
      className="card scenario-panel"
      aria-label="The scenario"
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <div className="panel-head">
        <h2>Scenario{position !== null && ` ${formatCount(position + 1)} of ${formatCount(total)}`}</h2>
        <div className="files">
          <button
            type="button"
            className="small"
            aria-keyshortcuts="k"
            disabled={position === 0}
            onClick={() => step(-1)}
          >
            Previous <kbd>k</kbd>
          </button>
          <button
            type="button"
            className="small"
            aria-keyshortcuts="j"
            disabled={position !== null && position + 1 >= total}
            onClick={() => step(1)}
          >
            Next <kbd>j</kbd>
          </button>
          <button type="button" className="small" onClick={close}>
            Back to the list
          </button>
        </div>
      </div>
      <QueryResult query={query} what="the scenario">
        {(detail) => <Detail detail={detail} />}
      </QueryResult>
    </section>
  );
}

function Detail({ detail }: { detail: ScenarioDetail }) {
  const { scenario, active, judgments, explanations, failures, prompts } = detail;
  const counted = judgments.filter((judgment) => judgment.counted);
  return (
    <>
      <p className="hint">
        {scenario.dataset} · <bdi>{scenario.category}</bdi> · <bdi>{scenario.variant}</bdi>
        {scenario.group !== null && (
          <>
            {' '}
            · group: <bdi>{scenario.group}</bdi>
          </>
        )}{' '}
        · item <bdi>{scenario.sourceId}</bdi>, row {scenario.sourceRow} · id <code>{scenario.id}</code>
        {!active && ' · inactive since a later preparation'}
      </p>
      <p>
        Label: <OutcomeTag outcome={scenario.gold} />
        {scenario.control && ' (a control)'}
      </p>
      <Blurred what="the scenario">
        <ScenarioParts scenario={scenario.text} />
      </Blurred>
      <NoteEditor subject={{ scenarioId: scenario.id, call: null }} of="the scenario" />
      <h3>Judgments</h3>
      {judgments.length === 0 && failures.length === 0 && <p className="hint">No model judged it.</p>}
      {(counted.length > 0 || failures.length > 0) && (
        <VerdictMatrix
          caption="Judgments by model and attack"
          judgments={counted}
          failures={failures}
          gold={scenario.gold}
        />
      )}
      <OpenAnswer detail={detail} of={counted} />
      <OtherJudgments detail={detail} />
      {explanations.length > 0 && (
        <>
          <h3>Explanations</h3>
          <div className="explanation-columns">
            {explanations.map((explanation) => (
              <ExplanationEntry
                key={explanation.number}
                explanation={explanation}
                prompts={prompts}
                scenarioId={scenario.id}
              />
            ))}
          </div>
        </>
      )}
      <FailureList failures={failures} />
    </>
  );
}

const route = getRouteApi('/scenarios');

interface OpenAnswerProps {
  readonly detail: ScenarioDetail;
  /** Those that a matrix shows. */
  readonly of: readonly JudgmentView[];
}

/** The answer whose cell is pressed. */
function OpenAnswer({ detail: { scenario, prompts }, of }: OpenAnswerProps) {
  const { answer } = route.useSearch();
  const open = of.find((judgment) => keyOf(judgment) === answer);
  if (open === undefined) {
    return of.length === 0 ? null : <p className="hint">Press a verdict to read the answer.</p>;
  }
  return <JudgmentAnswer judgment={open} gold={scenario.gold} prompts={prompts} scenarioId={scenario.id} />;
}

/** Judgments that do not count here: in other wordings, with other prompt packs, or under earlier conditions. */
function OtherJudgments({ detail }: { detail: ScenarioDetail }) {
  const { answer } = route.useSearch();
  const conditions = useQuery(studyQueries.conditions).data;
  const { judgments, scenario } = detail;
  const others = judgments.filter(({ counted }) => !counted);
  if (others.length === 0 || conditions === undefined) return null;
  const byNumber = new Map(conditions.map((condition) => [condition.number, condition]));
  const groups = Map.groupBy(others, ({ condition }) => titleOf(byNumber.get(condition)));
  return (
    <details className="more" open={others.some((judgment) => keyOf(judgment) === answer) || undefined}>
      <summary>
        {formatCount(others.length)} other judgments: other wordings, prompt packs and earlier conditions
      </summary>
      <p className="hint">They enter no rate that this page shows.</p>
      {[...groups].map(([title, own]) => (
        <section key={title} aria-label={title}>
          <h4>
            <bdi>{title}</bdi>
          </h4>
          <VerdictMatrix caption={title} judgments={own} failures={[]} gold={scenario.gold} />
          <OpenAnswer detail={detail} of={own} />
        </section>
      ))}
    </details>
  );
}

/** How a condition asked: its prompt pack, and the question's wording and labels. */
function titleOf(condition: ConditionView | undefined): string {
  if (condition === undefined) return 'Earlier conditions';
  const { promptPack, question } = condition;
  if (question === null) return promptPack;
  return `${promptPack}, ${questionTitle(question)}`;
}

/** What was asked of the scenario and failed; nothing where nothing did. */
export function FailureList({ failures }: { failures: readonly FailureView[] }) {
  if (failures.length === 0) return null;
  return (
    <>
      <h3>Failed, and pending</h3>
      <ul className="plain">
        {failures.map((failure) => (
          <li key={`${failure.stage} ${failure.model} ${failure.attack} ${failure.repeat}`}>
            <ModelName name={failure.model} />: {failure.stage}, {failure.attack}. {failure.reason}
            {failure.status !== null && ` (${failure.status})`}, {failure.attempts} attempts:{' '}
            <bdi>{failure.message}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}
