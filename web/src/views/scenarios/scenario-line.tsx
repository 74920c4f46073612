import { getRouteApi, Link } from '@tanstack/react-router';
import type { ScenarioPage, ScenarioRow } from '../../../../src/core/view/scenario-view.ts';
import { BlurredLine } from '../../parts/blurred-line.tsx';
import { OutcomeTag } from '../../parts/outcome-tag.tsx';
import { VerdictStrip } from './verdict-strip.tsx';

const route = getRouteApi('/scenarios');

interface ScenarioLineProps {
  readonly row: ScenarioRow;
  readonly series: ScenarioPage['series'];
  readonly open: boolean;
}

/** A scenario in the list: what it is, what people and models say of it. */
export function ScenarioLine({ row, series, open }: ScenarioLineProps) {
  const search = route.useSearch();
  return (
    <Link
      to="/scenarios"
      search={{ ...search, scenario: row.id }}
      resetScroll={false}
      className="scenario-line"
      aria-current={open ? 'true' : undefined}
      preload={false}
    >
      <span className="line-head">
        <OutcomeTag outcome={row.gold} />
        <span>
          {row.dataset} · <bdi>{row.category}</bdi> · <bdi>{row.variant}</bdi>
        </span>
        <span className="line-count">
          {row.verdicts === 0 ? 'no verdict' : `${row.missed} of ${row.verdicts} against people`}
        </span>
      </span>
      <span className="line-text">
        <BlurredLine text={row.excerpt} />
      </span>
      <VerdictStrip outcomes={row.outcomes} series={series} />
    </Link>
  );
}
