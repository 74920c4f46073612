import { z } from 'zod';
import { agreementOutcomes, outcomes } from '../../core/outcomes.ts';
import type { AgreementQuery, ExplanationQuery } from '../../core/view/explanation-view.ts';
import type { ScenarioQuery } from '../../core/view/scenario-view.ts';
import type { PageQuery } from '../../core/view/view-api.ts';
import { RequestError } from '../problems.ts';

const name = z.string().max(1000);
const names = z.array(name).max(1000);
const words = name.optional();

const paging = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional(),
};

const schemas = {
  page: z.strictObject(paging),
  scenarios: z.strictObject({
    q: words,
    dataset: names.optional(),
    category: names.optional(),
    variant: names.optional(),
    gold: z.enum(['biased', 'unbiased']).optional(),
    control: z.enum(['yes', 'no']).optional(),
    sample: name.optional(),
    model: names.optional(),
    attack: names.optional(),
    outcome: z.array(z.enum([...outcomes, 'error', 'absent'])).optional(),
    disagreement: z.enum(['models', 'attacks', 'gold', 'everybody-against-gold', 'repeats']).optional(),
    differ: names.length(2).optional(),
    changedBy: name.optional(),
    explained: z.literal('yes').optional(),
    noted: z.enum(['any', 'starred']).optional(),
    tag: names.optional(),
    sort: z.enum(['stored', 'models', 'missed', 'split']).optional(),
    offset: z.coerce.number().int().min(0).optional(),
    ...paging,
  }),
  explanations: z.strictObject({
    q: words,
    dataset: names.optional(),
    category: names.optional(),
    explainer: names.optional(),
    attack: name.optional(),
    ...paging,
  }),
  agreements: z.strictObject({
    explainer: names.optional(),
    rater: names.optional(),
    outcome: z.array(z.enum(agreementOutcomes)).optional(),
    dataset: names.optional(),
    category: names.optional(),
    attack: name.optional(),
    ...paging,
  }),
};

type Paged<Query> = Query & Required<Pick<PageQuery, 'limit'>> & Pick<PageQuery, 'cursor'>;

/** Readers of the parameters of an address. @throws RequestError 400 that names what does not fit. */
export const viewQuery = {
  page: (url: string): Paged<object> => read(url, schemas.page),
  scenarios: (url: string): Paged<ScenarioQuery> => read(url, schemas.scenarios),
  explanations: (url: string): Paged<ExplanationQuery> => read(url, schemas.explanations),
  agreements: (url: string): Paged<AgreementQuery> => read(url, schemas.agreements),
};

/** Parameters that hold a list may be given several times; an empty one does not restrict. */
function read<Shape extends z.ZodRawShape, Query>(url: string, schema: z.ZodObject<Shape>): Query {
  const given: Record<string, string | string[]> = {};
  for (const [key, value] of new URL(url).searchParams) {
    if (value === '') continue;
    const before = given[key];
    const isList = unwrapped(schema.shape[key]) instanceof z.ZodArray;
    if (isList) given[key] = [...(Array.isArray(before) ? before : []), value];
    else if (before === undefined) given[key] = value;
    else throw new RequestError(400, `The parameter "${key}" is given twice.`);
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success)
    throw new RequestError(400, `The address does not fit: ${z.prettifyError(parsed.error)}`);
  // The shapes are written for these types, and a test sends every parameter of theirs.
  return withoutUndefined(parsed.data) as Query;
}

function unwrapped(type: unknown): unknown {
  return type instanceof z.ZodOptional ? type.unwrap() : type;
}

function withoutUndefined(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
