import { type RatingItem, type RatingValue, ratingQuestionIn } from '../../../../src/core/rating.ts';
import { ModelText, ScenarioParts } from '../../components/texts/scenario-text.tsx';

/** Scenario and explanation, or what models are asked about the scenario. Who wrote the explanation is not known here. */
export function ItemView({ item }: { item: RatingItem }) {
  return (
    <>
      {item.question !== undefined && <p className="asked">{item.question}</p>}
      <div className="item">
        <div className="scenario">
          <h2>Scenario</h2>
          <ScenarioParts scenario={item.scenario} isAsked={item.explanation === null} />
        </div>
        {item.explanation !== null && (
          <div className="explanation">
            <h2>Explanation</h2>
            <p>
              <ModelText text={item.explanation} />
            </p>
          </div>
        )}
      </div>
    </>
  );
}

/** What the buttons below an item answer: a question that models are asked comes before the text. */
export function legendOf({ question, language }: RatingItem): string {
  return question === undefined ? ratingQuestionIn(language) : 'Your answer';
}

interface ValueButtonsProps {
  readonly legend: string;
  /** One a point of the scale, lowest first. */
  readonly labels: readonly string[];
  readonly chosen: RatingValue | null;
  readonly disabled: boolean;
  /** Whether the keys of the digits do the same. */
  readonly keys: boolean;
  readonly onChoose: (value: RatingValue) => void;
}

/** The scale as a button a point; pressing one is the answer. */
export function ValueButtons({ legend, labels, chosen, disabled, keys, onChoose }: ValueButtonsProps) {
  return (
    <fieldset className="values">
      <legend>{legend}</legend>
      {labels.map((label, index) => {
        const value = index + 1;
        return (
          <button
            key={value}
            type="button"
            className="value"
            aria-pressed={chosen === value}
            aria-keyshortcuts={keys ? `${value}` : undefined}
            disabled={disabled}
            onClick={() => onChoose(value)}
          >
            <span className="digit">{value}</span> <span>{label}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
