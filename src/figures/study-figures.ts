import { agreeabilityFigures } from './agreeability-figures.ts';
import { attackFlipFigures } from './attack-flip-figures.ts';
import { attackLineFigures } from './attack-line-figures.ts';
import { consistencyFigures } from './consistency-figures.ts';
import { controlsFigures } from './controls-figures.ts';
import type { FigureMaker } from './figure.ts';
import { misalignmentFigures } from './misalignment-figures.ts';
import { readabilityFigures } from './readability-figures.ts';
import { scenarioTypeFigures } from './scenario-type-figures.ts';
import { sizeFigures } from './size-figures.ts';

const makers: readonly FigureMaker[] = [
  misalignmentFigures,
  attackLineFigures,
  attackFlipFigures,
  scenarioTypeFigures,
  controlsFigures,
  sizeFigures,
  consistencyFigures,
  agreeabilityFigures,
  readabilityFigures,
];

/** All figures that these metrics have something for, what matters most first; each `id` once. */
export const studyFigures: FigureMaker = (metrics, place) => {
  const taken = new Set<string>();
  return makers
    .flatMap((make) => make(metrics, place))
    .map((figure) => {
      const id = freeId(figure.id, taken);
      taken.add(id);
      return { ...figure, id };
    });
};

/** Two datasets may differ only in what a file name cannot show. */
function freeId(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  for (let number = 2; taken.has(free); number += 1) free = `${id}-${number}`;
  return free;
}
