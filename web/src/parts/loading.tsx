/** Says what is on its way; shown after a moment, so that quick answers do not flicker. */
export function Loading({ what }: { what: string }) {
  return (
    <p className="loading" role="status">
      Loading {what} …
    </p>
  );
}
