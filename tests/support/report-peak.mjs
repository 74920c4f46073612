// Loaded into a process to learn how much memory it took at most, in kilobytes.
import { appendFileSync } from 'node:fs';

process.on('exit', () => {
  appendFileSync(process.env.HVSB_PEAK_FILE, `${process.resourceUsage().maxRSS}\n`);
});
