/** What the trainer says on its way. */
export type TrainerEvent =
  | {
      readonly event: 'versions';
      readonly python: string;
      readonly device: string;
      readonly packages: Record<string, string>;
    }
  | { readonly event: 'start'; readonly step: number; readonly steps: number }
  | {
      readonly event: 'progress';
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      readonly secondsLeft: number | null;
    }
  | { readonly event: 'validation'; readonly step: number; readonly loss: number }
  | { readonly event: 'interrupted' | 'done'; readonly step: number; readonly steps: number }
  | { readonly event: 'error'; readonly kind: string; readonly message: string };

const mark = '@hvsb ';

/** What a line of the trainer's output says; null for a line that is for the log. */
export function eventIn(line: string): TrainerEvent | null {
  if (!line.startsWith(mark)) return null;
  try {
    // Only ever printed by the script.
    return JSON.parse(line.slice(mark.length)) as TrainerEvent;
  } catch {
    return null;
  }
}
