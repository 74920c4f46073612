import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ScenarioDetail } from '../../../../src/core/view/scenario-view.ts';
import { studyQueries } from '../../data/study-queries.ts';
import { Asked } from '../../parts/asked.tsx';
import { Blurred } from '../../parts/blurred.tsx';
import { OutcomeTag } from '../../parts/outcome-tag.tsx';
import { ScenarioParts } from '../../parts/scenario-parts.tsx';
import { useSetSearch } from '../../router/use-set-search.ts';
import { ExplanationEntry } from './explanation-entry.tsx';
import { FailureList } from './failure-list.tsx';
import { JudgmentEntry } from './judgment-entry.tsx';

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
      <Asked query={query} what="the scenario">
        {(detail) => <Detail detail={detail} />}
      </Asked>
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
            · about <bdi>{scenario.group}</bdi>
          </>
        )}{' '}
        · item <bdi>{scenario.sourceId}</bdi>, row {scenario.sourceRow} · id <code>{scenario.id}</code>
        {!active && ' · inactive since a later preparation'}
      </p>
      <p>
        People say: <OutcomeTag outcome={scenario.gold} />
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
