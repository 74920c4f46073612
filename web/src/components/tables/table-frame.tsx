import { type ReactNode, useEffect, useRef, useState } from 'react';

/** What may be wider than the page scrolls by itself, by keyboard, too. */
export function ScrollRegion({ label, children }: { label: string; children: ReactNode }) {
  const region = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const element = region.current;
    if (element === null) return;
    const measure = () => setScrolls(element.scrollWidth > element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return (
    <section
      ref={region}
      className="scroll-region"
      aria-label={scrolls ? label : undefined}
      tabIndex={scrolls ? 0 : undefined}
    >
      {children}
    </section>
  );
}

interface SortHeaderProps {
  readonly column: { readonly label: string; readonly align?: 'right'; readonly wide?: true };
  readonly sorted: 'ascending' | 'descending' | null;
  readonly onSort: (descending: boolean) => void;
}

/** The head of a column; pressing it sorts by it, and the other way when it does already. */
export function SortHeader({ column, sorted, onSort }: SortHeaderProps) {
  const headClass = [column.align === 'right' && 'number', column.wide && 'wide'].filter(Boolean).join(' ');
  return (
    <th scope="col" aria-sort={sorted ?? undefined} className={headClass || undefined}>
      <button
        type="button"
        className="sort"
        onClick={() => onSort(sorted === null ? false : sorted === 'ascending')}
      >
        {column.label}
        <span aria-hidden="true" className="sort-mark">
          {sorted === 'ascending' ? '↑' : sorted === 'descending' ? '↓' : ''}
        </span>
      </button>
    </th>
  );
}
