import { useState } from 'react';
import type { RatingStudy } from '../../../src/core/rating-page.ts';
import { kept } from '../kept.ts';
import { Notice } from '../parts/notice.tsx';
import { AllDone } from './all-done.tsx';
import { GuidelinesText } from './guidelines.tsx';
import { ProgressLine } from './progress-line.tsx';
import { RateItem } from './rate-item.tsx';
import { type RatingSheet, useRating } from './use-rating.ts';

interface RatingServiceProps {
  readonly study: RatingStudy;
  /** Of the study's keys in the browser's storage. */
  readonly prefix: string;
  readonly rater: string;
  readonly onLeave: () => void;
}

/** A rater at work: one item after the other, the way back, and how far it is. */
export function RatingService({ study, prefix, rater, onLeave }: RatingServiceProps) {
  const { sheet, trouble, busy, rate, amend, goTo, refresh } = useRating(prefix, rater);
  const [shortcuts, setShortcuts] = useState(
    () => kept.read<boolean>(localStorage, 'hvsb/shortcuts') !== false,
  );
  const [said, setSaid] = useState('');
  const turnShortcuts = (on: boolean) => {
    kept.write(localStorage, 'hvsb/shortcuts', on);
    setShortcuts(on);
  };
  return (
    <div className="service">
      <title>Rate explanations · hvsb</title>
      <ProgressLine progress={sheet?.progress ?? null} rater={rater} onLeave={onLeave} />
      <p className="unseen" role="status">
        {said}
      </p>
      {trouble !== null && (
        <Notice kind="problem">
          {trouble} What you rated is kept in this browser and sent as soon as it can be.
        </Notice>
      )}
      {sheet?.shown && (
        <RateItem
          key={sheet.shown.item}
          study={study}
          item={sheet.shown}
          title={titleOf(sheet)}
          draftKey={`${prefix}/draft/${rater}/${sheet.shown.item}`}
          before={sheet.done[sheet.place] ?? null}
          busy={busy}
          shortcuts={shortcuts}
          canGoBack={sheet.place > 0}
          canGoForward={sheet.place < sheet.done.length}
          onRate={(word) => {
            const label =
              word.value === null ? 'Skipped' : `Rated ${word.value}, ${study.labels[word.value - 1]}`;
            setSaid(`${label}.`);
            rate(word);
          }}
          onAmend={amend}
          onMove={(by) => goTo(sheet.place + by)}
        />
      )}
      {sheet !== null && sheet.shown === null && (
        <AllDone sheet={sheet} shortcuts={shortcuts} busy={busy} onGoTo={goTo} onRefresh={refresh} />
      )}
      <details className="card quiet">
        <summary>Guidelines and keys</summary>
        <GuidelinesText study={study} />
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

function titleOf({ place, done, progress }: RatingSheet): string {
  return `Item ${place + 1} of ${Math.max(done.length + progress.left + progress.waiting, place + 1)}`;
}
