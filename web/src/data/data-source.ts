import type { DataSource } from '../../../src/core/view/view-api.ts';

const sources: readonly DataSource[] = ['server', 'ratings', 'files'];

/** Where the data of this page is, as whoever serves it wrote into its head. */
export function dataSource(): DataSource {
  const said = document.querySelector<HTMLMetaElement>('meta[name="hvsb-data"]')?.content;
  return sources.find((source) => source === said) ?? 'server';
}
