import { useEffect, useRef, useState } from 'react';
import type { RaterProgress, RatingStudy } from '../../../../src/core/rating-page.ts';
import { Notice } from '../../components/layout/messages.tsx';
import { browserStorage } from '../../data/browser-storage.ts';
import { GuidelinesText, titleOfStudy } from './join-form.tsx';
import { Break, CompletionLink, useBreaks } from './pauses.tsx';
import { RateItem, useShortcuts } from './rate-item.tsx';
import { type RatingSheet, titleOf } from './rating-sheet.ts';
import { Training } from './training.tsx';
import { useRating } from './use-rating.ts';

interface RatingWorkProps {
  readonly study: RatingStudy;
  /** Of the study's keys in the browser's storage. */
  readonly prefix: string;
  readonly rater: string;
  /** What follows the page's address where the rater goes on elsewhere; null where their name is enough. */
  readonly link: string | null;
  readonly onLeave: () => void;
  /** The same rater begins from nothing. */
  readonly onRestart: () => void;
}

/** A rater at work: one item after the other, the way back, and how far it is. */
export function RatingWork({ study, prefix, rater, link, onLeave, onRestart }: RatingWorkProps) {
  const { sheet, trouble, isLate, busy, rate, amend, goTo, refresh } = useRating(prefix, rater);
  const breaks = useBreaks(study.breakMinutes);
  const isTraining = sheet !== null && sheet.training !== null;
  const [shortcuts, setShortcuts] = useState(
    () => browserStorage.read<boolean>(localStorage, 'hvsb/shortcuts') !== false,
  );
  const [said, setSaid] = useState('');
  const turnShortcuts = (on: boolean) => {
    browserStorage.write(localStorage, 'hvsb/shortcuts', on);
    setShortcuts(on);
  };
  return (
    <div className="rating-work">
      <title>{`${titleOfStudy(study)} · hvsb`}</title>
      <ProgressLine
        progress={isTraining ? null : (sheet?.progress ?? null)}
        rater={rater}
        onLeave={study.prolific === null ? onLeave : null}
      />
      <p className="unseen" role="status">
        {!isLate && said}
      </p>
      {trouble !== null && (
        <Notice kind="problem">
          {trouble.message}
          {trouble.isWaiting &&
            ' Your ratings are saved in this browser and will be sent as soon as possible.'}
          {trouble.isUnknown && (
            <p>
              <button type="button" onClick={onRestart}>
                Begin again
              </button>
            </p>
          )}
        </Notice>
      )}
      {isLate && (
        <Notice kind="warning">
          <p role="status">
            Others have rated that item meanwhile, so your rating of it was not stored. You have done nothing
            wrong{sheet?.shown ? '; go on with this one.' : '.'}
          </p>
        </Notice>
      )}
      {isTraining && sheet.training !== null && (
        <Training
          key={sheet.training.item.item}
          {...{ study, rater }}
          step={sheet.training}
          onNext={refresh}
        />
      )}
      {breaks.isBreak && sheet?.shown && <Break minutes={study.breakMinutes ?? 0} onGoOn={breaks.goOn} />}
      {sheet?.shown && !breaks.isBreak && (
        <RateItem
          key={sheet.shown.item}
          study={study}
          item={sheet.shown}
          title={titleOf(sheet)}
          draftKey={`${prefix}/draft/${rater}/${sheet.shown.item}`}
          before={sheet.done[sheet.position] ?? null}
          busy={busy}
          shortcuts={shortcuts}
          canGoBack={sheet.position > 0}
          canGoForward={sheet.position < sheet.done.length}
          onRate={(rating) => {
            const label =
              rating.value === null
                ? 'Skipped'
                : `Rated ${rating.value}, ${(sheet.shown?.labels ?? study.labels)[rating.value - 1]}`;
            setSaid(`${label}.`);
            breaks.afterItem();
            rate(rating);
          }}
          onAmend={amend}
          onMove={(by) => goTo(sheet.position + by)}
        />
      )}
      {sheet !== null && sheet.shown === null && !isTraining && (
        <AllDone
          sheet={sheet}
          ratersPerItem={study.ratersPerItem}
          isProlific={study.prolific !== null}
          shortcuts={shortcuts}
          busy={busy}
          onGoTo={goTo}
          onRefresh={refresh}
        />
      )}
      <details className="card quiet">
        <summary>Guidelines and keys</summary>
        <GuidelinesText study={study} />
        {link !== null && <OwnAddress link={link} />}
        <label className="check">
          <input
            type="checkbox"
            checked={shortcuts}
            onChange={(event) => turnShortcuts(event.target.checked)}
          />
          <span>Single keys rate and move</span>
        </label>
      </details>
    </div>
  );
}

/** The address by which a rater goes on in another browser. */
function OwnAddress({ link }: { link: string }) {
  const address = `${location.origin}/${link}`;
  return (
    <label className="own-address">
      <span>Your own address, to go on in another browser; it is for nobody else</span>
      <input type="text" readOnly value={address} onFocus={(event) => event.target.select()} />
    </label>
  );
}

interface ProgressLineProps {
  readonly progress: RaterProgress | null;
  readonly rater: string;
  /** Null where nobody else rates here. */
  readonly onLeave: (() => void) | null;
}

/** How far the rater is, and who that is. */
export function ProgressLine({ progress, rater, onLeave }: ProgressLineProps) {
  const { rated, skipped, left, waiting } = progress ?? { rated: 0, skipped: 0, left: 0, waiting: 0 };
  const done = rated + skipped;
  const all = done + left + waiting;
  return (
    <div className="progress">
      <progress aria-label="Items done" value={done} max={Math.max(1, all)} />
      <p>
        <span>
          {progress !== null && `${done} of ${all} done`}
          {skipped > 0 && `, ${skipped} skipped`}
        </span>
        <span className="who">
          <bdi>{rater}</bdi>
          {onLeave !== null && (
            <button type="button" className="link" onClick={onLeave}>
              Change rater
            </button>
          )}
        </span>
      </p>
    </div>
  );
}

const askAgainMs = 5000;

interface AllDoneProps {
  readonly sheet: RatingSheet;
  /** How many people rate each item. */
  readonly ratersPerItem: number;
  readonly isProlific: boolean;
  readonly shortcuts: boolean;
  readonly busy: boolean;
  readonly onGoTo: (position: number) => void;
  readonly onRefresh: () => void;
}

/** Nothing is left for this rater, for good or until others let go of what they hold. */
export function AllDone(props: AllDoneProps) {
  const { sheet, ratersPerItem, isProlific, shortcuts, busy, onGoTo, onRefresh } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const { waiting } = sheet.progress;
  const skipped = sheet.done.findIndex(({ value }) => value === null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    if (waiting === 0) return;
    const timer = setInterval(onRefresh, askAgainMs);
    return () => clearInterval(timer);
  }, [waiting, onRefresh]);
  useShortcuts(shortcuts, { arrowleft: () => onGoTo(sheet.done.length - 1) });
  return (
    <section className="card narrow">
      <h1 ref={heading} tabIndex={-1}>
        {waiting > 0
          ? 'Others have the last items'
          : sheet.done.length > 0
            ? 'All done, thank you'
            : 'Nothing to rate'}
      </h1>
      <p className="lead">
        {waiting > 0
          ? 'They come to you if somebody stops; this page looks every few seconds.'
          : sheet.done.length > 0
            ? 'Every item has the ratings it needs from you. You can still go back and change your mind.'
            : `Every item has been rated by as many people as the study asks for (${ratersPerItem}). Ask whoever gave you this address whether more is to be rated.`}
      </p>
      {sheet.completion !== null && <CompletionLink completion={sheet.completion} />}
      {isProlific && sheet.done.length === 0 && waiting === 0 && (
        <p>Please return your submission on Prolific.</p>
      )}
      <div className="moves">
        {sheet.done.length > 0 && (
          <button type="button" disabled={busy} onClick={() => onGoTo(sheet.done.length - 1)}>
            <span aria-hidden="true">← </span>Back
          </button>
        )}
        {skipped >= 0 && (
          <button type="button" className="primary" disabled={busy} onClick={() => onGoTo(skipped)}>
            Look again at what you skipped
          </button>
        )}
      </div>
    </section>
  );
}
