import { isDeepStrictEqual } from 'node:util';
import { checkRatingLabels } from './check-rating-labels.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { countRevision } from './store-revision.ts';

const findLabels = 'select label from rating_scale order by point';
const hasValues = `select exists (select 1 from rating where value is not null)
  or exists (select 1 from settled_rating)`;
const removeLabels = 'delete from rating_scale';
const putLabel = 'insert into rating_scale (point, label) values (?, ?)';

/** See `RatingStore.ratingLabels`. */
export function ratingLabels(connection: SqliteConnection): readonly string[] | null {
  return connection.reading(() => labelsOf(connection));
}

/** See `RatingStore.saveRatingLabels`. What is saved already is not written again, so that nothing seems to have changed. */
export function saveRatingLabels(connection: SqliteConnection, labels: readonly string[]): void {
  connection.writing(() => {
    const stored = labelsOf(connection);
    const isUsed = connection.value(hasValues) === 1;
    checkRatingLabels(labels, { location: connection.location, labels: stored, isUsed });
    if (isDeepStrictEqual(labels, stored)) return;
    countRevision(connection);
    connection.prepare(removeLabels).run();
    const put = connection.prepare(putLabel);
    for (const [index, label] of labels.entries()) put.run(index + 1, label);
  });
}

function labelsOf(connection: SqliteConnection): readonly string[] | null {
  const labels = [...connection.rows(findLabels)].map(([label]) => String(label));
  return labels.length === 0 ? null : labels;
}
