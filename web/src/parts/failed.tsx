import { Notice } from './notice.tsx';

/** Says what went wrong, and asks again when told to. */
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
