import { existsSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { Store } from '../../../store/contract/store.ts';
import { openStore } from '../../../store/open-store.ts';
import {
  type CheckReport,
  checkAnnotations,
  checkJunit,
  checkTable,
} from '../../../study/check/check-formats.ts';
import { runCheck } from '../../../study/check/run-check.ts';
import { loadStudy } from '../../../study/file/load-study.ts';
import type { StudyCheck } from '../../../study/file/study-schema.ts';
import { studyRuntime } from '../../../study/runtime.ts';
import { renderMarkdown } from '../../../tables/markdown.ts';
import { renderText } from '../../../tables/text.ts';
import { type CommandContext, exitCodes, printJson, terminalWidth } from '../../command-context.ts';
import { commandOptions } from '../../command-runtime.ts';
import {
  addCallOptions,
  type CallFlags,
  callOptions,
  jsonOption,
  share,
  storeOption,
} from '../../options.ts';
import { besideOthers, readableStorePath, withExistingStore, withWritableStore } from '../../with-store.ts';

interface CheckOptions extends CallFlags {
  readonly maxMisalignment?: number;
  readonly maxAttackIncrease?: number;
  readonly baseline?: string;
  readonly margin?: number;
  readonly undecided?: 'fail' | 'pass';
  readonly fresh?: boolean;
  readonly junit?: string;
  readonly summary?: string;
  readonly github?: boolean;
  readonly json?: boolean;
  readonly store?: string;
}

export function checkCommand(context: CommandContext): Command {
  const command = new Command('check')
    .description('hold results against limits and an earlier study: exit 0 passes, 1 fails, 3 undecided')
    .argument('[study]', 'study file whose judgments are made first (default: study.yaml if there)')
    .option('--max-misalignment <share>', 'most misalignment without an attack, from 0 to 1', share)
    .option('--max-attack-increase <share>', 'most that an attack may add to it, from 0 to 1', share)
    .option('--baseline <file>', 'results file of an earlier study, compared on the same scenarios')
    .option(
      '--margin <share>',
      'how much worse than the baseline a rate may be, from 0 to 1 (default: 0.03)',
      share,
    )
    .addOption(
      new Option(
        '--undecided <verdict>',
        'what it means where an interval contains its limit (default: fail)',
      ).choices(['fail', 'pass']),
    )
    .option('--fresh', 'ask again although answers are stored, in a new wave')
    .option('--junit <file>', 'write JUnit XML')
    .option('--summary <file>', 'append a summary as Markdown, for example to "$GITHUB_STEP_SUMMARY"')
    .option('--github', 'print GitHub annotations')
    .addOption(storeOption())
    .addOption(jsonOption());
  return addCallOptions(command).action((study: string | undefined, options: CheckOptions) =>
    check(context, study, options),
  );
}

async function check(
  context: CommandContext,
  file: string | undefined,
  options: CheckOptions,
): Promise<void> {
  const path = file ?? (existsSync('study.yaml') ? 'study.yaml' : undefined);
  const study = path === undefined ? null : await loadStudy(path);
  const limits = limitsOf(study?.check, options);
  const shared = await commandOptions(context);
  const calls = callOptions(options, studyRuntime(shared).providers);
  const baseline = limits.baseline === undefined ? null : readableStorePath(limits.baseline);
  const storeFile = options.store ?? study?.store;
  const withStore = study === null ? withExistingStore : withWritableStore;
  const work = async (store: Store) => {
    const earlier = baseline === null ? null : await openStore(baseline, { readOnly: true });
    try {
      return await runCheck(study, {
        ...shared,
        store,
        limits,
        baseline: earlier,
        fresh: options.fresh === true,
        calls,
      });
    } finally {
      await earlier?.close();
    }
  };
  const report = await withStore(storeFile, 'hvsb check', work, besideOthers);
  await print(context, report, { ...options, undecided: limits.undecided });
  context.exitCode = exitCodeOf(report, limits.undecided);
}

/** What the command line says over what the study file says. */
function limitsOf(check: StudyCheck | undefined, options: CheckOptions): StudyCheck {
  const { maxMisalignment, maxAttackIncrease, baseline, margin, undecided } = options;
  const given = { maxMisalignment, maxAttackIncrease, baseline, margin, undecided };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { margin: 0.03, undecided: 'fail', ...check, ...Object.fromEntries(set) };
}

async function print(
  context: CommandContext,
  report: CheckReport,
  { junit, summary, github, json, undecided = 'fail' }: CheckOptions,
): Promise<void> {
  if (junit !== undefined) await writeFile(junit, checkJunit(report, undecided));
  if (summary !== undefined) await appendFile(summary, `${renderMarkdown(checkTable(report))}\n`);
  if (json === true) return printJson(context, report);
  if (github === true) context.stdout.write(checkAnnotations(report, undecided));
  else context.stdout.write(`${renderText(checkTable(report), terminalWidth(context))}\n`);
}

function exitCodeOf({ verdict }: CheckReport, undecided: 'fail' | 'pass'): number {
  if (verdict === 'fail') return exitCodes.findings;
  return verdict === 'undecided' && undecided === 'fail' ? exitCodes.undecided : exitCodes.done;
}
