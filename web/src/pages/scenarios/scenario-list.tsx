import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { countOf } from '../../../../src/core/plural.ts';
import type { ScenarioQuery } from '../../../../src/core/view/scenario-view.ts';
import { Empty, Failed, Loading } from '../../components/layout/messages.tsx';
import { DownloadLink } from '../../components/tables/csv.tsx';
import { useModelNames } from '../../data/model-names.tsx';
import { studySource } from '../../data/study-source.ts';
import { GridHead, ScenarioLine, shortened, VerdictKey, verdictGrid } from './scenario-line.tsx';
import { positionOf, useScenarioQuery, useScenarioRows } from './scenario-rows.ts';

/** Of a row, in CSS pixels; styles/scenarios.css gives it. */
const rowHeight = 100;

/** The scenarios that match, as far as one looks. */
export function ScenarioList({ open }: { open: string | undefined }) {
  const query = useScenarioQuery();
  // Another query is another list, which begins at its top.
  return <Lines key={JSON.stringify(query)} query={query} open={open} />;
}

function Lines({ query, open }: { query: ScenarioQuery; open: string | undefined }) {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const { total, series, error, rowAt, retry } = useScenarioRows(query, range.first, range.last);
  const grid = useMemo(() => verdictGrid(series), [series]);
  const { shown } = useModelNames();
  const headHeight = headHeightOf(grid.models.map((model) => shown.get(model) ?? model));
  const list = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: total ?? 0,
    getScrollElement: () => list.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => setRange({ first, last }), [first, last]);
  useArrows(list);
  const isHidden = useOpenScenario(query, open, virtual);
  useFocusAfterClosing(list, open, virtual);
  if (error !== null && total === undefined) {
    return <Failed what="The scenarios" error={error} onRetry={retry} />;
  }
  if (total === undefined) return <Loading what="the scenarios" />;
  return (
    <>
      <div className="list-head">
        <p className="hint" role="status">
          {countOf(total, 'scenario')}
        </p>
        <VerdictKey />
        <DownloadLink href={studySource.files.scenarios(query)} of="these scenarios" />
      </div>
      {total === 0 && (
        <Empty title="No scenario matches.">
          <p>Take out a filter or a word; “Clear all” among the filters shows everything.</p>
        </Empty>
      )}
      {isHidden && <p className="hint">The open scenario is not among these: the filters leave it out.</p>}
      {error !== null && <Failed what="Some scenarios" error={error} onRetry={retry} />}
      <section ref={list} tabIndex={-1} className="scenario-list" aria-label="Scenarios that match">
        <div className="grid-place" style={{ height: headHeight }}>
          <GridHead grid={grid} />
        </div>
        <ul style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rowAt(index);
            return (
              <li
                key={index}
                aria-setsize={total}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start - headHeight}px)` }}
              >
                {row === undefined ? (
                  <p className="scenario-line waiting">Loading …</p>
                ) : (
                  <ScenarioLine row={row} grid={grid} open={row.id === open} />
                )}
              </li>
            );
          })}
        </ul>
      </section>
    </>
  );
}

/**
 * Scrolls to the scenario that is open, once, unless it is in sight.
 * @returns whether the list does not have it.
 */
function useOpenScenario(
  query: ScenarioQuery,
  open: string | undefined,
  virtual: Virtualizer<HTMLElement, Element>,
): boolean {
  const { data: position } = useQuery(positionOf(query, open));
  const shown = useRef<string>(undefined);
  const { options, range } = virtual;
  useEffect(() => {
    if (open === shown.current || typeof position !== 'number' || position >= options.count) return;
    shown.current = open;
    const inSight = range !== null && range.startIndex < position && position < range.endIndex;
    if (!inSight) virtual.scrollToIndex(position, { align: 'center' });
  });
  return open !== undefined && position === null;
}

/** Frames in which the line of a scenario that is closed is looked for: a list that was hidden is laid out first. */
const framesToWait = 20;

/** After a scenario is closed the keyboard continues at its line, and the list shows it. */
function useFocusAfterClosing(
  list: RefObject<HTMLElement | null>,
  open: string | undefined,
  virtual: Virtualizer<HTMLElement, Element>,
): void {
  const queries = useQueryClient();
  const query = useScenarioQuery();
  const before = useRef(open);
  useEffect(() => {
    const closed = before.current;
    before.current = open;
    if (closed === undefined || open !== undefined) return;
    const position = queries.getQueryData(positionOf(query, closed).queryKey);
    let frame = 0;
    const focus = (left: number) => {
      const line = list.current?.querySelector<HTMLElement>(`[data-scenario="${CSS.escape(closed)}"]`);
      if (line !== null && line !== undefined) return line.focus();
      if (typeof position !== 'number' || left === 0) return list.current?.focus();
      virtual.scrollToIndex(position, { align: 'center' });
      frame = requestAnimationFrame(() => focus(left - 1));
    };
    focus(framesToWait);
    return () => cancelAnimationFrame(frame);
  }, [list, open, queries, query, virtual]);
}

/** The names of models are upright above their marks. */
function headHeightOf(names: readonly string[]): number {
  return Math.ceil(24 + 6.4 * Math.max(6, ...names.map((name) => shortened(name).length)));
}

/** Up and down go from line to line, as in any list. */
function useArrows(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const move = (event: KeyboardEvent) => {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      const line = document.activeElement?.closest('li');
      if (by === 0 || line === null || line === undefined || !element.contains(line)) return;
      const wanted = `${Number(line.ariaPosInSet) + by}`;
      const next = [...element.querySelectorAll('li')].find(({ ariaPosInSet }) => ariaPosInSet === wanted);
      const link = next?.querySelector('a');
      if (link === null || link === undefined) return;
      event.preventDefault();
      link.focus();
    };
    element.addEventListener('keydown', move);
    return () => element.removeEventListener('keydown', move);
  });
}
