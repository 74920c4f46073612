import type { Message } from '../../../../src/core/model.ts';
import type { ExplanationView } from '../../../../src/core/view/scenario-view.ts';
import { attackLabel } from '../../../../src/tables/format.ts';
import { Blurred } from '../../parts/blurred.tsx';
import { ModelName } from '../../parts/model-name.tsx';
import { ModelText } from '../../parts/model-text.tsx';
import { OutcomeTag } from '../../parts/outcome-tag.tsx';
import { Reasons } from '../explanations/reasons.tsx';
import { AnswerText } from './answer-text.tsx';
import { PromptAsSent } from './prompt-as-sent.tsx';

interface ExplanationEntryProps {
  readonly explanation: ExplanationView;
  readonly prompts: readonly (readonly Message[])[];
}

/** What a model wrote, and what others and people make of it. */
export function ExplanationEntry({ explanation, prompts }: ExplanationEntryProps) {
  const { model, attack, repeat, outcome, text, readings, ratings, call, prompt } = explanation;
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
      {readings.map((reading) => (
        <details key={`${reading.condition} ${reading.repeat}`} className="entry">
          <summary>
            <OutcomeTag outcome={reading.outcome} /> <ModelName name={reading.model} />
            {reading.model === model && <span className="hint"> its own</span>}
          </summary>
          <Blurred what="the reasons">
            <Reasons reasons={reading.reasons} />
          </Blurred>
          <AnswerText call={reading.call} />
          <PromptAsSent messages={messages(reading.prompt)} />
        </details>
      ))}
      <details className="more">
        <summary>Answer as it came</summary>
        <AnswerText call={call} />
        <PromptAsSent messages={messages(prompt)} />
      </details>
    </section>
  );
}
