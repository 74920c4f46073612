/**
 * What happens during a download. `progress`: bytes of the file that are here and its size (null: the server does not
 * say). `waiting`: an attempt failed and is repeated. `done`: the file is here whole; `fetched` is false where it
 * already was.
 */
export type DownloadProgress =
  | {
      readonly kind: 'progress';
      readonly file: string;
      readonly bytes: number;
      readonly total: number | null;
    }
  | {
      readonly kind: 'waiting';
      readonly file: string;
      readonly problem: string;
      readonly waitMs: number;
      readonly attempt: number;
      readonly attempts: number;
    }
  | { readonly kind: 'done'; readonly file: string; readonly bytes: number; readonly fetched: boolean };
