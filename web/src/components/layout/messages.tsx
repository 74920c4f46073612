import { Fragment, type ReactNode } from 'react';

/** A sentence that the reader should not miss. */
export function Notice({ kind, children }: { kind: 'problem' | 'warning' | 'good'; children: ReactNode }) {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'problem' ? 'alert' : undefined}>
      {children}
    </div>
  );
}

/** Says that there is nothing here and what would bring it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** A command to type: it breaks between its words, and not within an option. */
export function Command({ children }: { children: string }) {
  return (
    <code>
      {children.split(' ').map((word, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: words of a fixed sentence
        <Fragment key={place}>
          {place > 0 && ' '}
          <span className="word">{word}</span>
        </Fragment>
      ))}
    </code>
  );
}

/** Says what went wrong, with a button that asks again. */
export function Failed({ what, error, onRetry }: { what: string; error: Error; onRetry: () => void }) {
  return (
    <Notice kind="problem">
      <p>
        {what} could not be loaded. {error.message}
      </p>
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </Notice>
  );
}

/** Says what is on its way; shown after a moment, so that quick answers do not flicker. */
export function Loading({ what }: { what: string }) {
  return (
    <p className="loading" role="status">
      Loading {what} …
    </p>
  );
}
