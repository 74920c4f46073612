import { datasetSources } from '../datasets/registry.ts';
import { names } from '../tables/format.ts';
import type { StudyFacts } from './study-facts.ts';

/** BibTeX of the method's paper, of every data source that the study used, and of the statistics. */
export function references({ scenarios }: Pick<StudyFacts, 'scenarios'>): string {
  const used = names(scenarios, ({ dataset }) => dataset);
  const sources = datasetSources.filter(({ id }) => used.includes(id));
  const unknown = used.filter((dataset) => !sources.some(({ id }) => id === dataset));
  const missing = unknown.map(
    (dataset) => `% ${oneWord(dataset)} was imported: hvsb knows no citation for it.`,
  );
  return `${[paperCitation, ...sources.map(({ publication }) => publication.citation), ...statisticsCitations, ...missing].join('\n\n')}\n`;
}

/** A name from outside, in a comment that it cannot end. */
function oneWord(name: string): string {
  return name.replaceAll(/[\p{Cc}\u2028\u2029@{}]+/gu, ' ');
}

/** The statistics that every report uses. */
export const statisticsCitations = [
  `@article{wilson-1927-probable,
  title = {Probable Inference, the Law of Succession, and Statistical Inference},
  author = {Wilson, Edwin B.},
  journal = {Journal of the American Statistical Association},
  volume = {22},
  number = {158},
  pages = {209--212},
  year = {1927},
}`,
  `@article{korn-graubard-1998-confidence,
  title = {Confidence Intervals for Proportions with Small Expected Number of Positive Counts Estimated from Survey Data},
  author = {Korn, Edward L. and Graubard, Barry I.},
  journal = {Survey Methodology},
  volume = {24},
  number = {2},
  pages = {193--201},
  year = {1998},
}`,
  `@article{hemerik-2020-robust,
  title = {Robust Testing in Generalized Linear Models by Sign Flipping Score Contributions},
  author = {Hemerik, Jesse and Goeman, Jelle J. and Finos, Livio},
  journal = {Journal of the Royal Statistical Society: Series B},
  volume = {82},
  number = {3},
  pages = {841--864},
  year = {2020},
}`,
  `@article{schuirmann-1987-comparison,
  title = {A Comparison of the Two One-Sided Tests Procedure and the Power Approach for Assessing the Equivalence of Average Bioavailability},
  author = {Schuirmann, Donald J.},
  journal = {Journal of Pharmacokinetics and Biopharmaceutics},
  volume = {15},
  number = {6},
  pages = {657--680},
  year = {1987},
}`,
  `@article{holm-1979-simple,
  title = {A Simple Sequentially Rejective Multiple Test Procedure},
  author = {Holm, Sture},
  journal = {Scandinavian Journal of Statistics},
  volume = {6},
  number = {2},
  pages = {65--70},
  year = {1979},
}`,
  `@article{piepho-2004-algorithm,
  title = {An Algorithm for a Letter-Based Representation of All-Pairwise Comparisons},
  author = {Piepho, Hans-Peter},
  journal = {Journal of Computational and Graphical Statistics},
  volume = {13},
  number = {2},
  pages = {456--466},
  year = {2004},
}`,
  `@misc{miller-2024-adding,
  title = {Adding Error Bars to Evals: A Statistical Approach to Language Model Evaluations},
  author = {Miller, Evan},
  year = {2024},
  note = {arXiv:2411.00640},
}`,
] as const;

/** The study whose method this is. */
export const paperCitation = `@inproceedings{liu-chu-2025-llms,
  title = {Do {LLMs} Align Human Values Regarding Social Biases? {J}udging and Explaining Social Biases with {LLMs}},
  author = {Liu, Yang and Chu, Chenhui},
  booktitle = {Findings of the Association for Computational Linguistics: EMNLP 2025},
  year = {2025},
  note = {arXiv:2509.13869},
}`;
