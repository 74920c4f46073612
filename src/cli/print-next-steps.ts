import type { CommandContext } from './command-context.ts';

/** Where a study is: by the words that name it, as they would be typed. */
export interface StudyPlace {
  readonly study: string;
  readonly store: string | undefined;
}

/** Tells how to look at what a run found: the page and the report. */
export function printNextSteps(context: CommandContext, place: StudyPlace): void {
  const program = isCheckout() ? 'npm run -s hvsb --' : 'hvsb';
  const which = flags(place);
  context.stderr.write(
    [
      '',
      `Explore it on a page:   ${program} view${which}`,
      `Make a report to send:  ${program} report${which} --out report`,
      '',
    ].join('\n'),
  );
}

/** Nothing where the commands find it by themselves. */
function flags({ study, store }: StudyPlace): string {
  const named = study === 'study.yaml' ? '' : ` --study ${quoted(study)}`;
  return store === undefined ? named : `${named} --store ${quoted(store)}`;
}

function quoted(path: string): string {
  return /^[\w./:@%+,=~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** A checkout runs as it was written, and has no `hvsb` on the path. */
function isCheckout(): boolean {
  return import.meta.url.endsWith('.ts');
}
