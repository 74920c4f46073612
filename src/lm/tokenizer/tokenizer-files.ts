/** The files that a checkpoint's folder has of its tokenizer, as text. */
export interface TokenizerFiles {
  /** `tokenizer.json` */
  readonly tokenizerJson: string;
  /** `tokenizer_config.json` */
  readonly tokenizerConfigJson: string;
  /** `chat_template.jinja`; null where the template stands in `tokenizer_config.json`, or there is none. */
  readonly chatTemplate: string | null;
}
