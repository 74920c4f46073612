import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { packageVersion } from '../../core/package-version.ts';
import { UsageError } from '../../errors/errors.ts';
import { printable } from '../../errors/printable.ts';
import { pageFolder } from '../../report/page-folder.ts';
import { exportSite } from '../../server/view/export/export-site.ts';
import type { StudyPlace } from '../../server/view/shown-study.ts';
import { startViewServer, type ViewSetup } from '../../server/view/view-server.ts';
import { chooseRatingItems } from '../../stages/choose-rating-items.ts';
import { mayBeStore, storeName } from '../../store/open-store.ts';
import { type PageStudy, pageStudy } from '../../study/file/load-study.ts';
import { defaultRating } from '../../study/file/rating-schema.ts';
import { type LoadedRating, loadRating } from '../../study/file/rating-settings.ts';
import { type CommandContext, untilInterrupted } from '../command-context.ts';
import { addPageOptions, type PageOptions, packOption, pagePlace, storeOption } from '../options.ts';
import { readableStorePath, storePath } from '../with-store.ts';

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
    .description(
      'serve a page that shows what a study found, also during a run, and that sets up new studies',
    )
    .option(
      '--study <file>',
      'study file whose results, name and `rating` it takes (default: study.yaml if there)',
    )
    .option('--export <folder>', 'write the page as a folder of files for any web server, and stop')
    .option('--compare <file>', 'results file of another study, to compare with on the page')
    .option('--read-only', 'store no rating and no note, and start no study, whoever opens the page')
    .addOption(packOption())
    .addOption(storeOption());
  return addPageOptions(command, 4781).action((options: ViewOptions) => view(context, options));
}

async function view(context: CommandContext, options: ViewOptions): Promise<void> {
  const { readOnly = false, compare, export: folder } = options;
  const notify = (sentence: string) => context.stderr.write(`${sentence}\n`);
  const setsUp = !readOnly && folder === undefined;
  const study = setsUp ? await studyToCorrect(options, notify) : await pageStudy(options);
  // Results that are named have to be there; else the page is where they are made.
  const isNamed = options.store !== undefined || compare !== undefined || options.pack !== undefined;
  if (!setsUp || isNamed) readableStorePath(study.store);
  const place = await placeOf(study, options);
  if (folder !== undefined) {
    const { files, bytes } = await exportSite({ ...place, folder, page: await pageFolder(notify) });
    const size = (bytes / 1e6).toFixed(1);
    context.stdout.write(`${files} files, ${size} MB in ${folder}: put the folder on any web server.\n`);
    return;
  }
  const setup = setsUp ? await viewSetup(context, options) : null;
  const server = await startViewServer({
    ...place,
    ...(compare === undefined ? {} : { comparedPath: readableStorePath(compare) }),
    ...(readOnly && { readOnly }),
    ...pagePlace(options),
    setup,
    notify,
  });
  context.stdout.write(`${addresses(server.url, setup, mayBeStore(place.path))}\nCtrl-C ends it.\n`);
  await untilInterrupted();
  await server.close();
}

/** A study file of the folder that has a problem is corrected on the page, so it does not keep the page from opening. */
async function studyToCorrect(options: ViewOptions, notify: (text: string) => void): Promise<PageStudy> {
  try {
    return await pageStudy(options);
  } catch (error) {
    if (!(error instanceof UsageError) || options.study !== undefined) throw error;
    notify(
      `${printable(error.describe())}\nThe page opens all the same: correct the file there, under "New study".`,
    );
    return pageStudy({ ...options, study: null });
  }
}

async function placeOf(study: PageStudy, { pack }: Pick<ViewOptions, 'pack'>): Promise<StudyPlace> {
  const path = storePath(study.store);
  const named = { path, pack, name: study.name ?? storeName(path), version: packageVersion() };
  return { ...named, labels: study.labels, ...ratingBy(await ratedHere(study.rating)) };
}

async function viewSetup(context: CommandContext, options: ViewOptions): Promise<ViewSetup> {
  const { datasets, providers } = await context.extensions();
  const config = context.config === undefined ? [] : ['--config', context.config];
  return {
    ...{ datasets, providers, folder: process.cwd(), environment: process.env },
    organiserToken: randomBytes(18).toString('base64url'),
    program: {
      command: process.execPath,
      args: [fileURLToPath(new URL('../../../bin/hvsb.js', import.meta.url)), ...config],
    },
    async placeOf(file) {
      return placeOf(await pageStudy({ study: file }), { pack: options.pack });
    },
  };
}

/** The token of the organiser is for this terminal alone: whoever has it can spend money. */
function addresses(url: string, setup: ViewSetup | null, hasResults: boolean): string {
  const own = new URL('/setup', url);
  const session = new URLSearchParams(new URL(url).hash.slice(1));
  session.set('organiser', setup?.organiserToken ?? '');
  own.hash = `${session}`;
  if (!hasResults) return `There are no results here yet. Set up and start a study at ${own.href}`;
  const seen = `See the study at ${url}`;
  return setup === null ? seen : `${seen}\nSet up and start studies at ${own.href} (yours alone)`;
}

/** People judge scenarios on the page of `hvsb rate` alone, which shows nothing else. */
function ratedHere(rating: LoadedRating): LoadedRating | Promise<LoadedRating> {
  return rating.what === 'explanations' ? rating : loadRating(defaultRating(), '.', 'rating');
}

function ratingBy({
  itemsPerModel,
  scenarios: _,
  ...settings
}: LoadedRating): Pick<StudyPlace, 'settings' | 'chooseItems'> {
  return {
    settings,
    async chooseItems(store) {
      const { seed } = settings;
      const chosen = await chooseRatingItems({ store, filter: {}, itemsPerModel, seed });
      await store.addRatingItems(chosen, seed);
    },
  };
}
