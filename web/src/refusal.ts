/** The server answered that it will not. `status` 0: it did not answer at all. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** Whether the same request may go through later. 423: a run holds the results. */
  get passing(): boolean {
    return this.status === 0 || this.status === 423 || this.status >= 500;
  }
}
