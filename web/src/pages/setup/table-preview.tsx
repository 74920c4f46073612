import type { FilePreview } from '../../../../src/core/view/setup-page.ts';
import { formatCount, plural } from '../../../../src/tables/format.ts';
import { ScrollRegion } from '../../components/tables/table-frame.tsx';

/** How a table of one's own would be read: counts, what is wrong with rows, and the first of them. */
export function TablePreview({ preview }: { preview: FilePreview }) {
  const { scenarios, biased, controls, examples, problems, invalid, notes } = preview;
  return (
    <>
      <p>
        <b>{formatCount(scenarios)}</b> scenarios, {formatCount(biased)} biased, {formatCount(controls)}{' '}
        {plural(controls, 'control', 'controls')}.
        {invalid > 0 && ` ${formatCount(invalid)} rows cannot be used:`}
      </p>
      {problems.length > 0 && (
        <ul className="field-problem">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {notes.length > 0 && (
        <ul className="hint">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {examples.length > 0 && <Examples examples={examples} />}
    </>
  );
}

function Examples({ examples }: Pick<FilePreview, 'examples'>) {
  return (
    <ScrollRegion label="The first rows as they are judged">
      <table>
        <caption className="hint">The first rows as they are judged</caption>
        <thead>
          <tr>
            <th scope="col">scenario</th>
            <th scope="col">gold</th>
            <th scope="col">category</th>
          </tr>
        </thead>
        <tbody>
          {examples.map(({ text, gold, category }) => (
            <tr key={`${gold} ${text}`}>
              <td>
                <bdi>{text.slice(0, 300)}</bdi>
              </td>
              <td>{gold}</td>
              <td>
                <bdi>{category}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
