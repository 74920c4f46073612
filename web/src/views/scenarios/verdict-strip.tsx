import type { ScenarioPage } from '../../../../src/core/view/scenario-view.ts';

const looks: Readonly<Record<string, string>> = { b: 'biased', u: 'unbiased', '-': 'absent', e: 'error' };

interface VerdictStripProps {
  readonly outcomes: readonly string[];
  readonly series: ScenarioPage['series'];
}

/** Every answer as a small mark, a group an attack; the open scenario names them. */
export function VerdictStrip({ outcomes, series }: VerdictStripProps) {
  const groups = Map.groupBy(outcomes.keys(), (place) => series[place]?.attack ?? '');
  return (
    <span className="strip" aria-hidden="true">
      {[...groups].map(([attack, places]) => (
        <span key={attack} className="strip-group">
          {places.map((place) =>
            [...(outcomes[place] ?? '')].map((letter, repeat) => (
              <span
                key={`${place}-${repeat.toFixed()}`}
                className={`mark mark-${looks[letter] ?? 'other'}`}
                title={`${series[place]?.model ?? ''}, ${attack}`}
              />
            )),
          )}
        </span>
      ))}
    </span>
  );
}
