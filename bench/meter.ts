/** Time, CPU and peak memory of this process between two moments. */
export class Meter {
  readonly #startedAt = performance.now();
  readonly #cpu = process.cpuUsage();

  read(): { readonly seconds: number; readonly cpuMs: number; readonly peakMb: number } {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      seconds: (performance.now() - this.#startedAt) / 1000,
      cpuMs: (user + system) / 1000,
      // `maxRSS` is in units of 1024 bytes.
      peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6,
    };
  }
}
