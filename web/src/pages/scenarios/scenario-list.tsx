import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { ScenarioQuery } from '../../../../src/core/view/scenario-view.ts';
import { formatCount } from '../../../../src/tables/format.ts';
import { Empty, Failed, Loading } from '../../components/layout/messages.tsx';
import { DownloadLink } from '../../components/tables/csv.tsx';
import { studySource } from '../../data/study-source.ts';
import { ScenarioLine, VerdictKey } from './scenario-line.tsx';
import { useScenarioQuery, useScenarioRows } from './scenario-rows.ts';

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
  const list = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: total ?? 0,
    getScrollElement: () => list.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => setRange({ first, last }), [first, last]);
  useArrows(list);
  if (error !== null && total === undefined) {
    return <Failed what="The scenarios" error={error} onRetry={retry} />;
  }
  if (total === undefined) return <Loading what="the scenarios" />;
  return (
    <>
      <div className="list-head">
        <p className="hint" role="status">
          {formatCount(total)} {total === 1 ? 'scenario' : 'scenarios'}
        </p>
        <VerdictKey />
        <DownloadLink href={studySource.files.scenarios(query)} of="these scenarios" />
      </div>
      {total === 0 && (
        <Empty title="No scenario matches.">
          <p>Take out a filter or a word; “Clear all” among the filters shows everything.</p>
        </Empty>
      )}
      {error !== null && <Failed what="Some scenarios" error={error} onRetry={retry} />}
      <section ref={list} className="scenario-list" aria-label="Scenarios that match">
        <ul style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rowAt(index);
            return (
              <li
                key={index}
                aria-setsize={total}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start}px)` }}
              >
                {row === undefined ? (
                  <p className="scenario-line waiting">Loading …</p>
                ) : (
                  <ScenarioLine row={row} series={series} open={row.id === open} />
                )}
              </li>
            );
          })}
        </ul>
      </section>
    </>
  );
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
