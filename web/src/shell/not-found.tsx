import { Link } from '@tanstack/react-router';
import { Empty } from '../parts/empty.tsx';

/** For an address that names nothing. */
export function NotFound() {
  return (
    <Empty title="There is no page at this address.">
      <p>
        <Link to="/">Go to the first page</Link>
      </p>
    </Empty>
  );
}
