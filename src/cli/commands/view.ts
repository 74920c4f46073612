import { Command } from 'commander';
import { packageVersion } from '../../core/package-version.ts';
import { pageFolder } from '../../report/page-folder.ts';
import { exportSite } from '../../server/view/export/export-site.ts';
import { startViewServer } from '../../server/view/view-app.ts';
import { chooseRatingItems } from '../../stages/choose-rating-items.ts';
import { storeName } from '../../store/open-store.ts';
import { pageStudy } from '../../study/file/load-study.ts';
import { defaultRating } from '../../study/file/rating-schema.ts';
import { type LoadedRating, loadRating } from '../../study/file/rating-settings.ts';
import { type CommandContext, untilInterrupted } from '../command-context.ts';
import { addPageOptions, type PageOptions, packOption, pagePlace, storeOption } from '../options.ts';
import { readableStorePath } from '../with-store.ts';

interface ViewOptions extends PageOptions {
  readonly study?: string;
  readonly export?: string;
  readonly pack?: string;
  readonly compare?: string;
  readonly readOnly?: boolean;
  readonly store?: string;
}

export function viewCommand(context: CommandContext): Command {
  const command = new Command('view')
    .description('serve a page that shows what a study found, also during a run')
    .option(
      '--study <file>',
      'study file whose results, name and `rating` it takes (default: study.yaml if there)',
    )
    .option('--export <folder>', 'write the page as a folder of files for any web server, and stop')
    .option('--compare <file>', 'results file of another study, to compare with on the page')
    .option('--read-only', 'store no rating and no note, whoever opens the page')
    .addOption(packOption())
    .addOption(storeOption());
  return addPageOptions(command, 4781).action((options: ViewOptions) => view(context, options));
}

async function view(context: CommandContext, options: ViewOptions): Promise<void> {
  const study = await pageStudy(options);
  const path = readableStorePath(study.store);
  const named = {
    path,
    pack: options.pack,
    name: study.name ?? storeName(path),
    version: packageVersion(),
    labels: study.labels,
  };
  const notify = (sentence: string) => context.stderr.write(`${sentence}\n`);
  if (options.export !== undefined) {
    const { files, bytes } = await exportSite({
      ...named,
      folder: options.export,
      page: await pageFolder(notify),
    });
    const size = (bytes / 1e6).toFixed(1);
    context.stdout.write(
      `${files} files, ${size} MB in ${options.export}: put the folder on any web server.\n`,
    );
    return;
  }
  const server = await startViewServer({
    ...named,
    ...(options.compare === undefined ? {} : { comparedPath: readableStorePath(options.compare) }),
    ...(options.readOnly === true && { readOnly: true }),
    ...pagePlace(options),
    ...ratingBy(await ratedHere(study.rating)),
    notify,
  });
  context.stdout.write(`See the study at ${server.url}\nCtrl-C ends it.\n`);
  await untilInterrupted();
  await server.close();
}

/** People judge scenarios on the page of `hvsb rate` alone, which shows nothing else. */
function ratedHere(rating: LoadedRating): LoadedRating | Promise<LoadedRating> {
  return rating.what === 'explanations' ? rating : loadRating(defaultRating(), '.', 'rating');
}

function ratingBy({
  itemsPerModel,
  scenarios: _,
  ...settings
}: LoadedRating): Pick<Parameters<typeof startViewServer>[0], 'settings' | 'chooseItems'> {
  return {
    settings,
    async chooseItems(store) {
      const { seed } = settings;
      const chosen = await chooseRatingItems({ store, filter: {}, itemsPerModel, seed });
      await store.addRatingItems(chosen, seed);
    },
  };
}
