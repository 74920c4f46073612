import type { numpy as np } from '../jax.ts';

/** Arrays by parameter name. */
export type Named = { readonly [name: string]: np.Array };

/** AdamW's running means, of every trained parameter. */
export type Moments = { readonly first: Named; readonly second: Named };
