import type { AnswerToNote, NoteRow } from '../../core/note.ts';
import type { StoredNote } from './notes.ts';
import type { Store } from './store.ts';
import type { ScenarioRecord } from './study.ts';

/** Notes as they are exported, in the order of the store, each with the answer that it is about. */
export async function* noteRows(store: Store): AsyncGenerator<readonly NoteRow[]> {
  for await (const batch of store.notes()) {
    const rows: NoteRow[] = [];
    // One after the other: an answer may be a megabyte.
    for (const note of batch) rows.push(await noteRow(store, note));
    yield rows;
  }
}

async function noteRow(store: Store, note: StoredNote): Promise<NoteRow> {
  const { scenarioId, call, starred, tags, comment, notedAt } = note;
  const record = await store.scenarioRecord(scenarioId);
  const answer = call === null || record === null ? null : answerIn(record, call);
  const text = call === null ? null : ((await store.callView(call))?.text ?? null);
  return {
    scenario_id: scenarioId,
    dataset: record?.scenario.dataset ?? '',
    category: record?.scenario.category ?? '',
    variant: record?.scenario.variant ?? '',
    gold: record?.scenario.gold ?? '',
    about: answer?.about ?? (call === null ? 'scenario' : 'answer'),
    model: answer?.model ?? null,
    attack: answer?.attack ?? null,
    repeat: answer?.repeat ?? null,
    outcome: answer?.outcome ?? null,
    answer: text,
    starred,
    tags: tags.join('; '),
    comment,
    noted_at: new Date(notedAt).toISOString(),
  };
}

/** What the call answered, as the first label that was read from it says. */
function answerIn({ judgments, explanations }: ScenarioRecord, number: number): AnswerToNote | null {
  const said = [
    ...judgments.map((each) => ({ ...each, about: 'judgment' as const })),
    ...explanations.map((each) => ({ ...each, about: 'explanation' as const })),
    ...explanations.flatMap(({ agreements }) =>
      agreements.map((each) => ({ ...each, about: 'agreement' as const })),
    ),
  ].find(({ call }) => call.number === number);
  if (said === undefined) return null;
  const { about, model, attack, repeat, outcome } = said;
  return { about, model, attack, repeat, outcome };
}
