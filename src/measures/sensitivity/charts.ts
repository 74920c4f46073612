import { percentAxis, percentLabel, plainLabel, shortNames } from '../../charts/axis.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import { attackLabel, attackOrder, formatRate, names } from '../../tables/format.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { type LevelRate, type Sensitivity, sensitivityId } from './compute.ts';

/** Misalignment with each wording: a panel a dataset, a row a model, without an attack or under the first that there is. */
export const sensitivityFigures: ChartMaker = (results, place) => {
  const all = (resultOf(results, sensitivityId)?.entries ?? []).filter(({ n }) => n > 0);
  const attack = attackOrder(all)[0] ?? '';
  const entries = all.filter((entry) => entry.attack === attack && entry.wordings > 1);
  if (entries.length === 0) return [];
  const models = names(entries, ({ model }) => model);
  const labels = shortNames(models);
  const rates = entries.flatMap(wordingRates);
  const wordings = names(rates, ({ level }) => level);
  const { option, height } = dotPanels(
    {
      rows: models.map((model) => labels.get(model) ?? model),
      series: wordings.map((wording) => `wording ${wording}`),
      axisName: 'misalignment rate',
      axisLabel: percentLabel,
      panels: names(entries, ({ dataset }) => dataset).map((dataset) => ({
        title: plainLabel(dataset),
        range: percentAxis(rates.map(({ rate, high }) => high ?? rate)),
        series: wordings.map((wording) =>
          entries
            .filter((entry) => entry.dataset === dataset)
            .flatMap((entry) =>
              wordingRates(entry)
                .filter(({ level }) => level === wording)
                .map(({ rate, low, high }) => ({
                  place: models.indexOf(entry.model),
                  value: rate,
                  low,
                  high,
                  label: `${plainLabel(entry.model)} on ${plainLabel(dataset)}, wording ${wording}: ${formatRate(rate)}`,
                })),
            ),
        ),
      })),
    },
    place,
  );
  return [
    {
      id: 'sensitivity',
      title: `Misalignment rate by wording of the question, ${plainLabel(attackLabel(attack))}`,
      lead: 'The same scenarios, asked about in several wordings of the same question, with 95% intervals over clusters.',
      description: entries.map(rangeSentence).join(' '),
      option,
      width: place.width,
      height,
      columns: ['dataset', 'model', 'attack', 'wording', 'rate', 'low', 'high', 'n'],
      rows: entries.flatMap((entry) =>
        wordingRates(entry).map(({ level, rate, low, high, n }) => [
          entry.dataset,
          entry.model,
          attack,
          level,
          rate,
          low,
          high,
          n,
        ]),
      ),
    },
  ];
};

function wordingRates({ levels }: Sensitivity): readonly LevelRate[] {
  return levels.filter(({ factor }) => factor === 'wording');
}

function rangeSentence(entry: Sensitivity): string {
  const rates = wordingRates(entry).flatMap(({ rate }) => rate ?? []);
  const name = `${plainLabel(entry.model)} on ${plainLabel(entry.dataset)}`;
  return `${name}: from ${formatRate(Math.min(...rates))} to ${formatRate(Math.max(...rates))} over ${rates.length} wordings.`;
}
