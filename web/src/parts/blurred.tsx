import { type ReactNode, useState } from 'react';
import { useShownTexts } from './shown-texts.ts';

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
