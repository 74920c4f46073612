import { type ReactNode, useEffect, useRef, useState } from 'react';

/** What is hidden of a table's end is empty up to here: the padding of its last column. */
const paddingPixels = 10;

/**
 * What may be wider than the page scrolls by itself, by keyboard, too, and says so: its right edge fades and a line below
 * it says that there is more, as scroll bars are hidden on many systems.
 */
export function ScrollRegion({ label, children }: { label: string; children: ReactNode }) {
  const region = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  const [hasMore, setHasMore] = useState(false);
  useEffect(() => {
    const element = region.current;
    if (element === null) return;
    const measure = () => {
      const { scrollWidth, clientWidth, scrollLeft } = element;
      setScrolls(scrollWidth - clientWidth > paddingPixels);
      setHasMore(scrollWidth - clientWidth - scrollLeft > paddingPixels);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  return (
    <>
      <section
        ref={region}
        className={hasMore ? 'scroll-region has-more' : 'scroll-region'}
        aria-label={scrolls ? label : undefined}
        tabIndex={scrolls ? 0 : undefined}
      >
        {children}
      </section>
      {scrolls && (
        <p className="hint scroll-hint" aria-hidden="true">
          {hasMore ? 'More columns to the right →' : '← Scrolled to the last column'}
        </p>
      )}
    </>
  );
}

/** In letters. */
const longestWord = 16;

/** Whether the label of a column may break anywhere on paper, as it has a word that a narrow column has no room for. */
export function hasLongWord(label: string): boolean {
  return label.split(/[\s-]/).some((word) => word.length > longestWord);
}

interface SortHeaderProps {
  readonly column: {
    readonly label: string;
    readonly align?: 'right';
    readonly wide?: true;
    readonly ofName?: boolean;
  };
  readonly sorted: 'ascending' | 'descending' | null;
  readonly onSort: (descending: boolean) => void;
}

/** The head of a column; pressing it sorts by it, and the other way when it does already. */
export function SortHeader({ column, sorted, onSort }: SortHeaderProps) {
  const headClass = [column.align === 'right' && 'number', column.wide && 'wide', column.ofName && 'of-name']
    .filter(Boolean)
    .join(' ');
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
