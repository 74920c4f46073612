import { agreeabilityFigures } from './agreeability/agreeability-figures.ts';
import { attackFlipFigures } from './attack-success/attack-flip-figures.ts';
import { attackLineFigures } from './attack-success/attack-line-figures.ts';
import { consistencyFigures } from './consistency/consistency-figures.ts';
import { controlsFigures } from './controls/controls-figures.ts';
import type { FigureMaker } from '../charts/figure.ts';
import { misalignmentFigures } from './misalignment/misalignment-figures.ts';
import { readabilityFigures } from './readability/readability-figures.ts';
import { scenarioTypeFigures } from './misalignment/scenario-type-figures.ts';
import { sizeFigures } from './misalignment/size-figures.ts';

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
