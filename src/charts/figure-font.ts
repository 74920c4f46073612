/** As wide as Arimo, which ships with the program for PNG; where it is missing its metric twins stand in. */
export const figureFont = "Arimo, 'Liberation Sans', Arial, Helvetica, sans-serif";
