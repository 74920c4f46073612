import { useState } from 'react';
import type { ShownScenario } from '../../src/report/shown-scenarios.ts';
import { Blurred } from '../src/parts/blurred.tsx';
import { ModelText } from '../src/parts/model-text.tsx';
import { OutcomeTag } from '../src/parts/outcome-tag.tsx';
import { ScrollRegion } from '../src/parts/scroll-region.tsx';
import { ScenarioWords } from './scenario-words.tsx';

/** A scenario that opens to its words and what every model said of it. */
export function ShownScenarioView({ scenario }: { scenario: ShownScenario }) {
  const [open, setOpen] = useState(false);
  const { dataset, category, variant, gold, answers } = scenario;
  const verdicts = answers.filter(({ outcome }) => outcome === 'biased' || outcome === 'unbiased');
  const missed = verdicts.filter(({ outcome }) => outcome !== gold).length;
  return (
    <details className="card shown-scenario" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <strong>
          <bdi>{dataset}</bdi> · <bdi>{category}</bdi> · <bdi>{variant}</bdi>
        </strong>
        <span>
          people: <OutcomeTag outcome={gold} />
        </span>
        <span>
          {missed} of {verdicts.length} verdicts differ from people’s
        </span>
      </summary>
      {open && <Contents scenario={scenario} />}
    </details>
  );
}

function Contents({ scenario: { text, answers, explanations } }: { scenario: ShownScenario }) {
  return (
    <Blurred what="texts">
      <ScenarioWords text={text} />
      <ScrollRegion label="Answers">
        <table className="answers-table">
          <caption className="unseen">Every model’s answers</caption>
          <thead>
            <tr>
              <th scope="col">model</th>
              <th scope="col">attack</th>
              <th scope="col">outcome</th>
              <th scope="col">answer</th>
            </tr>
          </thead>
          <tbody>
            {answers.map(({ model, attack, repeat, outcome, text: said }) => (
              <tr key={`${model}\n${attack}\n${repeat}`}>
                <th scope="row">
                  <bdi>{model}</bdi>
                </th>
                <td>
                  <bdi>{attack}</bdi>
                  {repeat > 0 && ` (repeat ${repeat + 1})`}
                </td>
                <td>
                  <OutcomeTag outcome={outcome} />
                </td>
                <td>
                  <ModelText text={said} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {explanations.length > 0 && (
        <>
          <h4>Explanations</h4>
          <dl>
            {explanations.map(({ model, text: said }) => (
              <div key={`${model}\n${said}`}>
                <dt>
                  <bdi>{model}</bdi>
                </dt>
                <dd>
                  <ModelText text={said} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Blurred>
  );
}
