import { getRouteApi, Link } from '@tanstack/react-router';
import type { ScenarioPage, ScenarioRow } from '../../../../src/core/view/scenario-view.ts';
import { OutcomeTag } from '../../components/tables/values.tsx';
import { BlurredLine, shownTexts, useShownTexts } from '../../components/texts/blurred.tsx';
import { useModelNames } from '../../data/model-names.tsx';

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
      data-scenario={row.id}
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

const markNames: Readonly<Record<string, string>> = { b: 'biased', u: 'unbiased', '-': 'absent', e: 'error' };

interface VerdictStripProps {
  readonly outcomes: readonly string[];
  readonly series: ScenarioPage['series'];
}

/** Every answer as a small mark, a group an attack; the open scenario names them. */
export function VerdictStrip({ outcomes, series }: VerdictStripProps) {
  const { shown } = useModelNames();
  const groups = Map.groupBy(outcomes.keys(), (place) => series[place]?.attack ?? '');
  return (
    <span className="strip" aria-hidden="true">
      {[...groups].map(([attack, places]) => (
        <span key={attack} className="strip-group">
          {places.map((place) =>
            [...(outcomes[place] ?? '')].map((letter, repeat) => (
              <span
                key={`${place}-${repeat.toFixed()}`}
                className={`mark mark-${markNames[letter] ?? 'other'}`}
                title={`${shown.get(series[place]?.model ?? '') ?? ''}, ${attack}`}
              />
            )),
          )}
        </span>
      ))}
    </span>
  );
}

/** What the marks of the list mean, and the way to its texts. */
export function VerdictKey() {
  const shown = useShownTexts();
  return (
    <div className="hint key">
      <span>
        <span className="mark mark-biased" aria-hidden="true" /> biased
      </span>
      <span>
        <span className="mark mark-unbiased" aria-hidden="true" /> unbiased
      </span>
      <span>
        <span className="mark mark-other" aria-hidden="true" /> no verdict
      </span>
      <span>one mark per model, one group per attack</span>
      {!shown && (
        <button type="button" className="link" onClick={() => shownTexts.set(true)}>
          Show the texts
        </button>
      )}
    </div>
  );
}
