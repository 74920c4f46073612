import type { ReactNode } from 'react';

interface ViewHeadProps {
  readonly title: string;
  readonly lead: ReactNode;
  /** What the view can be switched by. */
  readonly children?: ReactNode;
}

/** The head of a view: its name, how to read it, its switches. */
export function ViewHead({ title, lead, children }: ViewHeadProps) {
  return (
    <header className="view-head">
      <title>{`${title} · hvsb`}</title>
      <div>
        <h1>{title}</h1>
        <p className="hint">{lead}</p>
      </div>
      <div className="choices">{children}</div>
    </header>
  );
}
