/** Where models are published, and how this user is known there. */
export interface Hub {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** Secret: goes into the `Authorization` header and nowhere else. */
  readonly token: string | null;
}
