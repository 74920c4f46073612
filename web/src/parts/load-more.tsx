interface LoadMoreProps {
  readonly shown: number;
  /** Null where nobody counted. */
  readonly total: number | null;
  readonly busy: boolean;
  /** Null where everything is shown. */
  readonly onMore: (() => void) | null;
}

/** How many rows are shown, and the next of them. */
export function LoadMore({ shown, total, busy, onMore }: LoadMoreProps) {
  return (
    <div className="load-more">
      <p className="hint" role="status">
        {shown.toLocaleString('en-US')}
        {total === null ? '' : ` of ${total.toLocaleString('en-US')}`} shown
      </p>
      {onMore !== null && (
        <button type="button" disabled={busy} onClick={onMore}>
          {busy ? 'Loading …' : 'Show more'}
        </button>
      )}
    </div>
  );
}
