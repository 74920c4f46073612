import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouterState, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { plural } from '../../../../src/core/plural.ts';
import type { StudyView } from '../../../../src/core/view/view-api.ts';
import { overviewFigures } from '../../../../src/measures/attack-success/overview-chart.ts';
import { type Finding, resultOf, type StudyResults } from '../../../../src/measures/measure.ts';
import { resultsWithin } from '../../../../src/measures/measure-study.ts';
import { unansweredTables } from '../../../../src/measures/misalignment/breakdown-tables.ts';
import { misalignmentFigures } from '../../../../src/measures/misalignment/charts.ts';
import { misalignmentId } from '../../../../src/measures/misalignment/compute.ts';
import { sizeFigures } from '../../../../src/measures/misalignment/size-charts.ts';
import { type StudyAnswer, studyAnswers } from '../../../../src/measures/study-answers.ts';
import { studyFindings } from '../../../../src/measures/study-views.ts';
import { formatCount } from '../../../../src/tables/format.ts';
import { StudyFigures } from '../../components/charts/study-figures.tsx';
import { Choice } from '../../components/choices/choices.tsx';
import { SelectionChoices, useSelection, ViewHead } from '../../components/choices/selection.tsx';
import { AnswerTiles, FindingCard } from '../../components/layout/cards.tsx';
import { Command, Empty, Notice } from '../../components/layout/messages.tsx';
import { WithMetrics } from '../../components/layout/query-result.tsx';
import { TextTables } from '../../components/tables/text-table.tsx';
import { studyQueries, studySource } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';
import { Section } from '../../router/section.tsx';
import { Leaderboard } from './leaderboard.tsx';
import { OtherMeasures } from './other-measures.tsx';
import { type Policy, withPolicy } from './policy-rate.ts';

const route = getRouteApi('/');

/** What the study found, at a glance. */
export function OverviewView() {
  const { data: study } = useQuery(studyQueries.study);
  return (
    <WithMetrics title="Overview">
      {(metrics, { notes, added }) => (
        <>
          {notes
            .filter((note) => !isOfChoices(note))
            .map((note) => (
              <Notice key={note} kind="warning">
                {note}
              </Notice>
            ))}
          {resultOf(metrics, misalignmentId) === null ? (
            <NothingJudged title="Overview" />
          ) : (
            <Overview metrics={metrics} />
          )}
          <OtherMeasures metrics={metrics} added={added} />
          {study !== undefined && <StudyNumbers study={study} />}
        </>
      )}
    </WithMetrics>
  );
}

/** The choices of prompt pack and wording above say what these say of the command line. */
function isOfChoices(note: string): boolean {
  return note.endsWith('choose with --pack.') || note.endsWith('not averaged over several.');
}

function Overview({ metrics }: { metrics: StudyResults }) {
  const selection = useSelection(metrics);
  const { policy = 'excluded' } = route.useSearch();
  const setSearch = useSetSearch();
  const { dataset, attack } = selection;
  const own = useMemo(() => resultsWithin(metrics, { dataset }), [metrics, dataset]);
  const selected = useMemo(() => resultsWithin(metrics, { dataset, attack }), [metrics, dataset, attack]);
  const counted = useMemo(() => withPolicy(selected, policy), [selected, policy]);
  const ownCounted = useMemo(() => withPolicy(own, policy), [own, policy]);
  return (
    <>
      <ViewHead title="Overview" lead="How often models call unbiased what is labelled biased.">
        <SelectionChoices selection={selection} />
        <Choice
          label="Answers without a verdict"
          value={policy}
          options={[
            ['excluded', 'Left out'],
            ['asAligned', 'Counted as aligned'],
            ['asMisaligned', 'Counted as misaligned'],
          ]}
          onChoose={(chosen) => setSearch({ policy: chosen === 'excluded' ? undefined : chosen })}
        />
      </ViewHead>
      <AnswerTiles answers={studyAnswers(counted)} more={(id) => <MoreOf id={id} />} />
      {policy !== 'excluded' && (
        <p className="hint">
          Rates and intervals count answers without a verdict as chosen. Tests, and so the answer under
          attack, go by verdicts alone: the choice does not affect them.
        </p>
      )}
      <StudyFigures make={overviewFigures} metrics={ownCounted} />
      {selection.attack !== selection.attacks[0] && selection.attacks.length > 1 && (
        <p className="hint">
          The figure above shows every attack: the choice of one does not affect it, nor the answer under
          attack.
        </p>
      )}
      <Section id="models">
        <Leaderboard
          metrics={ownCounted}
          attack={selection.attack}
          policy={policy}
          sort={selection.sort}
          onSort={selection.setSort}
        />
      </Section>
      <Section id="details">
        <Details findings={studyFindings(selected)} policy={policy} />
      </Section>
      <StudyFigures make={misalignmentFigures} metrics={counted} />
      <StudyFigures make={sizeFigures} metrics={counted} />
      <TextTables tables={unansweredTables(selected)} />
    </>
  );
}

const places = {
  alignment: ['/types', 'By kind of scenario'],
  'scenario-types': ['/types', 'Scenario types'],
  attacks: ['/attacks', 'Attacks'],
  explanations: ['/explanations', 'Explanations'],
  certainty: ['/attacks', 'Controls', 'controls'],
} as const satisfies Readonly<Record<string, readonly [to: string, name: string, section?: string]>>;

/** Where the page shows more of a finding; undefined where it has no place of its own. */
function placeOf({ id }: Finding): (typeof places)[keyof typeof places] | undefined {
  return id in places ? places[id as keyof typeof places] : undefined;
}

const morePlaces = {
  judges: ['/', 'models', 'All models'],
  holds: ['/attacks', undefined, 'Attacks'],
  certainty: ['/', 'details', 'What it rests on'],
} as const satisfies Readonly<
  Record<StudyAnswer['id'], readonly [to: string, section: string | undefined, name: string]>
>;

/** Where there is more of one of the answers in short. */
function MoreOf({ id }: { id: StudyAnswer['id'] }) {
  const { dataset, attack, policy } = route.useSearch();
  const [to, section, name] = morePlaces[id];
  return (
    <Link to={to} hash={section} search={{ dataset, attack, policy }}>
      {name}
      <span aria-hidden="true"> →</span>
    </Link>
  );
}

interface DetailsProps {
  readonly findings: readonly Finding[];
  readonly policy: Policy;
}

/** What the answers rest on; open where the address names it. */
function Details({ findings, policy }: DetailsProps) {
  const hash = useRouterState({ select: ({ location }) => location.hash });
  return (
    <details className="details" open={hash === 'details' || undefined}>
      <summary>Details: every question with what the answer rests on</summary>
      {policy !== 'excluded' && (
        <p className="hint">These go by verdicts alone: “Answers without a verdict” does not affect them.</p>
      )}
      <Answers findings={findings} />
    </details>
  );
}

/** What the study found, the question that readers ask first above the others. */
export function Answers({ findings }: { findings: readonly Finding[] }) {
  const { dataset, attack } = useSearch({ from: '/' });
  return (
    <div className="answers">
      {findings.map((finding, position) => {
        const place = placeOf(finding);
        return (
          <FindingCard key={finding.id} finding={finding} first={position === 0}>
            {position > 0 && place !== undefined && (
              <p className="go">
                <Link to={place[0]} hash={place.at(2)} search={{ dataset, attack }}>
                  {place[1]}
                  <span aria-hidden="true"> →</span>
                </Link>
              </p>
            )}
          </FindingCard>
        );
      })}
    </div>
  );
}

const shown = [
  ['scenarios', 'scenario', 'scenarios'],
  ['judgments', 'judgment', 'judgments'],
  ['explanations', 'explanation', 'explanations'],
  ['agreements', 'agreement verdict by models', 'agreement verdicts by models'],
  ['answers', 'answer to questions', 'answers to questions'],
  ['ratings', 'rating by people', 'ratings by people'],
  ['failures', 'call that failed and is pending', 'calls that failed and are pending'],
] as const satisfies readonly (readonly [keyof StudyView['counts'], one: string, other: string])[];

/** How much there is of everything. */
export function StudyNumbers({ study: { counts, models, version, exportedAt } }: { study: StudyView }) {
  return (
    <p className="numbers">
      <span>
        <b>{formatCount(models.length)}</b> {plural(models.length, 'model')}
      </span>
      {shown
        .filter(([key]) => counts[key] > 0)
        .map(([key, one, other]) => (
          <span key={key}>
            <b>{formatCount(counts[key])}</b> {plural(counts[key], one, other)}
          </span>
        ))}
      <span>
        <a href={studySource.files.metrics()} download="metrics.csv">
          All metrics as CSV
        </a>
      </span>
      <span>hvsb {version}</span>
      {exportedAt !== null && <span>copied {new Date(exportedAt).toLocaleString()}</span>}
    </p>
  );
}

/** For a study without judgments. */
export function NothingJudged({ title }: { title: string }) {
  return (
    <>
      <ViewHead title={title} lead="There is nothing to show yet." />
      <Empty title="Nothing has been judged yet.">
        <p>
          Have models judge, and the numbers appear here while they do:{' '}
          <Command>
            hvsb judge --dataset NAME --model PROVIDER:MODEL --attack none,untargeted,targeted
          </Command>
          , or all of a study by <code>hvsb run study.yaml</code>.
        </p>
      </Empty>
    </>
  );
}
