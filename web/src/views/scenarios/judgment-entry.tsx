import type { Message } from '../../../../src/core/model.ts';
import type { Gold } from '../../../../src/core/scenario.ts';
import type { JudgmentView } from '../../../../src/core/view/scenario-view.ts';
import { attackLabel } from '../../../../src/tables/format.ts';
import { ModelName } from '../../parts/model-name.tsx';
import { OutcomeTag } from '../../parts/outcome-tag.tsx';
import { AnswerText } from './answer-text.tsx';
import { PromptAsSent } from './prompt-as-sent.tsx';

interface JudgmentEntryProps {
  readonly judgment: JudgmentView;
  readonly gold: Gold;
  readonly prompts: readonly (readonly Message[])[];
}

/** What one model answered, and what it was asked. */
export function JudgmentEntry({ judgment, gold, prompts }: JudgmentEntryProps) {
  const { model, attack, repeat, outcome, call, prompt } = judgment;
  const verdict = outcome === 'biased' || outcome === 'unbiased';
  return (
    <details className="entry">
      <summary>
        <OutcomeTag outcome={outcome} /> <ModelName name={model} />
        <span className="hint">
          {' '}
          {attackLabel(attack)}
          {repeat > 0 && `, repeat ${repeat + 1}`}
          {verdict && (outcome === gold ? '' : ', against people')}
        </span>
      </summary>
      <AnswerText call={call} />
      <PromptAsSent messages={prompt === null ? null : (prompts[prompt] ?? null)} />
    </details>
  );
}
