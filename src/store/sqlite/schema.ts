import { StoreError } from '../../errors/errors.ts';
import { openConnection, type SqliteConnection, usualCache } from './connection.ts';

/** Of the tables below. A store of another version is refused. */
export const schemaVersion = 7;

/** "hvsb" in ASCII; SQLite keeps it in the file's header. */
const applicationId = 0x68767362;

/** A table with one row for each time that a condition asked about a subject; rows lie in the order of the key. */
function bySubject(table: string, subject: string, columns: string, references = subject): string {
  const reference = references === '' ? '' : ` references ${references} (number)`;
  return `create table ${table} (
  condition integer not null references condition (number),
  repeat integer not null,
  ${subject} integer not null${reference},
  ${columns.trim()},
  primary key (condition, repeat, ${subject})
) strict, without rowid;`;
}

const labelColumns = `
  call integer not null references call (number),
  outcome integer not null,
  parser_version integer not null`;

const scenarioTables = `
create table scenario (
  number integer primary key,
  id text not null unique,
  active integer not null,
  dataset text not null,
  form text not null,
  category text not null,
  variant text not null,
  polarity text,
  gold text not null,
  control integer not null,
  cluster text not null,
  group_name text,
  source_id text not null,
  source_row integer not null,
  language text,
  stereotype_share real
) strict;
-- Texts have a table of their own, so that counting and measuring never read them.
create table scenario_text (
  scenario integer primary key references scenario (number),
  kind text not null,
  context text, question text, answer text, prompt text, completion text, statement text
) strict;
-- The words of scenario_text, which it does not hold a second time.
create virtual table scenario_search using fts5 (
  context, question, answer, prompt, completion, statement,
  content = 'scenario_text', content_rowid = 'scenario', tokenize = 'unicode61 remove_diacritics 2'
);
create table sample (
  number integer primary key,
  name text not null unique,
  seed integer not null,
  stratify text not null,
  size integer not null,
  created_at integer not null
) strict;
create table sample_member (
  sample integer not null references sample (number),
  scenario integer not null references scenario (number),
  primary key (sample, scenario)
) strict, without rowid;`;

const callTables = `
create table condition (
  number integer primary key,
  stage text not null,
  model text not null,
  endpoint text not null,
  attack text not null,
  prompt_pack text not null,
  prompt_hash text not null,
  prompt_templates text not null,
  sampling text not null,
  created_at integer not null,
  -- Running totals, so that the status needs no pass over the calls and their texts.
  calls integer not null default 0,
  input_tokens integer not null default 0,
  output_tokens integer not null default 0,
  unique (stage, model, endpoint, attack, prompt_pack, prompt_hash, sampling)
) strict;
-- Texts come last, so that what counts calls does not read them.
create table call (
  number integer primary key,
  key text not null,
  condition integer not null references condition (number),
  finish text not null,
  finish_reason text,
  input_tokens integer,
  output_tokens integer,
  cached_tokens integer,
  served_model text,
  not_accepted text not null,
  latency_ms real not null,
  attempts integer not null,
  answered_at integer not null,
  text text not null,
  reasoning text
) strict;
-- What a judge that can say it gave for each verdict, beside its answer; most calls have no row.
create table verdict_probability (
  call integer primary key references call (number),
  biased real not null,
  unbiased real not null
) strict;
-- The index of call.key, which CallKeys writes instead of SQLite.
create table call_key (key text primary key, call integer not null) strict, without rowid;
create table call_keys_until (call integer not null) strict;
insert into call_keys_until values (0);`;

const questionTables = `
create table question (
  number integer primary key,
  id text not null unique,
  active integer not null,
  dataset text not null,
  category text not null,
  cluster text not null,
  ambiguous integer not null,
  polarity text not null,
  target integer not null,
  other integer not null,
  unknown integer not null,
  label integer not null,
  source_id text not null,
  source_row integer not null,
  language text
) strict;
create table question_text (
  question integer primary key references question (number),
  context text not null,
  text text not null,
  option_0 text not null, option_1 text not null, option_2 text not null
) strict;`;

const labelTables = `
${bySubject('judgment', 'scenario', labelColumns)}
${bySubject(
  'emulation',
  'scenario',
  `call integer not null references call (number),
  made_scenario integer references scenario (number),
  parser_version integer not null`,
)}
-- Leads from a scenario that a model wrote to the statement that it was made from.
create index emulation_made on emulation (made_scenario);
-- An explanation is itself a subject, so it has a number.
create table explanation (
  number integer primary key,
  condition integer not null references condition (number),
  repeat integer not null,
  scenario integer not null references scenario (number),${labelColumns},
  unique (condition, repeat, scenario)
) strict;
create table explanation_text (
  explanation integer primary key references explanation (number),
  text text not null
) strict;
${bySubject('agreement', 'explanation', labelColumns)}
${bySubject('agreement_reasons', 'explanation', 'thought text, summary text, arguments text not null')}
${bySubject('answer', 'question', labelColumns)}
-- The subject is a scenario, an explanation or a question, by the condition's stage.
${bySubject(
  'failure',
  'subject',
  `key text not null,
  reason text not null,
  status integer,
  message text not null,
  attempts integer not null,
  failed_at integer not null`,
  '',
)}`;

const ratingTables = `
-- The number of points is the study's choice; measuring reads no study file.
create table rating_scale (point integer primary key, label text not null) strict;
create table rating_item (
  -- Drawn at random, as people see it and an explanation's own number tells which model wrote it.
  item integer primary key,
  explanation integer not null unique references explanation (number),
  -- As people see it, whatever becomes of the explanation later.
  text text not null
) strict;
create table rating (
  item integer not null references rating_item (item),
  rater text not null,
  value integer,
  comment text not null,
  seconds real,
  rated_at integer not null,
  primary key (item, rater)
) strict, without rowid;
create table adjudication (
  item integer primary key references rating_item (item),
  adjudicator text not null,
  value integer not null,
  comment text not null,
  adjudicated_at integer not null
) strict;
-- Scenarios that people judge; what they say of them is in person_judgment.
create table judged_item (
  item integer primary key,
  scenario integer not null unique references scenario (number)
) strict;
-- What people were asked, and how. The newest of its kind applies.
create table rating_round (
  number integer primary key,
  what text not null,
  saved_at integer not null,
  round text not null
) strict;
create table rater (
  what text not null,
  rater text not null,
  key text not null,
  joined_at integer not null,
  consented_at integer,
  study text,
  session text,
  returned_at integer,
  primary key (what, rater)
) strict, without rowid;
-- Answers to items whose answer is known: never counted.
create table check_rating (
  what text not null,
  rater text not null,
  check_id text not null,
  value integer,
  comment text not null,
  seconds real,
  rated_at integer not null,
  primary key (what, rater, check_id)
) strict, without rowid;`;

const peopleTables = `
-- What people say of scenarios, when they are asked what models are asked.
create table person_judgment (
  scenario integer not null references scenario (number),
  person text not null,
  verdict text,
  comment text not null,
  seconds real,
  judged_at integer not null,
  primary key (scenario, person)
) strict, without rowid;
-- How likely the text of a scenario is to a model.
create table text_score (
  model text not null,
  endpoint text not null,
  share real not null,
  scenario integer not null references scenario (number),
  tokens integer not null,
  min_k real not null,
  min_k_plus_plus real,
  scored_at integer not null,
  primary key (model, endpoint, share, scenario)
) strict, without rowid;`;

/** Added to a store of this version that does not have it yet: it holds no results. */
const noteTable = `
create table note (
  scenario integer not null references scenario (number),
  -- That gave the answer; 0: the note is about the scenario itself.
  call integer not null,
  starred integer not null,
  -- JSON list.
  tags text not null,
  comment text not null,
  noted_at integer not null,
  primary key (scenario, call)
) strict, without rowid;`;

const runTables = `
-- A number that changes with the results.
create table store_revision (number integer not null) strict;
insert into store_revision values (0);
create table run (
  number integer primary key,
  command text not null,
  version text not null,
  pid integer not null,
  host text not null,
  started_at integer not null,
  updated_at integer not null,
  ended_at integer,
  state text not null,
  error text
) strict;
create table run_part (
  run integer not null references run (number),
  position integer not null,
  stage text not null,
  model text not null,
  endpoint text not null,
  started_at integer not null,
  ended_at integer,
  planned integer not null,
  stored integer not null,
  answered integer not null,
  failed integer not null,
  retries integer not null,
  in_flight integer not null,
  input_tokens integer not null,
  output_tokens integer not null,
  cost_usd real,
  outcomes text not null,
  stopped_reason text,
  stopped_message text,
  primary key (run, position)
) strict, without rowid;`;

const batchTables = `
create table batch (
  number integer primary key,
  marker text not null unique,
  model text not null,
  endpoint text not null,
  file_hash text not null,
  created_at integer not null,
  state text not null,
  remote_id text,
  lines integer not null,
  tokens integer not null,
  problem text,
  queue_limit integer
) strict;
-- A call that is in a batch, until its answer is stored as a call. Null: the batch is under way.
create table batch_line (
  key text not null,
  batch integer not null references batch (number),
  result text,
  primary key (key, batch)
) strict, without rowid;
create index batch_line_open on batch_line (batch) where result is null;`;

/** All tables, as SQL. docs/store.md describes every column. */
const schema = [
  ...[scenarioTables, callTables, questionTables, labelTables],
  ...[ratingTables, peopleTables, noteTable, runTables, batchTables],
].join('\n');

/**
 * - The journal (WAL) is copied back every 64 MB, so that pages which many batches touch are copied once: whoever
 *   copies waits for the disk, and sends nothing and answers nothing meanwhile. Nor is it longer than that on disk.
 * - `normal`: a commit survives the process however it ends; a power cut may take the last moments, never
 *   leave half a batch.
 */
const writerSettings = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  pragma wal_autocheckpoint = 16000;
  pragma journal_size_limit = 67108864;
  ${usualCache};
`;

/**
 * Creates the tables where the file is empty, in one transaction, and sets the connection up for writing.
 * @throws StoreError for another program's database, which is left as it is, and for a store of another version.
 */
export function prepareForWriting(connection: SqliteConnection): void {
  const isEmpty = connection.reading(() => checkVersion(connection)) === 'empty';
  connection.execute(writerSettings);
  if (!isEmpty) return;
  connection.writing(() => {
    // Another process may have done it while this one waited for the file.
    if (checkVersion(connection) === 'current') return;
    connection.execute(schema);
    connection.execute(`pragma application_id = ${applicationId}`);
    connection.execute(`pragma user_version = ${schemaVersion}`);
  });
}

/**
 * Opens the file of a store; for writing it is made if it is not there.
 * @throws StoreError where it cannot be opened, is no store or of another version; for reading also where it is empty
 */
export function openStoreFile(path: string, readOnly: boolean): SqliteConnection {
  const connection = openConnection(path, readOnly);
  try {
    if (readOnly) checkForReading(connection);
    else prepareForWriting(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** @throws StoreError as `prepareForWriting`, and for an empty file. */
function checkForReading(connection: SqliteConnection): void {
  if (connection.reading(() => checkVersion(connection)) === 'current') return;
  throw new StoreError('The results file is empty.', {
    where: connection.location,
    expected: `a store of version ${schemaVersion}`,
    found: 'nothing',
    advice: 'Any command that writes to it, such as "hvsb prepare", makes it a store.',
  });
}

function checkVersion(connection: SqliteConnection): 'empty' | 'current' {
  const application = connection.pragma('application_id');
  const version = connection.pragma('user_version');
  if (application === 0 && version === 0 && connection.pragma('schema_version') === 0) return 'empty';
  if (application !== applicationId) {
    throw new StoreError('This is the database of another program.', {
      where: connection.location,
      expected: 'a results file of hvsb',
      advice: 'Name another file with --store.',
    });
  }
  if (version !== schemaVersion) throw otherVersion(connection.location, version);
  return 'current';
}

function otherVersion(location: string, version: number): StoreError {
  return new StoreError('The results file was written by another version of hvsb.', {
    where: location,
    expected: `a store of version ${schemaVersion}`,
    found: `version ${version}`,
    advice: [
      'Export it with the version that wrote it: "hvsb export --table scenarios --out scenarios.jsonl", "hvsb export --table calls --out calls.jsonl", other tables likewise.',
      'Then import the scenarios into a new store (--store), and take the answers from the file with --model replay:calls.jsonl.',
    ].join(' '),
  });
}
