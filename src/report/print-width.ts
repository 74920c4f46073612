/** Of figures in files, in CSS pixels: the width of a page of text. */
export const printWidth = 720;
