interface SortHeaderProps {
  readonly column: { readonly label: string; readonly align?: 'right'; readonly wide?: true };
  readonly sorted: 'ascending' | 'descending' | null;
  readonly onSort: (descending: boolean) => void;
}

/** The head of a column; pressing it sorts by it, and the other way when it does already. */
export function SortHeader({ column, sorted, onSort }: SortHeaderProps) {
  const look = [column.align === 'right' && 'number', column.wide && 'wide'].filter(Boolean).join(' ');
  return (
    <th scope="col" aria-sort={sorted ?? undefined} className={look || undefined}>
      <button
        type="button"
        className="sort"
        onClick={() => onSort(sorted === null ? false : sorted === 'ascending')}
      >
        {column.label}
        <span aria-hidden="true" className="sort-mark">
          {sorted === 'ascending' ? '↑' : sorted === 'descending' ? '↓' : ''}
        </span>
      </button>
    </th>
  );
}
