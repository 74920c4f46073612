/** The first thing that the keyboard meets. A button, since a fragment of the address may name the place. */
export function SkipLink() {
  return (
    <button type="button" className="skip-link" onClick={() => document.getElementById('main')?.focus()}>
      Skip to the page
    </button>
  );
}
