import { existsSync } from 'node:fs';
import { loadStudy } from '../../study/load-study.ts';
import { defaultRating, type StudyRating } from '../../study/study.ts';

/** What a page takes from the study file: nothing but defaults where there is none. */
export interface PageStudy {
  readonly name: string | null;
  readonly rating: StudyRating;
  readonly store: string | undefined;
}

/** Reads the study file that is named, or `study.yaml` if it is there; `--store` is over the file's. */
export async function pageStudy(options: {
  readonly study?: string;
  readonly store?: string;
}): Promise<PageStudy> {
  const file = options.study ?? (existsSync('study.yaml') ? 'study.yaml' : undefined);
  if (file === undefined) return { name: null, rating: defaultRating(), store: options.store };
  const study = await loadStudy(file);
  return {
    name: study.name,
    rating: study.rating ?? defaultRating(),
    store: options.store ?? study.store,
  };
}
