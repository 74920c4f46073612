import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { FailureView, ScenarioDetail } from '../../../../src/core/view/scenario-view.ts';
import { QueryResult } from '../../components/layout/query-result.tsx';
import { ModelName, OutcomeTag } from '../../components/tables/values.tsx';
import { Blurred } from '../../components/texts/blurred.tsx';
import { ScenarioParts } from '../../components/texts/scenario-text.tsx';
import { studyQueries } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';
import { ExplanationEntry, JudgmentEntry } from './model-answers.tsx';

/** One scenario with all that was said of it. */
export function ScenarioPanel({ id }: { id: string }) {
  const query = useQuery(studyQueries.scenario(id));
  const setSearch = useSetSearch();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const close = () => setSearch({ scenario: undefined });
  return (
    <section
      ref={panel}
      tabIndex={-1}
      className="card scenario-panel"
      aria-label="The scenario"
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <div className="panel-head">
        <h2>Scenario</h2>
        <button type="button" className="small" onClick={close}>
          Back to the list
        </button>
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
  const earlier = judgments.filter((judgment) => !judgment.counted);
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
      <h3>Judgments</h3>
      {judgments.length === 0 && <p className="hint">No model judged it.</p>}
      {counted.map((judgment) => (
        <JudgmentEntry
          key={`${judgment.condition} ${judgment.repeat}`}
          judgment={judgment}
          gold={scenario.gold}
          prompts={prompts}
        />
      ))}
      {earlier.length > 0 && (
        <details className="more">
          <summary>{earlier.length} judgments under earlier conditions, which enter no rate</summary>
          {earlier.map((judgment) => (
            <JudgmentEntry
              key={`${judgment.condition} ${judgment.repeat}`}
              judgment={judgment}
              gold={scenario.gold}
              prompts={prompts}
            />
          ))}
        </details>
      )}
      {explanations.length > 0 && <h3>Explanations</h3>}
      {explanations.map((explanation) => (
        <ExplanationEntry key={explanation.number} explanation={explanation} prompts={prompts} />
      ))}
      <FailureList failures={failures} />
    </>
  );
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
