import { useState } from 'react';
import type { ShownScenario, ShownScenarios } from '../../src/report/shown-scenarios.ts';
import { names } from '../../src/tables/format.ts';
import { ShownScenarioView } from './shown-scenario.tsx';

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
    <section className="report-part scenario-part" id="scenarios" aria-labelledby="scenarios-title">
      <h2 id="scenarios-title">Scenarios and answers</h2>
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
      <p role="status">
        {found.length === 1 ? '1 scenario' : `${found.length.toLocaleString('en-US')} scenarios`}
      </p>
      {found.slice(0, most).map((scenario) => (
        <ShownScenarioView key={scenario.id} scenario={scenario} />
      ))}
      {found.length > most && (
        <button type="button" onClick={() => setMost(most + aPage)}>
          Show {Math.min(aPage, found.length - most)} more
        </button>
      )}
    </section>
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
