import { useEffect, useState } from 'react';

/** How long after the last letter a search begins. */
const pauseMs = 120;

interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (words: string) => void;
}

/** Searches while one types. */
export function SearchBox({ label, value, onSearch }: SearchBoxProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  // The address was changed from elsewhere, by the way back for example.
  if (known !== value) {
    setKnown(value);
    if (typed.trim() !== value) setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onSearch(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  });
  return (
    <label className="choice search-box">
      <span>{label}</span>
      <input type="search" value={typed} onChange={({ target }) => setTyped(target.value)} />
    </label>
  );
}
