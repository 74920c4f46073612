import { addedUp, bootstrapBounds } from './bootstrap.ts';
import { countedShare } from './clustered-share.ts';
import type { ExplanationLine, ExportedStudy } from './exported-study.ts';
import { meanOf as mean } from './judgment-lines.ts';

type Vocabulary = ReadonlyMap<string, { readonly syllables: number; readonly isDifficult: boolean }>;

/** Indices, counts and lengths of each model's explanations. */
export function readability({ explanations }: ExportedStudy, vocabulary: Vocabulary) {
  const explained = explanations.filter(({ outcome }) => outcome === 'explained');
  return [...Map.groupBy(explained, ({ model }) => model)].map(([model, lines]) =>
    ofModel(model, lines, vocabulary),
  );
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

const names = [
  ...(['words', 'sentences', 'syllables', 'letters'] as const),
  ...(['characters', 'complex', 'polysyllabic', 'unfamiliar'] as const),
];

function fromSums(sums: readonly number[]): Counts {
  const of = (name: keyof Counts) => sums[names.indexOf(name)] ?? 0;
  return {
    ...{ words: of('words'), sentences: of('sentences'), syllables: of('syllables'), letters: of('letters') },
    ...{ characters: of('characters'), complex: of('complex'), polysyllabic: of('polysyllabic') },
    unfamiliar: of('unfamiliar'),
  };
}

function ofModel(model: string, lines: readonly ExplanationLine[], vocabulary: Vocabulary) {
  const each = lines.map(({ text }) => count(text, vocabulary));
  const rows = each.map((counts) => names.map((name) => counts[name]));
  const counts = fromSums(addedUp(rows, [...rows.keys()]));
  const ends = bootstrapBounds(rows.length, (drawn) => {
    const sums = fromSums(addedUp(rows, drawn));
    return Object.values(indices).map((index) => index(sums));
  });
  const lengths = each.map(({ words }) => words);
  const grouped = lines.filter(({ group }) => group !== null);
  const naming = grouped.map(({ text, group, cluster, dataset: stratum }) => ({
    ...{ cluster, stratum },
    value: text.includes(` ${group} `) ? 1 : 0,
  }));
  return {
    ...{ model, counts, explanations: lines.length, smogReliable: counts.sentences >= 30 },
    indices: Object.fromEntries(
      Object.entries(indices).map(([name, index], i) => [
        name,
        { pooled: index(counts), median: median(each.map(index)), ...ends[i] },
      ]),
    ),
    length: { mean: mean(lengths), median: median(lengths) },
    distinctWords: new Set(lines.flatMap(({ text }) => wordsOf(text))).size,
    typeTokenRatio: mean(lines.map(({ text }) => new Set(wordsOf(text)).size / wordsOf(text).length)),
    namesGroup: countedShare(naming),
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

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return mean(sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1));
}
