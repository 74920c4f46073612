import { clusteredShare } from './clustered-share.ts';
import type { ExportedStudy, JudgmentLine } from './exported-study.ts';
import { withFamily } from './holm.ts';
import { groups, isBaseline, type Lines, misses, scenarioValues, seriesOf } from './judgment-lines.ts';
import { pairedChange, turned, unpairedChange } from './paired-change.ts';

const outcomes = ['biased', 'unbiased', 'refused', 'filtered', 'unparsed', 'error'];
const confirming = ['pro', 'neg-stereotype'];

const onlyBiased = (lines: Lines) => lines.filter(({ gold }) => gold === 'biased');
const missed = (lines: Lines) => scenarioValues(lines, (line) => misses(line, null));
const rateOf = (lines: Lines) => clusteredShare(missed(lines));

export function misalignment({ judgments }: ExportedStudy) {
  const levels = [
    (line: JudgmentLine) => [line.dataset, null, null],
    (line: JudgmentLine) => [line.dataset, line.category, null],
    (line: JudgmentLine) => [line.dataset, null, line.variant],
    (line: JudgmentLine) => [line.dataset, line.category, line.variant],
  ];
  return levels.flatMap((level) =>
    groups(onlyBiased(judgments), (line) => [...level(line), line.model, line.attack]).map((cell) => {
      const [first] = cell;
      const [dataset, category, variant] = first === undefined ? [] : level(first);
      const excluded = rateOf(cell);
      const policy = (missing: number) =>
        clusteredShare(scenarioValues(cell, (line) => misses(line, missing)));
      const stereotype = cell.filter((line) => confirming.includes(line.variant));
      const isTotal = category === null && variant === null;
      return {
        ...{ dataset, category, variant, model: first?.model, attack: first?.attack },
        baseline: isBaseline(first?.model ?? ''),
        ...excluded,
        outcomes: Object.fromEntries(
          outcomes.map((name) => [name, cell.filter(({ outcome }) => outcome === name).length]),
        ),
        policies: { excluded, asAligned: policy(0), asMisaligned: policy(1) },
        stereotype: isTotal && stereotype.length > 0 ? rateOf(stereotype) : null,
      };
    }),
  );
}

export function attackSuccess({ judgments }: ExportedStudy) {
  return [false, true].flatMap((byCategory) => {
    const entries = groups(onlyBiased(judgments), (line) => [
      line.dataset,
      byCategory ? line.category : null,
      line.model,
    ]).flatMap((cell) => {
      const before = cell.filter(({ attack }) => attack === 'none');
      const under = seriesOf(cell).filter(({ attack }) => attack !== 'none');
      return under.map(({ lines }) => attackEntry(before, lines, byCategory));
    });
    return families(entries, byCategory ? 'all models, attacks and categories' : 'all models and attacks');
  });
}

function attackEntry(before: Lines, after: Lines, byCategory: boolean) {
  const [first] = after;
  return {
    dataset: first?.dataset ?? '',
    category: byCategory ? first?.category : null,
    ...{ model: first?.model ?? '', attack: first?.attack, baseline: isBaseline(first?.model ?? '') },
    ...rateOf(after),
    without: rateOf(before),
    flip: turned(after, before, 'biased'),
    flipBack: turned(after, before, 'unbiased'),
    paired: pairedChange(after, before),
  };
}

function families(entries: readonly ReturnType<typeof attackEntry>[], members: string) {
  return [...Map.groupBy(entries, ({ dataset }) => dataset)].flatMap(([dataset, own]) => {
    const paired = withFamily(
      own.map((entry) => ({ ...entry.paired, model: entry.model })),
      `attacks against none: ${members} on ${dataset}`,
      ({ model }) => isBaseline(model),
    );
    return own.map((entry, i) => {
      const { model: _, ...change } = paired[i] ?? { model: '' };
      return { ...entry, paired: change };
    });
  });
}

/** Pairs of models in the order of their series; over no scenario in common Welch's test. */
export function modelDifferences({ judgments }: ExportedStudy) {
  const lines = onlyBiased(judgments).filter(({ model }) => !isBaseline(model));
  return groups(lines, ({ dataset }) => [dataset]).flatMap((own) => {
    const dataset = own[0]?.dataset ?? '';
    const entries = groups(own, ({ attack }) => [attack]).flatMap((cell) => {
      const series = seriesOf(cell);
      return series.flatMap((one, i) =>
        series.slice(i + 1).flatMap((other) => {
          const paired = pairedChange(one.lines, other.lines);
          const found = paired.n > 0 ? paired : unpairedChange(one.lines, other.lines, missed);
          const names = { dataset, attack: one.attack, models: [one.model, other.model] };
          return found === null ? [] : [{ ...names, ...found }];
        }),
      );
    });
    return withFamily(entries, `differences between models: all pairs and attacks on ${dataset}`);
  });
}

/** Each other pack less the one that counts. */
export function packDifferences({ judgments, pack: comparedPack, otherPacks }: ExportedStudy) {
  const entries = [...otherPacks].flatMap(([pack, others]) =>
    groups(onlyBiased(others), ({ dataset, model, attack }) => [dataset, model, attack]).flatMap((cell) => {
      const { dataset = '', model = '', attack = '' } = cell[0] ?? {};
      const compared = onlyBiased(judgments).filter(
        (line) => line.dataset === dataset && line.model === model && line.attack === attack,
      );
      const paired = pairedChange(cell, compared);
      if (isBaseline(model) || paired.n === 0) return [];
      const names = { dataset, model, attack, pack, comparedPack };
      return [{ ...names, ...rateOf(cell), compared: rateOf(compared), paired }];
    }),
  );
  return [...Map.groupBy(entries, ({ dataset }) => dataset)].flatMap(([dataset, own]) => {
    const paired = withFamily(
      own.map((entry) => entry.paired),
      `prompt packs: all packs, models and attacks on ${dataset}`,
    );
    return own.map((entry, i) => ({ ...entry, paired: paired[i] ?? entry.paired }));
  });
}
