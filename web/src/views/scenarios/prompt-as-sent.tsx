import type { Message } from '../../../../src/core/model.ts';
import { Blurred } from '../../parts/blurred.tsx';
import { ModelText } from '../../parts/model-text.tsx';

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
