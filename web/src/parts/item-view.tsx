import type { RatingItem } from '../../../src/core/rating.ts';
import { ModelText } from './model-text.tsx';
import { ScenarioParts } from './scenario-parts.tsx';

/** Scenario and explanation. Who wrote the explanation is not known here. */
export function ItemView({ item }: { item: RatingItem }) {
  return (
    <div className="item">
      <div className="scenario">
        <h2>Scenario</h2>
        <ScenarioParts scenario={item.scenario} />
      </div>
      <div className="explanation">
        <h2>Explanation</h2>
        <p>
          <ModelText text={item.explanation} />
        </p>
      </div>
    </div>
  );
}
