import { dataSource } from './data-source.ts';
import { fileData } from './file-data.ts';
import { serverData } from './server-data.ts';
import type { StudyData } from './study-data.ts';

/** The study that this page shows. */
export const studySource: StudyData = dataSource() === 'files' ? fileData : serverData;
