import { type ReactNode, useState, useSyncExternalStore } from 'react';
import { browserStorage } from '../../data/browser-storage.ts';
import { ModelText } from './scenario-text.tsx';

interface BlurredProps {
  /** What is under the blur, as the button says it: `the scenario`. */
  readonly what: string;
  readonly children: ReactNode;
}

/** Text that may offend: blurred, and silent for a screen reader, until the reader asks for it. */
export function Blurred({ what, children }: BlurredProps) {
  const all = useShownTexts();
  const [own, setOwn] = useState(false);
  if (all || own) return children;
  return (
    <div className="blurred">
      <div className="blur" inert aria-hidden="true">
        {children}
      </div>
      <button type="button" className="small" onClick={() => setOwn(true)}>
        Show {what}
      </button>
    </div>
  );
}

/** One line of text that may offend, within something that has a name of its own: blurred until all texts are shown. */
export function BlurredLine({ text }: { text: string }) {
  const shown = useShownTexts();
  if (shown) return <ModelText text={text} />;
  return (
    <span className="blur" aria-hidden="true">
      <ModelText text={text} />
    </span>
  );
}

const key = 'hvsb/show-texts';
const listeners = new Set<() => void>();
let shown = browserStorage.read<boolean>(localStorage, key) === true;

/** Whether texts that repeat prejudice are readable; blurred until the reader asks, then as they left it. */
export const shownTexts = {
  get: (): boolean => shown,
  set(next: boolean): void {
    shown = next;
    browserStorage.write(localStorage, key, next);
    for (const listener of listeners) listener();
  },
};

export function useShownTexts(): boolean {
  return useSyncExternalStore(subscribe, shownTexts.get);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

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
