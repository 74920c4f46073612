import { clusteredShare, wilson } from './formulas.ts';

/** A line of the exported explanations, with the group of its scenario. */
export interface ExplanationLine {
  readonly model: string;
  readonly outcome: string;
  readonly text: string;
  readonly group: string | null;
}

export interface ReadingLine {
  readonly scenario: string;
  /** Of its scenario. */
  readonly cluster: string;
  readonly explainer: string;
  readonly rater: string;
  readonly outcome: string;
}

type Vocabulary = ReadonlyMap<string, { readonly syllables: number; readonly isDifficult: boolean }>;

const outcomes = ['agree', 'disagree', 'refused', 'filtered', 'unparsed', 'error'];

/** All tables over explanations but what is drawn or fitted. */
export function explanationTables(
  explanations: readonly ExplanationLine[],
  agreements: readonly ReadingLine[],
  vocabulary: Vocabulary,
) {
  const models = [...new Set(agreements.map(({ rater }) => rater))];
  const by = (explainer: string | null, rater: string | null, own = true) =>
    agreements.filter(
      (line) =>
        (explainer === null || line.explainer === explainer) &&
        (rater === null || line.rater === rater) &&
        (own || line.explainer !== line.rater),
    );
  const gaps = models.map((rater) => {
    const rate = (explainer: string) => agreement(by(explainer, rater), 'agree').rate ?? 0;
    const own = rate(rater);
    const others = mean(models.filter((model) => model !== rater).map(rate));
    return { rater, own, others, estimate: own - others };
  });
  return {
    agreeability: models.flatMap((explainer) =>
      models.map((rater) => ({ explainer, rater, ...agreement(by(explainer, rater), 'agree') })),
    ),
    agreeabilityByExplainer: models.map((explainer) => ({
      explainer,
      all: agreement(by(explainer, null), 'agree'),
      byOthers: agreement(by(explainer, null, false), 'agree'),
    })),
    harshness: models.map((rater) => ({
      rater,
      all: agreement(by(null, rater), 'disagree'),
      towardsOthers: agreement(by(null, rater, false), 'disagree'),
    })),
    selfPreference: [
      {
        self: { gap: { estimate: mean(gaps.map(({ estimate }) => estimate)) } },
        raters: gaps,
        n: verdicts(agreements).length,
        clusters: new Set(verdicts(agreements).map(({ cluster }) => cluster)).size,
      },
    ],
    readability: models.map((model) =>
      readability(
        model,
        explanations.filter((line) => line.model === model && line.outcome === 'explained'),
        vocabulary,
      ),
    ),
  };
}

function verdicts(lines: readonly ReadingLine[]) {
  return lines.filter(({ outcome }) => outcome === 'agree' || outcome === 'disagree');
}

function agreement(lines: readonly ReadingLine[], counted: 'agree' | 'disagree') {
  const read = verdicts(lines);
  return {
    ...clusteredShare(read.map(({ cluster, outcome }) => ({ cluster, value: outcome === counted ? 1 : 0 }))),
    outcomes: Object.fromEntries(
      outcomes.map((name) => [name, lines.filter(({ outcome }) => outcome === name).length]),
    ),
  };
}

/** Of a text whose sentences end in full stops and whose words are all in the vocabulary. */
function count(text: string, vocabulary: Vocabulary) {
  const words = wordsOf(text).map((word) => {
    const known = vocabulary.get(word);
    if (known === undefined) throw new Error(`"${word}" is not in the vocabulary: ${text}`);
    return { ...known, letters: word.length };
  });
  const hard = words.filter(({ syllables }) => syllables >= 3).length;
  return {
    words: words.length,
    sentences: text.split('.').filter((part) => part.trim() !== '').length,
    syllables: words.reduce((sum, { syllables }) => sum + syllables, 0),
    letters: words.reduce((sum, { letters }) => sum + letters, 0),
    characters: words.reduce((sum, { letters }) => sum + letters, 0),
    complex: hard,
    polysyllabic: hard,
    unfamiliar: words.filter(({ isDifficult }) => isDifficult).length,
  };
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

type Counts = ReturnType<typeof count>;

function readability(model: string, lines: readonly ExplanationLine[], vocabulary: Vocabulary) {
  const each = lines.map(({ text }) => count(text, vocabulary));
  const sum = (name: keyof Counts) => each.reduce((total, counts) => total + counts[name], 0);
  const counts: Counts = {
    ...{ words: sum('words'), sentences: sum('sentences'), syllables: sum('syllables') },
    ...{ letters: sum('letters'), characters: sum('characters'), complex: sum('complex') },
    ...{ polysyllabic: sum('polysyllabic'), unfamiliar: sum('unfamiliar') },
  };
  const lengths = each.map(({ words }) => words);
  const grouped = lines.filter(({ group }) => group !== null);
  const naming = grouped.filter(({ text, group }) => text.includes(` ${group} `)).length;
  return {
    ...{ model, counts, explanations: lines.length, smogReliable: counts.sentences >= 30 },
    indices: Object.fromEntries(
      Object.entries(indices).map(([name, index]) => [
        name,
        { pooled: index(counts), median: median(each.map(index)) },
      ]),
    ),
    length: { mean: mean(lengths), median: median(lengths) },
    distinctWords: new Set(lines.flatMap(({ text }) => wordsOf(text))).size,
    typeTokenRatio: mean(lines.map(({ text }) => new Set(wordsOf(text)).size / wordsOf(text).length)),
    namesGroup: { ...wilson(naming, grouped.length), count: naming, n: grouped.length },
  };
}

const indices: Readonly<Record<string, (counts: Counts) => number>> = {
  fleschReadingEase: (c) => 206.835 - (1.015 * c.words) / c.sentences - (84.6 * c.syllables) / c.words,
  fleschKincaidGrade: (c) => (0.39 * c.words) / c.sentences + (11.8 * c.syllables) / c.words - 15.59,
  gunningFog: (c) => 0.4 * (c.words / c.sentences + (100 * c.complex) / c.words),
  smog: (c) => 1.043 * Math.sqrt((30 * c.polysyllabic) / c.sentences) + 3.1291,
  colemanLiau: (c) => (5.88 * c.letters) / c.words - (29.6 * c.sentences) / c.words - 15.8,
  automatedReadability: (c) => (4.71 * c.characters) / c.words + (0.5 * c.words) / c.sentences - 21.43,
  daleChall: (c) => {
    const share = (100 * c.unfamiliar) / c.words;
    return 0.1579 * share + (0.0496 * c.words) / c.sentences + (share > 5 ? 3.6365 : 0);
  },
};

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return mean(sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1));
}
