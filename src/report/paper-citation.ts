/** The study whose method this is. */
export const paperCitation = `@inproceedings{liu-chu-2025-llms,
  title = {Do {LLMs} Align Human Values Regarding Social Biases? {J}udging and Explaining Social Biases with {LLMs}},
  author = {Liu, Yang and Chu, Chenhui},
  booktitle = {Findings of the Association for Computational Linguistics: EMNLP 2025},
  year = {2025},
  note = {arXiv:2509.13869},
}`;
