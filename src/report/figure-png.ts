import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';

const require = createRequire(import.meta.url);
const fonts = dirname(require.resolve('@expo-google-fonts/arimo/package.json'));
/** A figure as wide as a column is then sharp in print. */
const zoom = 2;

/** An SVG figure as PNG, at twice its size. Its font comes with the program, so text shows on a machine that has none. */
export function figurePng(svg: string): Uint8Array {
  const image = new Resvg(svg, {
    font: {
      // For names in scripts that Arimo lacks.
      loadSystemFonts: true,
      fontFiles: [
        '400Regular/Arimo_400Regular.ttf',
        '400Regular_Italic/Arimo_400Regular_Italic.ttf',
        '700Bold/Arimo_700Bold.ttf',
      ].map((file) => join(fonts, file)),
      defaultFontFamily: 'Arimo',
      sansSerifFamily: 'Arimo',
    },
    fitTo: { mode: 'zoom', value: zoom },
  });
  return image.render().asPng();
}

/** Of figures in files, in CSS pixels: the width of a page of text. */
export const printWidth = 720;
