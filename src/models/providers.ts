import { aiSdkProviders } from './ai-sdk/ai-sdk-providers.ts';
import { baselineProvider } from './baseline/baseline-provider.ts';
import { chatCompletionsProviders } from './chat-completions/chat-completions-providers.ts';
import { checkpointProviders } from './checkpoint/checkpoint-providers.ts';
import type { Provider } from './provider.ts';
import { replayProvider } from './replay/replay-provider.ts';

/** Every provider that a model name may start with. */
export const providers: readonly Provider[] = [
  ...chatCompletionsProviders,
  ...aiSdkProviders,
  ...checkpointProviders,
  baselineProvider,
  replayProvider,
];
