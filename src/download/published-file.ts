/** One published file, pinned. */
export interface PublishedFile {
  /** Name in the folder that it is downloaded to. */
  readonly name: string;
  readonly url: string;
  /** Hexadecimal; null where it is not known beforehand. */
  readonly sha256: string | null;
  /**
   * The id that git gives the file at the pinned revision, hexadecimal: checked where the SHA-256 is not known. Where
   * neither is, the SHA-256 is recorded at the first download.
   */
  readonly gitBlob?: string | null;
  readonly bytes: number | null;
}
