import { shownTexts, useShownTexts } from '../parts/shown-texts.ts';

/** Shows or blurs the scenarios and what models said of them, all over the page. */
export function TextSwitch() {
  const shown = useShownTexts();
  return (
    <label className="check">
      <input type="checkbox" checked={shown} onChange={({ target }) => shownTexts.set(target.checked)} />
      <span>Show offensive texts</span>
    </label>
  );
}
