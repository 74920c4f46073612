import { useState } from 'react';
import { countOf } from '../../src/core/plural.ts';
import type { ScenarioText } from '../../src/core/scenario.ts';
import type { ShownScenario, ShownScenarios } from '../../src/report/shown-scenarios.ts';
import { names } from '../../src/tables/format.ts';
import { ScrollRegion } from '../src/components/tables/table-frame.tsx';
import { ModelName, OutcomeTag } from '../src/components/tables/values.tsx';
import { Blurred } from '../src/components/texts/blurred.tsx';
import { ModelText } from '../src/components/texts/scenario-text.tsx';

const aPage = 25;
const all = '';

/** The scenarios that tell most, with what every model said of them. */
export function ScenarioPart({ shown: { scenarios, total, cut } }: { shown: ShownScenarios }) {
  const [dataset, setDataset] = useState(all);
  const [words, setWords] = useState('');
  const [most, setMost] = useState(aPage);
  if (scenarios.length === 0) return null;
  const found = scenarios.filter(
    (scenario) => (dataset === all || scenario.dataset === dataset) && holds(scenario, words),
  );
  return (
    <div className="scenario-part">
      <p>
        {scenarios.length === total
          ? `All ${total.toLocaleString('en-US')} scenarios, those on which verdicts differ most first.`
          : `${scenarios.length.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} scenarios: of each dataset those on which verdicts differ most. The others are left out here; “hvsb view” and “hvsb export” have them all.`}
        {cut > 0 && ` ${cut.toLocaleString('en-US')} long texts are cut.`} The texts repeat prejudice and are
        blurred until you ask for them.
      </p>
      <div className="choices">
        <label className="choice">
          <span>Dataset</span>
          <select value={dataset} onChange={({ target }) => setDataset(target.value)}>
            <option value={all}>all</option>
            {names(scenarios, (scenario) => scenario.dataset).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label className="choice">
          <span>With the words</span>
          <input type="search" value={words} onChange={({ target }) => setWords(target.value)} />
        </label>
      </div>
      <p role="status">{countOf(found.length, 'scenario')}</p>
      {found.slice(0, most).map((scenario) => (
        <ShownScenarioView key={scenario.id} scenario={scenario} />
      ))}
      {found.length > most && (
        <button type="button" onClick={() => setMost(most + aPage)}>
          Show {Math.min(aPage, found.length - most)} more
        </button>
      )}
    </div>
  );
}

function holds({ id, category, variant, text, answers }: ShownScenario, words: string): boolean {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return true;
  const whole = [id, category, variant, ...Object.values(text), ...answers.map((answer) => answer.text)]
    .join('\n')
    .toLowerCase();
  return wanted.every((word) => whole.includes(word));
}

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
          label: <OutcomeTag outcome={gold} />
        </span>
        <span>
          {missed} of {verdicts.length} verdicts differ from the label
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
                  <ModelName name={model} />
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
                  <ModelName name={model} />
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

/** A scenario as it was put to models, part by part. */
export function ScenarioWords({ text }: { text: ScenarioText }) {
  const { kind, ...parts } = text;
  return (
    <dl className={`scenario-words ${kind}`}>
      {Object.entries(parts).map(([name, words]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <ModelText text={words} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
