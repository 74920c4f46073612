import type { FigureMaker } from '../charts/figure.ts';
import { agreeabilityFigures } from './agreeability/charts.ts';
import { attackFlipFigures, attackLineFigures } from './attack-success/charts.ts';
import { consistencyFigures } from './consistency/charts.ts';
import { controlsFigures } from './controls/charts.ts';
import { misalignmentFigures } from './misalignment/charts.ts';
import { scenarioTypeFigures } from './misalignment/kind-charts.ts';
import { sizeFigures } from './misalignment/size-charts.ts';
import { readabilityFigures } from './readability/charts.ts';

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
