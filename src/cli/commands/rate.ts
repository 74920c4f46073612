import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import type { RatingSettings } from '../../core/rating.ts';
import { UsageError } from '../../errors/errors.ts';
import { ratingAddresses } from '../../server/addresses.ts';
import { startRatingServer } from '../../server/rating/rating-app.ts';
import { chooseRatingItems } from '../../stages/choose-rating-items.ts';
import { ratingLabelsOf } from '../../store/contract/rating-scale.ts';
import type { Store } from '../../store/contract/store.ts';
import { pageStudy } from '../../study/file/load-study.ts';
import type { StudyRating } from '../../study/file/study-schema.ts';
import { plural } from '../../tables/format.ts';
import { type CommandContext, untilInterrupted } from '../command-context.ts';
import {
  addPageOptions,
  addScenarioOptions,
  list,
  type PageOptions,
  pagePlace,
  positiveInteger,
  type ScenarioOptions,
  scenarioFilter,
  storeOption,
} from '../options.ts';
import { besideOthers, withExistingStore } from '../with-store.ts';

interface RateOptions extends ScenarioOptions, PageOptions {
  readonly study?: string;
  readonly explainer?: readonly string[];
  readonly items?: number;
  readonly addItems?: boolean;
  readonly ratersPerItem?: number;
  readonly store?: string;
}

export function rateCommand(context: CommandContext): Command {
  const command = new Command('rate')
    .description('serve a page on which people rate explanations, blind to the model')
    .option(
      '--study <file>',
      'study file whose `rating` sets scale, guidelines and numbers (default: study.yaml if there)',
    )
    .option('--explainer <names>', 'only explanations by these models', list)
    .option(
      '--items <n>',
      'how many explanations of each model (default: as the study says)',
      positiveInteger,
    )
    .option(
      '--raters-per-item <n>',
      'how many people rate each explanation (default: as the study says)',
      positiveInteger,
    )
    .option('--add-items', 'choose items although there are some already')
    .addOption(storeOption());
  return addPageOptions(addScenarioOptions(command), 4780).action((options: RateOptions) =>
    rate(context, options),
  );
}

async function rate(context: CommandContext, options: RateOptions): Promise<void> {
  const { rating, store: storePath } = await pageStudy(options);
  const study = { ...rating, ratersPerItem: options.ratersPerItem ?? rating.ratersPerItem };
  const place = pagePlace(options);
  const work = async (store: Store) => {
    // First, so that nothing has changed where the scale is refused.
    const labels = await ratingLabelsOf(store, study.labels);
    await store.saveRatingLabels(labels);
    await chooseItems(context, store, options, study);
    const { itemsPerModel: _, ...settings } = study;
    const organiserToken = randomBytes(18).toString('base64url');
    const server = await startRatingServer({
      store,
      settings: { ...settings, labels } satisfies RatingSettings,
      ...place,
      organiserToken,
      notify: (sentence) => context.stderr.write(`${sentence}\n`),
    });
    const items = (await store.ratingItems()).length;
    context.stdout.write(
      ratingAddresses({ url: server.url, host: place.host, token: place.token, organiserToken }),
    );
    context.stdout.write(
      `${items} ${plural(items, 'explanation', 'explanations')}, each to be rated by ${study.ratersPerItem} ${plural(study.ratersPerItem, 'person', 'people')}.\nCtrl-C ends it; every rating is stored as it is given.\n`,
    );
    await untilInterrupted();
    await server.close();
  };
  await withExistingStore(storePath, 'hvsb rate', work, besideOthers);
}

/** Items stay as they are once chosen, so that raters of today and of tomorrow rate the same. */
async function chooseItems(
  context: CommandContext,
  store: Store,
  options: RateOptions,
  study: StudyRating,
): Promise<void> {
  const before = (await store.ratingItems()).length;
  if (before > 0 && options.addItems !== true) return;
  const chosen = await chooseRatingItems({
    store,
    filter: {
      ...scenarioFilter(options),
      ...(options.explainer === undefined ? {} : { explainers: options.explainer }),
    },
    itemsPerModel: options.items ?? study.itemsPerModel,
    seed: study.seed,
  });
  if (chosen.length === 0) {
    throw new UsageError('There is no explanation to rate.', {
      where: store.location,
      advice: 'Have models explain first ("hvsb explain"), or import explanations.',
    });
  }
  await store.addRatingItems(chosen, study.seed);
  const after = (await store.ratingItems()).length;
  context.stderr.write(`${after - before} explanations chosen to be rated, ${after} in all.\n`);
}
