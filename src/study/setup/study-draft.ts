import {
  type Document,
  isMap,
  isNode,
  isSeq,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { DatasetEntry, ModelEntry, StudyDraft, StudyForm } from '../../core/view/setup-page.ts';
import { checkStudyText } from '../file/load-study.ts';
import { type StudyFile, studySchema } from '../file/study-schema.ts';

const sampleName = 'sample';
const sampleSeed = 1;

/** What a new study file begins with. */
const heading =
  ' What is judged, by whom, under which attacks. "hvsb run FILE" runs it, and goes on where it stopped;\n answers that are stored are never paid for twice. All settings: schema/study.schema.json of hvsb.';

/** A study to begin with: it needs no key and costs nothing. */
export const firstForm: StudyForm = {
  name: 'My study',
  datasets: [{ dataset: 'sample' }],
  models: [],
  packs: ['default'],
  attacks: ['none', 'untargeted', 'targeted'],
  size: null,
  explained: null,
  budgetUsd: null,
};

/**
 * A study file in the making: its text, what the form shows of it, and what is wrong with it.
 * @param file its path, which the paths in it are relative to
 */
export function draftOf(text: string, file: string): Omit<StudyDraft, 'hash'> {
  return { text, form: formOfText(text), problems: checkStudyText(text, file).problems };
}

/** Null where the text is no study, apart from lists that are still empty: what the form cannot show it must not change. */
function formOfText(text: string): StudyForm | null {
  const value = plainValue(text);
  if (value === null) return null;
  const isEmpty = (list: unknown) =>
    list === undefined || list === null || (Array.isArray(list) && list.length === 0);
  const judge = typeof value.judge === 'object' && value.judge !== null ? value.judge : {};
  const empty = {
    datasets: isEmpty(value.datasets),
    models: isEmpty(value.models),
    attacks: 'attacks' in judge && isEmpty(judge.attacks),
  };
  const filled = studySchema.safeParse({
    ...value,
    ...(empty.datasets && { datasets: ['sample'] }),
    ...(empty.models && { models: ['baseline:coin'] }),
    ...(empty.attacks && { judge: { ...judge, attacks: ['none'] } }),
  });
  if (!filled.success) return null;
  return {
    ...formOf(filled.data),
    ...(empty.datasets && { datasets: [] }),
    ...(empty.models && { models: [] }),
    ...(empty.attacks && { attacks: [] }),
  };
}

function plainValue(text: string): Readonly<Record<string, unknown>> | null {
  const document: Document = parseDocument(text, { logLevel: 'error' });
  if (document.errors.length > 0) return null;
  try {
    const value: unknown = document.toJS();
    if (value === null || value === undefined) return {};
    return typeof value === 'object' && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** What the form shows of a study file. */
function formOf(settings: StudyFile): StudyForm {
  const { name = '', datasets, models, prompts = 'default', samples, judge, explain, limits } = settings;
  const sample = samples.find((each) => each.name === judge?.sample);
  return {
    name,
    datasets: datasets.map((entry): DatasetEntry => {
      if (typeof entry === 'string') return { dataset: entry };
      const { dataset, from, columns, gold, skipInvalid } = entry;
      return {
        dataset,
        ...(from === undefined ? {} : { from }),
        ...(columns === undefined ? {} : { columns }),
        ...(gold === undefined ? {} : { gold }),
        ...(skipInvalid && { skipInvalid }),
      };
    }),
    models: models.map((entry): ModelEntry => {
      if (typeof entry === 'string') return { model: entry };
      const { model, baseUrl, price } = entry;
      return {
        model,
        ...(baseUrl === undefined ? {} : { baseUrl: [baseUrl].flat().join(', ') }),
        ...(price === undefined ? {} : { price }),
      };
    }),
    packs: [prompts].flat(),
    attacks: judge?.attacks ?? [],
    size: sample?.size ?? null,
    explained: explain === undefined ? null : (explain.n ?? null),
    budgetUsd: limits.budgetUsd ?? null,
  };
}

/**
 * The text of a study file with what the form says. Comments, the order of settings and all that the form does not have stay
 * as they are.
 * @param before the text that is changed; an empty one begins from nothing.
 */
export function textOf(form: StudyForm, before: string): string {
  const document = documentOf(before);
  const read = document.toJSON();
  put(document, ['name'], form.name === '' ? undefined : form.name);
  putList(document, 'datasets', form.datasets.map(datasetValue), 'dataset');
  putList(document, 'models', form.models.map(modelValue), 'model');
  const [pack = 'default', ...others] = form.packs;
  const isDefault = others.length === 0 && pack === 'default' && !document.has('prompts');
  if (!isDefault) put(document, ['prompts'], others.length === 0 ? pack : form.packs);
  put(document, ['judge', 'attacks'], form.attacks);
  putSample(document, form.size);
  putExplanations(document, form.explained);
  if (form.budgetUsd !== null || document.hasIn(['limits', 'budgetUsd'])) {
    put(document, ['limits', 'budgetUsd'], form.budgetUsd ?? undefined);
  }
  if (JSON.stringify(read) === JSON.stringify(document.toJSON())) return before;
  return withoutPadding(document.toString({ lineWidth: 0 }));
}

/** `[a, b]` in place of `[ a, b ]`; objects have theirs. The writer has one setting for both. */
function withoutPadding(text: string): string {
  const blanks: number[] = [];
  visit(parseDocument(text), {
    Seq(_, { flow, range }) {
      const [start = 0, end = 0] = range ?? [];
      if (flow !== true || text.slice(start, start + 2) !== '[ ' || text.slice(end - 2, end) !== ' ]') return;
      blanks.push(start + 1, end - 2);
    },
  });
  let written = text;
  for (const at of blanks.toSorted((one, other) => other - one)) {
    written = written.slice(0, at) + written.slice(at + 1);
  }
  return written;
}

function documentOf(before: string): Document {
  const document: Document = parseDocument(before, { logLevel: 'error' });
  if (document.errors.length === 0 && isMap(document.contents)) return document;
  const empty: Document = parseDocument('{}');
  empty.contents = empty.createNode({});
  empty.commentBefore = heading;
  return empty;
}

function datasetValue({ dataset, from, columns, gold, skipInvalid = false }: DatasetEntry): unknown {
  const skipped = skipInvalid ? { skipInvalid } : {};
  if (from === undefined) return skipInvalid ? { dataset, ...skipped } : dataset;
  const named = columns === undefined || Object.keys(columns).length === 0 ? {} : { columns };
  const labelled = gold === undefined ? {} : { gold };
  return { dataset, from, ...named, ...labelled, ...skipped };
}

function modelValue({ model, baseUrl, price }: ModelEntry): unknown {
  const urls = (baseUrl ?? '').split(/[\s,]+/).filter((url) => url !== '');
  if (urls.length === 0 && price === undefined) return model;
  return {
    model,
    ...(urls.length === 0 ? {} : { baseUrl: urls.length === 1 ? urls[0] : urls }),
    ...(price === undefined ? {} : { price }),
  };
}

/** Sets a value, or takes it out where it is undefined; one that is there already stays as it is written. */
function put(document: Document, path: readonly string[], value: unknown): void {
  if (isSame(document.getIn(path), value)) return;
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, withComments(nodeOf(document, value), document.getIn(path, true)));
}

/** What takes the place of something has the comments beside it. */
function withComments<Made extends Node>(made: Made, before: unknown): Made {
  if (!isNode(before)) return made;
  made.comment = before.comment ?? null;
  made.commentBefore = before.commentBefore ?? null;
  made.spaceBefore = before.spaceBefore ?? false;
  return made;
}

/** Lists of words go on one line. */
function nodeOf(document: Document, value: unknown) {
  const isWords = Array.isArray(value) && value.every((each) => typeof each === 'string');
  return document.createNode(value, { flow: isWords });
}

function isSame(node: unknown, value: unknown): boolean {
  const plain =
    typeof node === 'object' && node !== null && 'toJSON' in node && typeof node.toJSON === 'function'
      ? node.toJSON()
      : node;
  return JSON.stringify(plain) === JSON.stringify(value);
}

/** Entries that are there stay with their comments and with what the form does not have; others come and go. */
function putList(document: Document, list: string, values: readonly unknown[], id: string): void {
  const before = document.get(list);
  const known: readonly unknown[] = isSeq(before) ? before.items : [];
  const items = values.map((value) => {
    const name = nameOf(value, id);
    const there = known.find((node) => nameOf(plainOf(node), id) === name);
    if (there === undefined) return document.createNode(value);
    if (isMap(there) && typeof value === 'object' && value !== null) return merged(document, there, value);
    if (isMap(there)) return trimmed(there);
    return isSame(there, value) || plainOf(there) === value ? there : document.createNode(value);
  });
  if (isSeq(before)) {
    const sequence: YAMLSeq = before;
    // An empty list is written on one line, which others need not be.
    if (sequence.items.length === 0) sequence.flow = false;
    sequence.items = items;
  } else document.set(list, document.createNode(values));
}

/** What the form has of an entry; the others of its settings are nobody's but the file's. */
const formSettings = ['from', 'columns', 'gold', 'skipInvalid', 'baseUrl', 'price'];

function merged(document: Document, there: YAMLMap, value: object): YAMLMap {
  for (const setting of formSettings) {
    const wanted: unknown = Reflect.get(value, setting);
    if (wanted === undefined) takeOut(there, setting);
    else if (!isSame(there.get(setting), wanted))
      there.set(setting, withComments(document.createNode(wanted), there.get(setting, true)));
  }
  return there;
}

function trimmed(there: YAMLMap): YAMLMap {
  for (const setting of formSettings) takeOut(there, setting);
  return there;
}

/** What is written as it is without being written stays. */
function takeOut(there: YAMLMap, setting: string): void {
  if (there.get(setting) !== false) there.delete(setting);
}

function plainOf(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if ('toJSON' in node && typeof node.toJSON === 'function') return node.toJSON();
  return node;
}

function nameOf(value: unknown, id: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, id) : value;
}

/** The sample that is judged; the others of the file stay. */
function putSample(document: Document, size: number | null): void {
  const judged = document.getIn(['judge', 'sample']);
  const name = typeof judged === 'string' ? judged : sampleName;
  const samples = document.get('samples');
  const items: readonly unknown[] = isSeq(samples) ? samples.items : [];
  const place = items.findIndex((node) => nameOf(plainOf(node), 'name') === name);
  if (size === null) {
    if (judged === undefined) return;
    document.deleteIn(['judge', 'sample']);
    if (place >= 0) document.deleteIn(['samples', place]);
    if (place >= 0 && items.length === 0) document.delete('samples');
    return;
  }
  if (place >= 0) put(document, ['samples', `${place}`, 'size'], size);
  else if (isSeq(samples)) samples.add(document.createNode({ name, size, seed: sampleSeed }));
  else document.set('samples', document.createNode([{ name, size, seed: sampleSeed }]));
  put(document, ['judge', 'sample'], name);
}

/** Explanations come with models that read them, as the defaults of the stages say. */
function putExplanations(document: Document, explained: number | null): void {
  if (explained === null) {
    // One without a number explains everything, which the form does not show.
    if (document.hasIn(['explain', 'n'])) {
      document.delete('explain');
      document.delete('agree');
    }
    return;
  }
  const isNew = !document.has('explain');
  put(document, ['explain', 'n'], explained);
  if (isNew && !document.has('agree')) document.set('agree', document.createNode({}));
}
