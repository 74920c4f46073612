import { type ReactNode, useState } from 'react';
import { useShownTexts } from './shown-texts.ts';

interface VeiledProps {
  /** What is under the veil, as the button says it: `the scenario`. */
  readonly what: string;
  readonly children: ReactNode;
}

/** Text that may offend: blurred, and silent for a screen reader, until the reader asks for it. */
export function Veiled({ what, children }: VeiledProps) {
  const all = useShownTexts();
  const [own, setOwn] = useState(false);
  if (all || own) return children;
  return (
    <div className="veiled">
      <div className="veil" inert aria-hidden="true">
        {children}
      </div>
      <button type="button" className="small" onClick={() => setOwn(true)}>
        Show {what}
      </button>
    </div>
  );
}
