/** A file that the server writes. */
export function DownloadLink({ href, of }: { href: string; of: string }) {
  return (
    <a className="button small" href={href} download>
      CSV<span className="unseen"> of {of}</span>
    </a>
  );
}
