import type { TokenizerFiles } from './tokenizer-files.ts';
import type { TokenizerJson } from './tokenizer-json.ts';

export interface TokenizerRoles {
  readonly bosToken?: string;
  readonly eosToken?: string;
  readonly padToken?: string;
  /** Longest text in tokens. */
  readonly maxPositions: number;
  /** Jinja. */
  readonly chatTemplate?: string;
}

/** The files of a tokenizer that was trained here, as `transformers` reads them. */
export function makeTokenizerFiles(tokenizer: TokenizerJson, roles: TokenizerRoles): TokenizerFiles {
  const config = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: roles.maxPositions,
    clean_up_tokenization_spaces: false,
    ...(roles.bosToken === undefined ? {} : { bos_token: roles.bosToken }),
    ...(roles.eosToken === undefined ? {} : { eos_token: roles.eosToken }),
    ...(roles.padToken === undefined ? {} : { pad_token: roles.padToken }),
    ...(roles.chatTemplate === undefined ? {} : { chat_template: roles.chatTemplate }),
  };
  return {
    tokenizerJson: `${JSON.stringify(tokenizer, null, 1)}\n`,
    tokenizerConfigJson: `${JSON.stringify(config, null, 2)}\n`,
    chatTemplate: null,
  };
}
