import { randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';
import { type RatedKind, type RatingSettings, ratedKinds } from '../../core/rating.ts';
import { UsageError } from '../../errors/errors.ts';
import { ratingAddresses } from '../../server/addresses.ts';
import { startRatingServer } from '../../server/rating/rating-app.ts';
import { checkToken } from '../../server/serve.ts';
import type { Store } from '../../store/contract/store.ts';
import { pageStudy } from '../../study/file/load-study.ts';
import type { StudyRating } from '../../study/file/rating-schema.ts';
import { type StartedRound, startRound } from '../../study/rating-round.ts';
import { plural } from '../../tables/format.ts';
import { type CommandContext, untilInterrupted } from '../command-context.ts';
import {
  addPageOptions,
  addScenarioOptions,
  list,
  type PageOptions,
  pagePlace,
  positiveInteger,
  positiveNumber,
  type ScenarioOptions,
  scenarioFilter,
  storeOption,
} from '../options.ts';
import { besideOthers, withExistingStore } from '../with-store.ts';

interface RateOptions extends ScenarioOptions, PageOptions {
  readonly study?: string;
  readonly settings?: string;
  readonly what?: RatedKind;
  readonly explainer?: readonly string[];
  readonly items?: number;
  readonly addItems?: boolean;
  readonly ratersPerItem?: number;
  readonly itemsPerRater?: number;
  readonly guidelines?: string;
  readonly consent?: string;
  readonly training?: string;
  readonly gold?: string;
  readonly attention?: string;
  readonly holdMinutes?: number;
  readonly breakMinutes?: number;
  readonly prolificCode?: string;
  readonly declinedCode?: string;
  readonly store?: string;
}

export function rateCommand(context: CommandContext): Command {
  const command = new Command('rate')
    .description(
      'serve a page on which people rate explanations or judge scenarios, blind to models and labels',
    )
    .addOption(
      new Option('--what <kind>', 'what people are asked about (default: explanations)').choices(ratedKinds),
    )
    .option(
      '--study <file>',
      'study file whose `rating` sets scale, guidelines and numbers (default: study.yaml if there)',
    )
    .option('--settings <file>', 'the same in a file of its own, in place of the study’s `rating`')
    .option('--explainer <names>', 'only explanations by these models', list)
    .option(
      '--items <n>',
      'how many explanations of each model, or how many scenarios (default: as the study says)',
      positiveInteger,
    )
    .option(
      '--raters-per-item <n>',
      'how many people rate each item (default: as the study says)',
      positiveInteger,
    )
    .option('--items-per-rater <n>', 'most items of one person (default: all)', positiveInteger)
    .option('--add-items', 'go on with the items of the last call, too, where others are chosen now')
    .option('--guidelines <file>', 'what raters read before the first item: text or Markdown')
    .option('--consent <file>', 'what people agree to before they begin: text or Markdown')
    .option('--training <file>', 'items with explained answers that come first')
    .option('--gold <file>', 'items with known answers among the others')
    .option('--attention <file>', 'items among the others that show whether somebody reads')
    .option(
      '--hold-minutes <n>',
      'an item that was given and not rated for so long is given to others (default: 20)',
      positiveNumber,
    )
    .option('--break-minutes <n>', 'suggest a break after so much work (default: 20)', positiveNumber)
    .option('--prolific-code <code>', 'completion code of a study on Prolific')
    .option('--declined-code <code>', 'code on Prolific of those who do not consent')
    .addOption(storeOption());
  return addPageOptions(addScenarioOptions(command), 4780).action((options: RateOptions) =>
    rate(context, options),
  );
}

async function rate(context: CommandContext, options: RateOptions): Promise<void> {
  const { study, settings, store: storePath } = options;
  const { rating, store: path } = await pageStudy({
    ...(study === undefined ? {} : { study }),
    ...(settings === undefined ? {} : { settings }),
    ...(storePath === undefined ? {} : { store: storePath }),
    rating: ratingOptions(options),
  });
  const place = pagePlace(options);
  // Before anything is chosen and stored.
  checkToken(place.host, place.token);
  const work = async (store: Store) => {
    const round = await startRound({
      ...{ store, rating, filter: scenarioFilter(options), addItems: options.addItems === true },
      ...(options.explainer === undefined ? {} : { explainers: options.explainer }),
    });
    context.stderr.write(roundChanges(round, rating.what));
    const organiserToken = randomBytes(18).toString('base64url');
    const server = await startRatingServer({
      ...{ store, what: rating.what, ...place, organiserToken },
      notify: (sentence) => context.stderr.write(`${sentence}\n`),
    });
    const isProlific = rating.prolific !== null && rating.prolific !== undefined;
    context.stdout.write(ratingAddresses({ url: server.url, ...place, organiserToken, isProlific }));
    context.stdout.write(
      `${whatIsAsked(round)}\nCtrl-C ends it; every ${rating.what === 'scenarios' ? 'judgment' : 'rating'} is stored as it is given.\n`,
    );
    await untilInterrupted();
    await server.close();
  };
  await withExistingStore(path, 'hvsb rate', work, besideOthers);
}

/** What options say of the rating, as a study file would. */
function ratingOptions(options: RateOptions): Partial<StudyRating> {
  const { what, items, ratersPerItem, itemsPerRater, holdMinutes, breakMinutes } = options;
  const { prolificCode: completionCode, declinedCode = null } = options;
  if (declinedCode !== null && completionCode === undefined) {
    throw new UsageError('Only a study on Prolific has a code for those who do not consent.', {
      where: '--declined-code',
      expected: '--prolific-code beside it',
      found: 'no such option',
    });
  }
  const files = ['guidelines', 'consent', 'training', 'gold', 'attention'] as const;
  const given = {
    ...{ what, ratersPerItem, itemsPerRater, holdMinutes, breakMinutes },
    ...{ itemsPerModel: items, scenarios: items },
    ...Object.fromEntries(files.map((field) => [field, options[field] && { file: options[field] }])),
    prolific: completionCode === undefined ? undefined : { completionCode, declinedCode },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function roundChanges({ items, added, earlier, closed, changes }: StartedRound, what: RatedKind): string {
  const ofKind = what === 'scenarios' ? 'scenario' : 'explanation';
  const lines = [
    ...(added > 0
      ? [
          `${added} ${plural(added, ofKind, `${ofKind}s`)} chosen to be ${what === 'scenarios' ? 'judged' : 'rated'}, ${items} in all.`,
        ]
      : []),
    ...(earlier > 0
      ? [
          `${earlier} ${plural(earlier, 'item was', 'items were')} here already, and those are rated. Add --add-items to choose others, too.`,
        ]
      : []),
    ...(closed > 0
      ? [
          `${closed} ${plural(closed, 'item', 'items')} of the last call ${plural(closed, 'is', 'are')} given to nobody any more, because others were chosen; what people said stays. Add --add-items to go on with them.`,
        ]
      : []),
    ...(changes.length > 0
      ? [
          'Set otherwise than in the last call, and so from now on:',
          ...changes.map((change) => `  ${change}`),
        ]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function whatIsAsked({ items, settings }: StartedRound): string {
  const { ratersPerItem, itemsPerRater, training, gold, attention, what } = settings;
  const isScenarios = what === 'scenarios';
  const subjects = isScenarios
    ? plural(items, 'scenario', 'scenarios')
    : plural(items, 'explanation', 'explanations');
  const most = itemsPerRater ? `, at most ${itemsPerRater} by one` : '';
  const counted = [
    counts(training, 'training item'),
    counts(gold, 'gold item'),
    counts(attention, 'attention check'),
  ].filter((text) => text !== '');
  const people = plural(ratersPerItem, 'person', 'people');
  return [
    `${items} ${subjects}, each to be ${isScenarios ? 'judged' : 'rated'} by ${ratersPerItem} ${people}${most}.`,
    ...(counted.length === 0 ? [] : [`Each rater also gets ${counted.join(', ')}; none of them counts.`]),
  ].join('\n');
}

function counts(checks: RatingSettings['gold'], name: string): string {
  const count = checks?.length ?? 0;
  return count === 0 ? '' : `${count} ${plural(count, name, `${name}s`)}`;
}
