/** One seed out of two numbers, so that neighbouring numbers have nothing in common (FNV-1a over their bytes). */
export function mixedSeed(seed: number, round: number): number {
  let hash = 0x811c9dc5;
  for (const part of [seed, round]) {
    for (let shift = 0; shift < 32; shift += 8) {
      hash = Math.imul(hash ^ ((part >>> shift) & 0xff), 0x01000193);
    }
  }
  return hash >>> 0;
}
