declare module 'pgpass' {
  interface Whom {
    readonly host?: string;
    readonly port?: number | string;
    readonly database?: string;
    readonly user?: string;
  }
  /** Looks a password up in the file that PGPASSFILE names, ~/.pgpass if absent; undefined where it has none. */
  function pgpass(whom: Whom, found: (password: string | undefined) => void): void;
  export = pgpass;
}
