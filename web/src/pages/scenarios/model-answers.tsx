import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Message } from '../../../../src/core/model.ts';
import type { Gold } from '../../../../src/core/scenario.ts';
import type { CallView, ExplanationView, JudgmentView } from '../../../../src/core/view/scenario-view.ts';
import { attackLabel, formatCount } from '../../../../src/tables/format.ts';
import { Failed } from '../../components/layout/messages.tsx';
import { ModelName, OutcomeTag } from '../../components/tables/values.tsx';
import { Blurred } from '../../components/texts/blurred.tsx';
import { ModelText } from '../../components/texts/scenario-text.tsx';
import { useModelNames } from '../../data/model-names.tsx';
import { studySource } from '../../data/study-source.ts';
import { Reasons } from '../explanations/agreements-section.tsx';
import { NoteEditor } from './note-editor.tsx';

interface JudgmentAnswerProps {
  readonly judgment: JudgmentView;
  readonly gold: Gold;
  readonly prompts: readonly (readonly Message[])[];
  readonly scenarioId: string;
}

/** What one model answered, and what it was asked. */
export function JudgmentAnswer({ judgment, gold, prompts, scenarioId }: JudgmentAnswerProps) {
  const { model, attack, repeat, outcome, call, prompt } = judgment;
  const { shown } = useModelNames();
  const verdict = outcome === 'biased' || outcome === 'unbiased';
  const name = shown.get(model) ?? model;
  return (
    <section className="entry open-answer" aria-label={`Answer of ${name}, ${attackLabel(attack)}`}>
      <h4>
        <ModelName name={model} /> <OutcomeTag outcome={outcome} />
        <span className="hint">
          {' '}
          {attackLabel(attack)}
          {repeat > 0 && `, repeat ${repeat + 1}`}
          {verdict && (outcome === gold ? ', as labelled' : ', against the label')}
        </span>
      </h4>
      <AnswerText call={call} />
      <NoteEditor subject={{ scenarioId, call: call.number }} of={`the answer of ${name}`} />
      <PromptAsSent messages={prompt === null ? null : (prompts[prompt] ?? null)} />
    </section>
  );
}

interface ExplanationEntryProps {
  readonly explanation: ExplanationView;
  readonly prompts: readonly (readonly Message[])[];
  readonly scenarioId: string;
}

/** What a model wrote, and what others and people make of it. */
export function ExplanationEntry({ explanation, prompts, scenarioId }: ExplanationEntryProps) {
  const { shown } = useModelNames();
  const { model, attack, repeat, outcome, text, agreements, ratings, call, prompt } = explanation;
  const messages = (number: number | null) => (number === null ? null : (prompts[number] ?? null));
  return (
    <section className="entry open">
      <h4>
        <ModelName name={model} />
        <span className="hint">
          {' '}
          {attackLabel(attack)}
          {repeat > 0 && `, repeat ${repeat + 1}`}
        </span>
      </h4>
      {text === null ? (
        <p>
          <OutcomeTag outcome={outcome} />
        </p>
      ) : (
        <Blurred what="the explanation">
          <ModelText text={text} />
        </Blurred>
      )}
      {ratings.length > 0 && (
        <p className="hint">
          People rated it {ratings.map(({ value, count }) => `${value} (${count} ×)`).join(', ')}.
        </p>
      )}
      {agreements.map((agreement) => (
        <details key={`${agreement.condition} ${agreement.repeat}`} className="entry">
          <summary>
            <OutcomeTag outcome={agreement.outcome} /> <ModelName name={agreement.model} />
            {agreement.model === model && <span className="hint"> its own</span>}
          </summary>
          <Blurred what="the reasons">
            <Reasons reasons={agreement.reasons} />
          </Blurred>
          <AnswerText call={agreement.call} />
          <PromptAsSent messages={messages(agreement.prompt)} />
        </details>
      ))}
      <NoteEditor
        subject={{ scenarioId, call: call.number }}
        of={`the explanation of ${shown.get(model) ?? model}`}
      />
      <details className="more">
        <summary>Answer as it came</summary>
        <AnswerText call={call} />
        <PromptAsSent messages={messages(prompt)} />
      </details>
    </section>
  );
}

/** An answer as it came, with what is known of its call. */
export function AnswerText({ call }: { call: CallView }) {
  const [wanted, setWanted] = useState(false);
  const whole = useQuery({
    queryKey: ['call', call.number],
    queryFn: () => studySource.call?.(call.number) ?? call,
    enabled: wanted,
  });
  const shown = whole.data ?? call;
  const cut = shown.textLength > shown.text.length || shown.reasoningLength > (shown.reasoning?.length ?? 0);
  return (
    <>
      <Blurred what="the answer">
        {shown.reasoning !== null && shown.reasoning !== '' && (
          <details className="more">
            <summary>Reasoning</summary>
            <div className="raw">
              <ModelText text={shown.reasoning} />
            </div>
          </details>
        )}
        <div className="raw">
          {shown.text === '' ? <em>An empty answer.</em> : <ModelText text={shown.text} />}
        </div>
      </Blurred>
      {cut && (
        <p className="hint">
          The beginning of {formatCount(shown.textLength)} characters.{' '}
          {studySource.call === null ? (
            'The rest is not in this copy.'
          ) : (
            <button
              type="button"
              className="link"
              disabled={whole.isFetching}
              onClick={() => setWanted(true)}
            >
              Show all of it
            </button>
          )}
        </p>
      )}
      {whole.isError && (
        <Failed what="The whole answer" error={whole.error} onRetry={() => void whole.refetch()} />
      )}
      <p className="hint">{factsOf(call).join(' · ')}</p>
    </>
  );
}

function factsOf(call: CallView): string[] {
  return [
    new Date(call.answeredAt).toLocaleString(),
    `${(call.latencyMs / 1000).toFixed(1)} s`,
    ...(call.attempts > 1 ? [`${call.attempts} attempts`] : []),
    ...(call.inputTokens === null ? [] : [`${formatCount(call.inputTokens)} tokens in`]),
    ...(call.outputTokens === null ? [] : [`${formatCount(call.outputTokens)} out`]),
    ...(call.finish === 'stop' ? [] : [`ended by ${call.finish}`]),
    ...(call.servedModel === null ? [] : [`served by ${call.servedModel}`]),
    ...(call.notAccepted.length === 0 ? [] : [`not accepted: ${call.notAccepted.join(', ')}`]),
  ];
}

/** The messages that were sent; null where the text was imported. */
export function PromptAsSent({ messages }: { messages: readonly Message[] | null }) {
  if (messages === null) return <p className="hint">Imported: it was not asked for here.</p>;
  return (
    <details className="more">
      <summary>Prompt as sent</summary>
      <Blurred what="the prompt">
        <dl className="said">
          {messages.map(({ role, content }) => (
            <div key={`${role} ${content}`}>
              <dt>{role}</dt>
              <dd className="raw">
                <ModelText text={content} />
              </dd>
            </div>
          ))}
        </dl>
      </Blurred>
    </details>
  );
}
