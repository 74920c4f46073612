import { scenarioId } from '../../core/hashes.ts';
import type { Scenario, ScenarioContent } from '../../core/scenario.ts';
import { isTwinDataset, type TwinVariant, twinsOf } from '../../core/twins.ts';
import type { Store, StoredQuestion, StoredScenario } from '../../store/contract/store.ts';
import { spreadDraw } from '../sample.ts';
import { deriveTwin, sentenceGroups, type TwinSource } from './derive-twins.ts';
import { isGroupName } from './group-lexicon.ts';
import { countName } from './swap-names.ts';

/** What twins are made of. */
export interface TwinRequest {
  readonly store: Store;
  /** Of these datasets; all that have what twins are made of if absent. */
  readonly datasets?: readonly string[] | undefined;
  /** Sets of each dataset; all if absent. */
  readonly size?: number | undefined;
  readonly seed: number;
  /** Sets that a reviewer does not accept, by `TwinSet.set`. */
  readonly refused?: ReadonlySet<string> | undefined;
}

/** A scenario and its twin, or why there is none: a row of the file for review. */
export interface TwinSet {
  readonly dataset: string;
  /** Id of the scenario that it was made from; of a published pair, its cluster. */
  readonly set: string;
  readonly category: string;
  readonly cluster: string;
  /** `made`: stored; `not drawn`: left out by the size; `refused`: by a reviewer; `rejected`: a rule is broken. */
  readonly state: 'made' | 'not drawn' | 'refused' | 'rejected';
  /** Of `rejected`. */
  readonly reason: string;
  readonly method: 'replaced' | 'exchanged' | 'published' | '';
  readonly group: string;
  readonly twinGroup: string;
  readonly original: string;
  readonly twin: string;
}

/** What was made of one dataset. */
export interface TwinsMade {
  readonly dataset: string;
  /** The dataset that the twins are stored under. */
  readonly twins: string;
  readonly sets: number;
  readonly rejected: number;
  readonly scenarios: number;
}

interface Candidate {
  readonly set: Omit<TwinSet, 'state'>;
  readonly members: readonly Scenario[];
}

/**
 * Makes twins of the stored scenarios and stores them, each with the scenario that it is a twin of, as a dataset of their
 * own; what was made before is replaced. Of BBQ and datasets after it: the stereotype answers, by the annotation of the
 * item. Of CrowS-Pairs: the pairs as they were published.
 *
 * @returns what was made, and every set with its state.
 */
export async function makeTwins(
  request: TwinRequest,
): Promise<{ readonly made: readonly TwinsMade[]; readonly sets: readonly TwinSet[] }> {
  const { store, refused = new Set<string>() } = request;
  const names = (await store.scenarioNames({})).datasets.filter((dataset) => !isTwinDataset(dataset));
  const datasets = request.datasets ?? names;
  const [made, sets]: [TwinsMade[], TwinSet[]] = [[], []];
  for (const dataset of datasets) {
    const candidates = [
      ...(await answerCandidates(store, dataset, request.seed)),
      ...(await sentenceCandidates(store, dataset)),
    ];
    if (candidates.length === 0) continue;
    const good = candidates.filter(({ set, members }) => members.length > 0 && !refused.has(set.set));
    const drawn = new Set(draw(good, request));
    const stateOf = ({ set, members }: Candidate): TwinSet['state'] =>
      members.length === 0 ? 'rejected' : refused.has(set.set) ? 'refused' : 'not drawn';
    sets.push(
      ...candidates.map((one) => ({ ...one.set, state: drawn.has(one) ? ('made' as const) : stateOf(one) })),
    );
    const scenarios = [...drawn].flatMap(({ members }) => members);
    await store.replaceScenarios(twinsOf(dataset), null, inOneBatch(scenarios));
    const rejected = candidates.filter(({ members }) => members.length === 0).length;
    made.push({
      dataset,
      twins: twinsOf(dataset),
      sets: drawn.size,
      rejected,
      scenarios: scenarios.length,
    });
  }
  return { made, sets };
}

async function* inOneBatch(scenarios: readonly Scenario[]): AsyncGenerator<Scenario> {
  yield* scenarios;
}

/** In proportion to the categories, from as many clusters as there can be; the same for the same seed. */
function draw(candidates: readonly Candidate[], { size, seed }: TwinRequest): readonly Candidate[] {
  if (size === undefined || candidates.length <= size) return candidates;
  const drawable = candidates.map((candidate) => {
    const { set: id, category: stratum, cluster } = candidate.set;
    return { id, stratum, cluster, candidate };
  });
  return spreadDraw(drawable, size, seed).map(({ candidate }) => candidate);
}

type AnswerScenario = TwinSource['scenario'];

async function answerCandidates(store: Store, dataset: string, seed: number): Promise<readonly Candidate[]> {
  const scenarios: AnswerScenario[] = [];
  const texts = new Set<string>();
  for await (const batch of store.scenarios({ datasets: [dataset], forms: ['answer'], gold: 'biased' })) {
    for (const scenario of batch) {
      if (!isAnswer(scenario) || scenario.language !== undefined) continue;
      texts.add(textKey(scenario));
      if (scenario.variant.endsWith('-stereotype')) scenarios.push(scenario);
    }
  }
  if (scenarios.length === 0) return [];
  const questions = await questionsBySource(store, dataset);
  const categories = Map.groupBy(scenarios, ({ category }) => category);
  return [...categories.values()].flatMap((own) => {
    const groups = [...new Set(own.flatMap(({ group }) => group ?? []))];
    const names = groups.filter(
      (group) =>
        isGroupName(group) &&
        own.some(({ text, group: of }) => of === group && countName(text.answer, group) > 0),
    );
    return own.flatMap((scenario) => {
      const question = questions.get(scenario.sourceId);
      if (question === undefined) return [];
      return [answerCandidate({ scenario, question, names, groups, seed }, texts)];
    });
  });
}

function isAnswer(scenario: StoredScenario): scenario is StoredScenario & AnswerScenario {
  return scenario.text.kind === 'answer';
}

async function questionsBySource(
  store: Store,
  dataset: string,
): Promise<ReadonlyMap<string, StoredQuestion>> {
  const questions = new Map<string, StoredQuestion>();
  for await (const batch of store.questions({ datasets: [dataset] })) {
    for (const question of batch) questions.set(question.sourceId, question);
  }
  return questions;
}

/** A twin that was published itself is marked: whether a model knows a text cannot be asked of it. */
function answerCandidate(source: TwinSource, texts: ReadonlySet<string>): Candidate {
  const { scenario } = source;
  const twin = deriveTwin(source);
  const common = {
    dataset: scenario.dataset,
    set: scenario.id,
    category: scenario.category,
    cluster: scenario.cluster,
    group: scenario.group ?? '',
    original: shown(scenario.text),
  };
  if (twin.kind === 'rejected') {
    return { set: { ...common, reason: twin.reason, method: '', twinGroup: '', twin: '' }, members: [] };
  }
  const isPublished = texts.has(textKey({ text: twin.text }));
  const member = (text: Scenario['text'], group: string | null, variant: TwinVariant) =>
    twinScenario(scenario, { text, group, variant, set: scenario.id });
  return {
    set: { ...common, reason: '', method: twin.method, twinGroup: twin.group, twin: shown(twin.text) },
    members: [
      member(scenario.text, scenario.group, 'original'),
      member(twin.text, twin.group, isPublished ? 'published' : 'twin'),
    ],
  };
}

async function sentenceCandidates(store: Store, dataset: string): Promise<readonly Candidate[]> {
  const pairs = new Map<string, StoredScenario[]>();
  const filter = { datasets: [dataset], forms: ['statement'] as const, variants: ['pro', 'anti'] };
  for await (const batch of store.scenarios(filter)) {
    for (const scenario of batch)
      pairs.set(scenario.cluster, [...(pairs.get(scenario.cluster) ?? []), scenario]);
  }
  return [...pairs.values()].flatMap((pair) => {
    const [pro, anti] = [
      pair.find(({ variant }) => variant === 'pro'),
      pair.find(({ variant }) => variant === 'anti'),
    ];
    if (pair.length !== 2 || pro === undefined || anti === undefined || pro.language !== undefined) return [];
    return [sentenceCandidate(pro, anti)];
  });
}

function sentenceCandidate(pro: StoredScenario, anti: StoredScenario): Candidate {
  const [original, twin] = [shown(pro.text), shown(anti.text)];
  const { dataset, category, cluster } = pro;
  const common = { dataset, set: cluster, category, cluster, original, twin };
  const found = sentenceGroups(original, twin);
  if (found.kind === 'rejected') {
    return { set: { ...common, reason: found.reason, method: '', group: '', twinGroup: '' }, members: [] };
  }
  const [group, twinGroup] = found.groups;
  const member = (scenario: StoredScenario, of: string) =>
    twinScenario(scenario, { text: scenario.text, group: of, variant: 'published', set: cluster });
  return {
    set: { ...common, reason: '', method: 'published', group, twinGroup },
    members: [member(pro, group), member(anti, twinGroup)],
  };
}

interface TwinParts {
  readonly text: Scenario['text'];
  readonly group: string | null;
  readonly variant: TwinVariant;
  readonly set: string;
}

function twinScenario(scenario: Scenario, { text, group, variant, set }: TwinParts): Scenario {
  const { dataset, form, category, polarity, gold, cluster, sourceRow } = scenario;
  const content: ScenarioContent = {
    dataset: twinsOf(dataset),
    ...{ form, category, variant, polarity, gold, control: false, cluster, group, text, sourceId: set },
  };
  return { ...content, id: scenarioId(content), sourceRow };
}

function shown(text: Scenario['text']): string {
  switch (text.kind) {
    case 'answer':
      return `${text.context} ${text.question} ${text.answer}`;
    case 'conversation':
      return `${text.prompt} ${text.completion}`;
    case 'statement':
      return text.statement;
  }
}

function textKey({ text }: Pick<Scenario, 'text'>): string {
  return shown(text).toLowerCase().replaceAll(/\s+/g, ' ');
}
