import { type ChangeEvent, useState } from 'react';
import { Notice } from '../parts/notice.tsx';
import { ratingApi } from '../rating-api.ts';

/** Reads a file of ratings into the study; for each rater and item the later word counts. */
export function ImportRatings({ onImported }: { onImported: () => void }) {
  const [result, setResult] = useState<{ readonly good: boolean; readonly text: string } | null>(null);
  const read = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (file === undefined) return;
    try {
      const { saved, known } = await ratingApi.importRatings(file);
      setResult({ good: true, text: `${saved} ratings read, ${known} were known or older.` });
      onImported();
    } catch (error) {
      setResult({ good: false, text: error instanceof Error ? error.message : String(error) });
    }
    target.value = '';
  };
  return (
    <>
      <label>
        <span>Import such a file</span>
        <input type="file" accept=".csv,text/csv" onChange={read} />
      </label>
      <div role="status">
        {result !== null && <Notice kind={result.good ? 'good' : 'problem'}>{result.text}</Notice>}
      </div>
    </>
  );
}
