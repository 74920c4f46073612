import type { Gold, Scenario, ScenarioText } from '../../core/scenario.ts';
import { scenarioFromWanted, type WantedScenario } from '../../core/wanted-scenario.ts';
import { DataError } from '../../errors/errors.ts';
import type { ScenarioFinder } from '../../store/contract/scenarios.ts';
import type { Store } from '../../store/contract/store.ts';
import { NumberedLines } from './batches.ts';

/** Which scenario of the store a wanted one is. */
export type ResolvedScenario =
  | { readonly kind: 'scenario'; readonly number: number; readonly id: string; readonly isNew: boolean }
  | { readonly kind: 'invalid'; readonly error: DataError };

/** How wanted scenarios are looked up. */
export interface ResolverOptions {
  /**
   * Whether a scenario whose id is not stored may be one with the same text: answers made elsewhere may number scenarios
   * in a way of their own.
   */
  readonly searchesTexts: boolean;
  /** Whether what a row says beside text and gold label has to be what is stored. */
  readonly comparesAll: boolean;
}

const exportedId = /^[0-9a-f]{16}$/;

type Known = Pick<Scenario, 'id' | 'dataset' | 'gold' | 'variant' | 'text' | 'sourceRow'>;

/**
 * Finds the scenarios that files speak of: by an exported id, by dataset and item, by dataset and text; what is not
 * stored is added. Two that are the same but for their text or gold label are a conflict.
 */
export class ScenarioResolver {
  readonly #store: Store;
  readonly #finder: ScenarioFinder;
  readonly #options: ResolverOptions;
  /** By number: scenarios that are active for certain. */
  readonly #active = new NumberedLines();

  private constructor(store: Store, finder: ScenarioFinder, options: ResolverOptions) {
    this.#store = store;
    this.#finder = finder;
    this.#options = options;
  }

  static async open(store: Store, options: ResolverOptions): Promise<ScenarioResolver> {
    return new ScenarioResolver(store, await store.scenarioFinder(), options);
  }

  /** Same length and order. New scenarios are stored when it resolves. */
  async resolve(batch: readonly WantedScenario[]): Promise<readonly ResolvedScenario[]> {
    const contents = batch.map(scenarioFromWanted);
    const ids = await this.#storedIds(batch, contents);
    // What is stored as the row says it needs no further look.
    const unknown = batch.filter((_, index) => !ids.has(contents[index]?.id ?? ''));
    const ofItem = await this.#ofItems(unknown);
    const added = new Map<string, Scenario>();
    const stored = new Map<string, Scenario>();
    const isThere = (id: string) => ids.has(id) || added.has(id);
    const chosen: (string | DataError)[] = [];
    for (const [index, wanted] of batch.entries()) {
      const content = contents[index] ?? null;
      if (content !== null && isThere(content.id)) {
        chosen.push(content.id);
        const number = ids.get(content.id);
        if (number !== undefined && this.#active.get(number) === 0) stored.set(content.id, content);
        continue;
      }
      const found = await orError(async () => {
        const known = await this.#find(wanted, ids, ofItem);
        if (known !== null) return this.#checked(wanted, content, known).id;
        if (content === null) throw notStored(wanted);
        return content.id;
      });
      chosen.push(found);
      if (typeof found !== 'string' || found !== content?.id) continue;
      noteItem(ofItem, wanted, content);
      added.set(found, content);
    }
    // Those that are stored already become active, once.
    const scenarios = [...added.values(), ...stored.values()];
    if (scenarios.length > 0) await this.#store.commit({ scenarios });
    const numbers = await this.#numbers(chosen, ids);
    for (const { id } of scenarios) this.#active.set(numbers.get(id) ?? 0, 1);
    return chosen.map((id) => {
      if (typeof id !== 'string') return { kind: 'invalid', error: id };
      const number = numbers.get(id);
      if (number === undefined) throw new Error('a stored scenario is not found');
      return { kind: 'scenario', id, number, isNew: added.has(id) && !ids.has(id) };
    });
  }

  /** Numbers of the scenarios that were chosen; only those are asked for that are not known yet. */
  async #numbers(
    chosen: readonly (string | DataError)[],
    known: ReadonlyMap<string, number>,
  ): Promise<ReadonlyMap<string, number>> {
    const asked = new Set<string>();
    for (const id of chosen) if (typeof id === 'string' && !known.has(id)) asked.add(id);
    const numbers = new Map(known);
    const found = await this.#store.numbersOf([...asked]);
    for (const [index, id] of [...asked].entries()) {
      const number = found[index];
      if (typeof number === 'number') numbers.set(id, number);
    }
    return numbers;
  }

  /** Of the ids that the rows give or would have, those that are stored. */
  async #storedIds(
    batch: readonly WantedScenario[],
    contents: readonly (Scenario | null)[],
  ): Promise<ReadonlyMap<string, number>> {
    const ids = new Set<string>();
    for (const [index, { givenId }] of batch.entries()) {
      if (givenId !== null && exportedId.test(givenId)) ids.add(givenId);
      const content = contents[index];
      if (content) ids.add(content.id);
    }
    const asked = [...ids];
    const numbers = await this.#store.numbersOf(asked);
    const known = new Map<string, number>();
    for (const [index, id] of asked.entries()) {
      const number = numbers[index];
      if (typeof number === 'number') known.set(id, number);
    }
    return known;
  }

  async #ofItems(batch: readonly WantedScenario[]): Promise<Map<string, Known[]>> {
    const items = new Map(batch.map((wanted) => [itemKey(wanted), itemOf(wanted)]));
    const found = await this.#finder.ofItems([...items.values()]);
    return new Map([...items.keys()].map((key, index) => [key, [...(found[index] ?? [])]]));
  }

  async #find(
    wanted: WantedScenario,
    ids: ReadonlyMap<string, number>,
    ofItem: ReadonlyMap<string, readonly Known[]>,
  ): Promise<Known | null> {
    const { givenId, content } = wanted;
    if (givenId !== null && ids.has(givenId)) {
      const number = ids.get(givenId);
      const [exported] = await this.#store.scenariosOf(number === undefined ? [] : [number]);
      if (exported !== undefined) return exported;
    }
    const byItem = inItem(wanted, ofItem.get(itemKey(wanted)) ?? []);
    if (byItem !== null) return byItem;
    if (content === null || (givenId !== null && !this.#options.searchesTexts)) return null;
    const dataset = wanted.namesDataset ? wanted.dataset : null;
    const [byText = []] = await this.#finder.ofTexts([{ dataset, text: content.text }]);
    return ofText(wanted, byText);
  }

  /** @throws DataError where the stored scenario is not the one that the row says */
  #checked(wanted: WantedScenario, content: Scenario | null, known: Known): Known {
    const { content: said, isTextAssumed = false } = wanted;
    if (said !== null && !isTextAssumed && !sameText(said.text, known.text)) throw otherText(wanted, known);
    if (wanted.gold !== null && wanted.gold !== known.gold) throw otherGold(wanted, known, wanted.gold);
    // Equal in text and gold label, and yet another content.
    if (this.#options.comparesAll && content !== null && content.id !== known.id)
      throw otherDetails(wanted, known);
    return known;
  }
}

async function orError(find: () => Promise<string>): Promise<string | DataError> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}

function itemOf(wanted: WantedScenario) {
  return { dataset: wanted.dataset, sourceId: wanted.content?.sourceId ?? wanted.givenId ?? '' };
}

function itemKey(wanted: WantedScenario): string {
  const { dataset, sourceId } = itemOf(wanted);
  return JSON.stringify([dataset, sourceId]);
}

function noteItem(ofItem: Map<string, Known[]>, wanted: WantedScenario, scenario: Scenario): void {
  const key = itemKey(wanted);
  ofItem.set(key, [...(ofItem.get(key) ?? []), scenario]);
}

/** The scenario of an item that is meant; null where the item has none, or only ones in another wording of their own. */
function inItem(wanted: WantedScenario, known: readonly Known[]): Known | null {
  const { content } = wanted;
  const same = content === null ? [] : known.filter(({ text }) => sameText(text, content.text));
  if (content === null || (wanted.isTextAssumed === true && same.length === 0)) {
    const [only, ...others] = known;
    if (others.length > 0) throw severalOfItem(wanted, known.length);
    return only ?? null;
  }
  const fitting = same.find(({ gold }) => wanted.gold === null || gold === wanted.gold) ?? same[0];
  if (fitting !== undefined) return fitting;
  // A scenario and its harder rewriting have one id.
  return known.find(({ variant }) => isHarder(variant) === isHarder(content.variant)) ?? null;
}

function isHarder(variant: string): boolean {
  return /(^|[_-])adv$/.test(variant);
}

function ofText(wanted: WantedScenario, known: readonly Known[]): Known | null {
  const [first] = known;
  if (first === undefined) return null;
  const datasets = new Set(known.map(({ dataset }) => dataset));
  if (datasets.size > 1) throw severalDatasets(wanted, [...datasets]);
  const golds = new Set(known.map(({ gold }) => gold));
  if (wanted.gold === null && golds.size > 1) throw twoGolds(wanted, known);
  return known.find(({ gold }) => gold === wanted.gold) ?? first;
}

function sameText(one: ScenarioText, other: ScenarioText): boolean {
  const parts = (text: ScenarioText) =>
    JSON.stringify(
      Object.entries(text)
        .map(([key, part]) => [key, part.trim()])
        .sort(),
    );
  return parts(one) === parts(other);
}

const ownName = 'If it is another version or language, store it under a name of its own with "--as NAME"';

function placeOf({ dataset, sourceRow }: Known): string {
  return `dataset ${dataset}, row ${sourceRow}`;
}

function otherText(wanted: WantedScenario, known: Known): DataError {
  const texts = [known.text, wanted.content?.text].map((text) =>
    JSON.stringify(
      Object.values(text ?? {})
        .slice(1)
        .join(' '),
    ).slice(0, 90),
  );
  return new DataError(`The id ${JSON.stringify(wanted.givenId ?? known.id)} has another text elsewhere.`, {
    where: wanted.where,
    expected: `${texts[0]} (${placeOf(known)})`,
    found: `${texts[1]}`,
    advice: `${ownName}; else correct the id or the text.`,
  });
}

function otherGold(wanted: WantedScenario, known: Known, gold: Gold): DataError {
  return new DataError('One scenario has two gold labels.', {
    where: wanted.where,
    expected: `"${known.gold}" (${placeOf(known)})`,
    found: `"${gold}"`,
    advice: `Correct the label. ${ownName}.`,
  });
}

function otherDetails(wanted: WantedScenario, known: Known): DataError {
  return new DataError('The scenario is stored already, and something else is said of it.', {
    where: wanted.where,
    expected: `category, variant, cluster, group and control as they are stored (${placeOf(known)}, id ${known.id})`,
    found: 'another value of one of them',
    advice: `${ownName}; to take the place of what is stored, add --replace.`,
  });
}

function twoGolds(wanted: WantedScenario, known: readonly Known[]): DataError {
  return new DataError('The text is that of two scenarios with different gold labels.', {
    where: wanted.where,
    expected: 'a gold label or an id in the row that says which',
    found: known
      .map((each) => `${each.gold} (${placeOf(each)})`)
      .join(', ')
      .slice(0, 200),
    advice: 'Add a column "gold" or "id" to the file.',
  });
}

function severalDatasets(wanted: WantedScenario, datasets: readonly string[]): DataError {
  return new DataError('The text is in several datasets of the store.', {
    where: wanted.where,
    expected: 'the name of one',
    found: datasets.join(', ').slice(0, 200),
    advice: `Name it, for example "--dataset ${datasets[0]}".`,
  });
}

function severalOfItem(wanted: WantedScenario, count: number): DataError {
  return new DataError('The id is that of an item with several scenarios.', {
    where: wanted.where,
    expected: 'the id of one scenario, as "hvsb export --table scenarios" writes it, or its text',
    found: `${JSON.stringify(wanted.givenId)}, which has ${count}`,
    advice: 'Add a column with the text or with the exported id.',
  });
}

function notStored(wanted: WantedScenario): DataError {
  if (wanted.content !== null) {
    return new DataError('The row has no gold label, and its scenario is not stored.', {
      where: wanted.where,
      expected: 'a column "gold" with "biased" or "unbiased" in each row, or a scenario that is stored',
      found: 'neither',
      advice:
        'Name the column with "--column gold=your_column", say "--gold biased" where it holds for all rows, or import the scenarios first.',
    });
  }
  return new DataError('No scenario with this id is stored.', {
    where: wanted.where,
    expected: 'the id of a stored scenario, or a text',
    found: JSON.stringify(wanted.givenId).slice(0, 100),
    advice:
      'Prepare or import the scenarios first, name their dataset ("--dataset NAME"), or the column with their texts ("--column scenario=your_column").',
  });
}
