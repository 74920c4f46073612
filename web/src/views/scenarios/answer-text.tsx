import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallView } from '../../../../src/core/view/scenario-view.ts';
import { formatCount } from '../../../../src/tables/format.ts';
import { studySource } from '../../data/study-source.ts';
import { Blurred } from '../../parts/blurred.tsx';
import { Failed } from '../../parts/failed.tsx';
import { ModelText } from '../../parts/model-text.tsx';

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
