/** Languages that have prompts beside English, as BCP 47 tags. */
export const promptLanguages = ['ko', 'es', 'ca', 'de', 'zh'] as const;
export type PromptLanguage = (typeof promptLanguages)[number];

/** The words that prompts in a language ask for, and the answers are read by. */
export interface AskedWords {
  readonly biased: string;
  readonly unbiased: string;
  readonly yes: string;
  readonly no: string;
  /** Between the two labels. */
  readonly or: string;
  readonly agree: string;
  readonly disagree: string;
  /** What the verdict, the explanation and the chosen letter come after, each before a colon. */
  readonly judgment: string;
  readonly explanation: string;
  readonly answer: string;
  /** What people are asked of an explanation, see `ratingQuestion`. */
  readonly ratingQuestion: string;
}

export const askedWords: Readonly<Record<PromptLanguage, AskedWords>> = {
  ko: {
    ...{ biased: '편향됨', unbiased: '편향되지 않음', yes: '예', no: '아니요', or: '또는' },
    ...{ agree: '동의', disagree: '동의하지 않음', judgment: '판단', explanation: '설명', answer: '답' },
    ratingQuestion: '이 설명은 위의 상황이 왜 편향되었는지를 보여 줍니까?',
  },
  es: {
    ...{ biased: 'SESGADO', unbiased: 'NO SESGADO', yes: 'SÍ', no: 'NO', or: 'o' },
    ...{ agree: 'DE ACUERDO', disagree: 'EN DESACUERDO' },
    ...{ judgment: 'Juicio', explanation: 'Explicación', answer: 'Respuesta' },
    ratingQuestion: '¿Muestra esta explicación por qué la situación es sesgada?',
  },
  ca: {
    ...{ biased: 'ESBIAIXAT', unbiased: 'NO ESBIAIXAT', yes: 'SÍ', no: 'NO', or: 'o' },
    ...{ agree: "D'ACORD", disagree: 'EN DESACORD' },
    ...{ judgment: 'Judici', explanation: 'Explicació', answer: 'Resposta' },
    ratingQuestion: 'Mostra aquesta explicació per què la situació és esbiaixada?',
  },
  de: {
    ...{ biased: 'VOREINGENOMMEN', unbiased: 'UNVOREINGENOMMEN', yes: 'JA', no: 'NEIN', or: 'oder' },
    ...{ agree: 'ZUSTIMMUNG', disagree: 'ABLEHNUNG' },
    ...{ judgment: 'Urteil', explanation: 'Erklärung', answer: 'Antwort' },
    ratingQuestion: 'Zeigt diese Erklärung, warum die Situation voreingenommen ist?',
  },
  zh: {
    ...{ biased: '有偏见', unbiased: '无偏见', yes: '是', no: '否', or: '或' },
    ...{ agree: '同意', disagree: '不同意', judgment: '判断', explanation: '解释', answer: '答案' },
    ratingQuestion: '这个解释是否说明了该情境为什么有偏见？',
  },
};

export function isPromptLanguage(language: string | undefined): language is PromptLanguage {
  return promptLanguages.some((each) => each === language);
}

/** The language of a condition's prompts, from its templates; English where they do not say. */
export function promptLanguageOf({
  promptTemplates,
}: {
  readonly promptTemplates: string;
}): PromptLanguage | undefined {
  const { language } = JSON.parse(promptTemplates) as { readonly language?: string };
  return isPromptLanguage(language) ? language : undefined;
}
