import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useRef, useState } from 'react';
import type { KeyFacts, ModelEntry, ModelFacts, ModelTest } from '../../../../src/core/view/setup-page.ts';
import { setupApi } from '../../data/setup-api.ts';
import type { SetupPartProps } from './data-section.tsx';
import { Field, More, NumberField, SectionCard } from './fields.tsx';
import { type DraftActions, sentenceOf } from './use-draft.ts';

/** Who judges: models by name, with their keys, addresses and prices. */
export function ModelsSection({ state, actions, draft }: SetupPartProps) {
  const { models } = draft.form;
  const { allowHosts } = draft;
  const facts = useQuery({
    queryKey: ['setup-models', models, allowHosts],
    queryFn: () => setupApi.models(models, allowHosts),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const input = useRef<HTMLInputElement>(null);
  const change = (next: readonly ModelEntry[]) => actions.changeForm({ models: next });
  const add = (names: readonly string[]) => {
    const fresh = names.filter((name) => name !== '' && models.every(({ model }) => model !== name));
    if (fresh.length > 0) change([...models, ...fresh.map((model) => ({ model }))]);
  };
  return (
    <SectionCard
      id="models"
      title="2. Models"
      lead={
        <>
          Who judges, as <code>provider:model</code>. Baselines such as <code>baseline:coin</code> need no key
          and cost nothing.
        </>
      }
      problem={models.length === 0 ? 'Add at least one model.' : null}
    >
      <AddModel known={state.models} input={input} onAdd={(name) => add([name])} />
      <ul className="model-list" aria-label="Models of the study">
        {models.map((entry) => (
          <ModelRow
            key={entry.model}
            entry={entry}
            facts={facts.data?.find(({ model }) => model === entry.model)}
            actions={actions}
            allowHosts={allowHosts}
            onChange={(changed) =>
              change(models.map((each) => (each === entry ? { ...entry, ...changed } : each)))
            }
            onRemove={() => {
              change(models.filter((each) => each !== entry));
              input.current?.focus();
            }}
          />
        ))}
      </ul>
      <LocalServers chosen={models.map(({ model }) => model)} onAdd={(name) => add([name])} />
    </SectionCard>
  );
}

interface AddModelProps {
  readonly known: readonly string[];
  readonly input: React.RefObject<HTMLInputElement | null>;
  readonly onAdd: (name: string) => void;
}

function AddModel({ known, input, onAdd }: AddModelProps) {
  const [typed, setTyped] = useState('');
  const list = useId();
  const name = typed.trim();
  const problem = name !== '' && /\s/.test(name) ? 'A name of a model has no blanks.' : null;
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (name === '' || problem !== null) return;
    onAdd(name);
    setTyped('');
  };
  return (
    <form className="add-model" onSubmit={add}>
      <Field label="Add a model" problem={problem}>
        {(given) => (
          <input
            {...given}
            ref={input}
            type="text"
            list={list}
            placeholder="openai:gpt-4o-mini"
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
      </Field>
      <datalist id={list}>
        {known.map((model) => (
          <option key={model} value={model} />
        ))}
      </datalist>
      <button type="submit">Add</button>
    </form>
  );
}

interface ModelRowProps {
  readonly entry: ModelEntry;
  readonly facts: ModelFacts | undefined;
  readonly actions: DraftActions;
  readonly allowHosts: readonly string[];
  readonly onChange: (changed: Partial<ModelEntry>) => void;
  readonly onRemove: () => void;
}

function ModelRow({ entry, facts, actions, allowHosts, onChange, onRemove }: ModelRowProps) {
  const { model } = entry;
  const test = useMutation({ mutationFn: () => setupApi.test(entry, allowHosts) });
  return (
    <li className="model-row">
      <div className="model-head">
        <b>
          <bdi>{model}</bdi>
        </b>
        <span className="hint">{factsLine(facts)}</span>
        <span className="model-actions">
          <button type="button" className="small" disabled={test.isPending} onClick={() => test.mutate()}>
            {test.isPending ? 'Testing …' : 'Test'}
            <span className="unseen"> {model} with one call</span>
          </button>
          <button type="button" className="small" onClick={onRemove}>
            Remove<span className="unseen"> {model}</span>
          </button>
        </span>
      </div>
      {facts?.problem != null && <p className="field-problem">{facts.problem}</p>}
      {facts?.key != null && <KeyForm model={model} facts={facts.key} />}
      {facts?.foreignHost != null && (
        <ForeignHost host={facts.foreignHost} title={facts.title} onAllow={actions.allowHost} />
      )}
      <TestResult result={test.data} error={test.error} />
      {facts?.remote !== false && <ModelDetails entry={entry} facts={facts} onChange={onChange} />}
    </li>
  );
}

interface ForeignHostProps {
  readonly host: string;
  readonly title: string | null;
  readonly onAllow: (host: string) => void;
}

function ForeignHost({ host, title, onAllow }: ForeignHostProps) {
  return (
    <p className="field-problem">
      The key would be sent to {host}, which is not a host of {title}.{' '}
      <button type="button" className="small" onClick={() => onAllow(host)}>
        I trust {host}
      </button>
    </p>
  );
}

interface TestResultProps {
  readonly result: ModelTest | undefined;
  readonly error: Error | null;
}

function TestResult({ result, error }: TestResultProps) {
  return (
    <div role="status" className="test-result">
      {result !== undefined && (
        <>
          <p className={result.ok ? 'good-line' : 'field-problem'}>
            {result.ok ? 'It answers.' : 'It does not answer.'}
          </p>
          <ul className="hint">
            {result.steps.map((step) => (
              <li key={step}>
                <bdi>{step}</bdi>
              </li>
            ))}
            {result.advice !== null && <li>{result.advice}</li>}
          </ul>
        </>
      )}
      {error !== null && <p className="field-problem">{sentenceOf(error)}</p>}
    </div>
  );
}

function factsLine(facts: ModelFacts | undefined): string {
  if (facts === undefined || facts.problem !== null) return '';
  const { title, price } = facts;
  if (price === null) return `${title}; price not known`;
  if (price.input === 0 && price.output === 0) return `${title}; costs nothing`;
  return `${title}; $${price.input} and $${price.output} per million tokens in and out`;
}

interface ModelDetailsProps {
  readonly entry: ModelEntry;
  readonly facts: ModelFacts | undefined;
  readonly onChange: (changed: Partial<ModelEntry>) => void;
}

function ModelDetails({ entry, facts, onChange }: ModelDetailsProps) {
  // Half an address would make the study file wrong.
  const [url, setUrl] = useState(entry.baseUrl ?? '');
  const type = (typed: string) => {
    setUrl(typed);
    if (addressProblem(typed) === null) onChange({ baseUrl: typed.trim() === '' ? undefined : typed.trim() });
  };
  return (
    <More
      summary={
        <>
          Address and price<span className="unseen"> of {entry.model}</span>
        </>
      }
    >
      <Field
        label="Address of the server"
        hint="Only where it is not the usual one of the provider, for example http://127.0.0.1:8000/v1."
        problem={addressProblem(url)}
      >
        {(given) => (
          <input
            {...given}
            type="text"
            inputMode="url"
            spellCheck={false}
            value={url}
            onChange={({ target }) => type(target.value)}
          />
        )}
      </Field>
      <PriceFields price={entry.price} source={facts?.price?.source ?? null} onChange={onChange} />
    </More>
  );
}

/** Of one or several addresses, separated by commas or blanks; null for none. */
function addressProblem(typed: string): string | null {
  const urls = typed
    .split(/[\s,]+/)
    .filter((url) => url !== '')
    .map((url) => (/^https?:\/\/./.test(url) ? URL.parse(url) : null));
  if (urls.includes(null)) return 'Write an address that begins with http:// or https://.';
  return urls.some((url) => url?.username !== '' || url.password !== '')
    ? 'Leave name and password out: they would be in the study file. An address with them belongs into .env, for example as OPENAI_BASE_URL.'
    : null;
}

interface PriceFieldsProps {
  readonly price: ModelEntry['price'];
  /** Where the price is from that counts; null where none is known. */
  readonly source: string | null;
  readonly onChange: (changed: Pick<ModelEntry, 'price'>) => void;
}

function PriceFields({ price, source, onChange }: PriceFieldsProps) {
  const set = (input: number | null, output: number | null) =>
    onChange({
      price: input === null && output === null ? undefined : { input: input ?? 0, output: output ?? 0 },
    });
  return (
    <>
      <div className="choices">
        <NumberField
          label="Dollars per million tokens in"
          value={price?.input ?? null}
          mayBeZero
          onChange={(input) => set(input, price?.output ?? null)}
        />
        <NumberField
          label="Dollars per million tokens out"
          value={price?.output ?? null}
          mayBeZero
          onChange={(output) => set(price?.input ?? null, output)}
        />
      </div>
      <p className="hint">
        {source === null
          ? 'The price of this model is not known: without one the cost is not known, and no budget in dollars holds.'
          : `The price is ${source === 'given here' ? source : `from: ${source}`}.`}
      </p>
    </>
  );
}

function KeyForm({ model, facts }: { model: string; facts: KeyFacts }) {
  const { variables, needed, from } = facts;
  if (from === 'environment')
    return (
      <p className="hint">
        Key: found in the environment (<code>{variables.join(' or ')}</code>).
      </p>
    );
  if (from === '.env')
    return (
      <>
        <p className="hint" role="status">
          Key: found in .env.
        </p>
        <More
          summary={
            <>
              Change the key<span className="unseen"> for {model}</span>
            </>
          }
        >
          <KeyField model={model} variable={variables[0] ?? ''} />
        </More>
      </>
    );
  return (
    <>
      {needed && (
        <p className="field-problem">It needs a key, and there is none in the environment or in .env.</p>
      )}
      <KeyField model={model} variable={variables[0] ?? ''} />
    </>
  );
}

function KeyField({ model, variable }: { model: string; variable: string }) {
  const queries = useQueryClient();
  const [value, setValue] = useState('');
  const store = useMutation({
    mutationFn: () => setupApi.storeKey(variable, value),
    onSuccess: () => {
      setValue('');
      void queries.invalidateQueries({ queryKey: ['setup-models'] });
    },
  });
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() !== '') store.mutate();
  };
  return (
    <form className="add-model" onSubmit={save}>
      <Field
        label={`Key (${variable})`}
        hint="It is written into .env in the folder of the study, which only you can read. It is in no result, and this page never shows it again."
        problem={store.error === null ? null : sentenceOf(store.error)}
      >
        {(given) => (
          <input
            {...given}
            type="password"
            autoComplete="off"
            value={value}
            onChange={({ target }) => setValue(target.value)}
          />
        )}
      </Field>
      <button type="submit">
        Store the key<span className="unseen"> for {model}</span>
      </button>
    </form>
  );
}

function LocalServers({ chosen, onAdd }: { chosen: readonly string[]; onAdd: (name: string) => void }) {
  const servers = useQuery({
    queryKey: ['setup-servers'],
    queryFn: setupApi.servers,
    retry: false,
    staleTime: 10_000,
  });
  const found = servers.data ?? [];
  return (
    <More summary="Servers on this machine" opens={found.length > 0}>
      <div aria-live="polite">
        {found.length === 0 && (
          <p className="hint">
            {servers.isFetching
              ? 'Looking …'
              : 'None answers at the usual addresses of vLLM, SGLang, Ollama, llama.cpp and LM Studio.'}
          </p>
        )}
        {found.map(({ title, address, models }) => (
          <div key={address}>
            <p>
              {title} at <code>{address}</code>
              {models.length === 0 && ', without a model'}
            </p>
            <ul className="plain">
              {models.map((model) => (
                <li key={model}>
                  <button
                    type="button"
                    className="small"
                    disabled={chosen.includes(model)}
                    onClick={() => onAdd(model)}
                  >
                    Add <bdi>{model}</bdi>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      <button type="button" className="small" onClick={() => void servers.refetch()}>
        Look again
      </button>
    </More>
  );
}
