import { shownTexts, useShownTexts } from '../../parts/shown-texts.ts';

/** What the marks of the list mean, and the way to its texts. */
export function VerdictKey() {
  const shown = useShownTexts();
  return (
    <div className="hint key">
      <span>
        <span className="mark mark-biased" aria-hidden="true" /> biased
      </span>
      <span>
        <span className="mark mark-unbiased" aria-hidden="true" /> unbiased
      </span>
      <span>
        <span className="mark mark-other" aria-hidden="true" /> no verdict
      </span>
      <span>a mark a model, a group an attack</span>
      {!shown && (
        <button type="button" className="link" onClick={() => shownTexts.set(true)}>
          Show the texts
        </button>
      )}
    </div>
  );
}
