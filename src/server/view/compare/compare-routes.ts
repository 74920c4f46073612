import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { z } from 'zod';
import { noAttack } from '../../../core/condition.ts';
import { headlineQuestion, questionKey } from '../../../core/judge-question.ts';
import { outcomeCodes } from '../../../core/tables.ts';
import {
  type ChangedScenario,
  changeKinds,
  compareSides,
  type SideBySide,
} from '../../../measures/comparison.ts';
import type { ChangedRow, ComparedCondition, ComparisonView } from '../../../measures/comparison-view.ts';
import { type StudyIndex, textExcerpt } from '../../../store/contract/study.ts';
import { csvLines } from '../../../tables/csv.ts';
import { checkRequest, RequestError } from '../../problems.ts';
import { csvResponse } from '../scenarios/view-csv.ts';
import type { StudyService } from '../study-service.ts';
import { type ShownStudies, serviceOf } from './shown-routes.ts';

const name = z.string().max(1000);
const number = z.coerce.number().int().min(1);
const parameters = {
  a: name.min(1),
  aAttack: name.default(noAttack),
  aPack: name.optional(),
  aWording: name.optional(),
  aCondition: number.optional(),
  aStore: z.literal('other').optional(),
  b: name.min(1),
  bAttack: name.default(noAttack),
  bPack: name.optional(),
  bWording: name.optional(),
  bCondition: number.optional(),
  bStore: z.literal('other').optional(),
  dataset: name.optional(),
  gold: z.enum(['biased', 'unbiased']).optional(),
  kind: z.enum(changeKinds).optional(),
};
const asked = z.strictObject({
  ...parameters,
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
type Asked = z.infer<typeof asked>;

/** `/compare` and `/compare.csv`: two models, attacks, prompt packs, wordings, conditions or studies side by side, see `ComparisonView`. */
export function compareRoutes(studies: ShownStudies): Hono {
  const api = new Hono();
  const comparisons = new Comparisons(studies);
  api.use('/compare', compress());
  api.get('/compare', async (context) => {
    const query = checkRequest(context.req.query(), asked);
    const found = await comparisons.of(query);
    const matches = matching(found, query);
    return context.json({
      sides: [found.sides[0].condition, found.sides[1].condition],
      shared: found.result.shared,
      datasets: found.result.datasets,
      total: matches.length,
      rows: await rowsOf(found, matches.slice(query.offset, query.offset + query.limit)),
    } satisfies ComparisonView);
  });
  api.get('/compare.csv', async (context) => {
    const query = checkRequest(context.req.query(), asked);
    const found = await comparisons.of(query);
    return csvResponse('comparison.csv', csvOf(found, matching(found, query)));
  });
  return api;
}

/** One side as the address names it. */
interface AskedSide {
  readonly model: string;
  readonly attack: string;
  readonly pack: string | undefined;
  readonly wording: string | undefined;
  readonly condition: number | undefined;
  readonly store: 'other' | undefined;
}

interface Side {
  readonly condition: ComparedCondition;
  readonly service: StudyService;
  readonly index: StudyIndex;
}

interface Compared {
  readonly sides: readonly [Side, Side];
  readonly result: SideBySide;
}

/** Keeps the last comparison, so that its pages are of one. */
class Comparisons {
  readonly #studies: ShownStudies;
  #last: { readonly key: string; readonly compared: Promise<Compared> } | null = null;

  constructor(studies: ShownStudies) {
    this.#studies = studies;
  }

  async of(query: Asked): Promise<Compared> {
    const sides = [
      await this.#side({
        model: query.a,
        attack: query.aAttack,
        pack: query.aPack,
        wording: query.aWording,
        condition: query.aCondition,
        store: query.aStore,
      }),
      await this.#side({
        model: query.b,
        attack: query.bAttack,
        pack: query.bPack,
        wording: query.bWording,
        condition: query.bCondition,
        store: query.bStore,
      }),
    ] as const;
    const key = JSON.stringify(sides.map(({ condition, index: { revision } }) => [condition, revision]));
    if (this.#last?.key !== key) this.#last = { key, compared: compare(sides) };
    return this.#last.compared;
  }

  async #side(given: AskedSide): Promise<Side> {
    const service = await serviceOf(this.#studies, given);
    const { model, attack } = given;
    const index = await indexOf(service, given);
    const known = index.judgments.series.map((each) => `${each.model}, ${each.attack}`);
    if (!known.includes(`${model}, ${attack}`)) {
      throw new RequestError(404, 'There are no judgments of this side.', {
        expected: known.slice(0, 20).join('; ') || 'a model that judged; there is none',
        found: `${model}, ${attack}`,
      });
    }
    const condition = {
      model,
      attack,
      pack: index.pack,
      wording: questionKey(index.question),
      condition: given.condition ?? null,
      store: given.store === 'other' ? 'other' : 'own',
    } as const;
    return { condition, service, index };
  }
}

/** @throws RequestError 404 for a condition that is not one of this model and attack, asked so. */
async function indexOf(service: StudyService, { model, attack, condition }: AskedSide): Promise<StudyIndex> {
  if (condition === undefined) return service.watch.index();
  const found = (await service.store.conditions()).find((each) => each.number === condition);
  const isIt = found?.stage === 'judge' && found.model === model && found.attack === attack;
  const index = isIt ? await service.indexOf(condition) : null;
  if (index?.counted.has(condition)) return index;
  throw new RequestError(404, 'This side has no such condition.', {
    expected: 'the number of a condition in which the model judged under the attack, see /runs',
    found: `${condition}`,
  });
}

async function compare(sides: readonly [Side, Side]): Promise<Compared> {
  const isOneStore = sides[0].condition.store === sides[1].condition.store;
  const [first, second] = await Promise.all(
    sides.map(async ({ condition: { model, attack }, service, index }) => {
      const series = index.judgments.series.find((each) => each.model === model && each.attack === attack);
      if (series === undefined) throw new RangeError(`There is no series of ${model}, ${attack}.`);
      const keys = isOneStore ? index.scenario : await service.store.scenarioIds([...index.scenario]);
      return { table: index.judgments, series, keys };
    }),
  );
  if (first === undefined || second === undefined) throw new RangeError('A comparison has two sides.');
  return { sides, result: compareSides(first, second) };
}

function matching({ sides, result }: Compared, { dataset, gold, kind }: Asked): readonly ChangedScenario[] {
  const { judgments } = sides[0].index;
  return result.changed.filter(
    (each) =>
      (kind === undefined || each.kind === kind) &&
      (gold === undefined || judgments.goldBiased[each.first] === (gold === 'biased' ? 1 : 0)) &&
      (dataset === undefined || judgments.datasets[judgments.dataset[each.first] ?? 0] === dataset),
  );
}

async function rowsOf({ sides }: Compared, changed: readonly ChangedScenario[]): Promise<ChangedRow[]> {
  const [one, other] = sides;
  const numbers = changed.map(({ first }) => one.index.scenario[first] ?? 0);
  const scenarios = await one.service.store.scenariosOf(numbers);
  const byNumber = new Map(scenarios.map((scenario) => [scenario.number, scenario]));
  return changed.flatMap(({ first, second, kind }, place) => {
    const scenario = byNumber.get(numbers[place] ?? 0);
    if (scenario === undefined) return [];
    const { id, dataset, category, variant, gold, text } = scenario;
    const outcomes = [outcomesOf(one, first), outcomesOf(other, second)] as const;
    return [{ id, dataset, category, variant, gold, excerpt: textExcerpt(text), kind, outcomes }];
  });
}

const outcomeNames = new Map(Object.entries(outcomeCodes).map(([outcome, code]) => [Number(code), outcome]));

/** Of every repeat. */
function outcomesOf({ condition: { model, attack }, index: { judgments } }: Side, at: number): string[] {
  const series = judgments.series.find((each) => each.model === model && each.attack === attack);
  return Array.from(
    { length: series?.repeats ?? 0 },
    (_, repeat) => outcomeNames.get(series?.outcomes[repeat * judgments.scenarioCount + at] ?? 0) ?? 'absent',
  );
}

/** Rows a piece. */
const pieceRows = 500;

async function* csvOf(found: Compared, matches: readonly ChangedScenario[]): AsyncGenerator<string> {
  const titles = found.sides.map(({ condition: { model, attack, pack, wording, condition, store } }) =>
    [
      model,
      attack,
      ...(pack === null ? [] : [pack]),
      ...(wording === questionKey(headlineQuestion) ? [] : [wording]),
      ...(condition === null ? [] : [`condition ${condition}`]),
      ...(store === 'own' ? [] : [store]),
    ].join(', '),
  );
  yield csvLines([['id', 'dataset', 'category', 'variant', 'gold', 'change', 'excerpt', ...titles]]);
  for (let start = 0; start < matches.length; start += pieceRows) {
    const rows = await rowsOf(found, matches.slice(start, start + pieceRows));
    yield csvLines(
      rows.map(({ id, dataset, category, variant, gold, kind, excerpt, outcomes }) => [
        id,
        dataset,
        category,
        variant,
        gold,
        kind,
        excerpt,
        ...outcomes.map((each) => each.join(' ')),
      ]),
    );
  }
}
