import type { Figure } from '../../../src/charts/figure.ts';
import { renderFigure } from '../../../src/charts/render-figure.ts';

/** Pixels of the picture for a pixel of the figure: sharp in print. */
const scale = 3;

/** A figure as a PNG file. */
export async function figurePng(figure: Figure): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([renderFigure(figure)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = figure.width * scale;
    canvas.height = figure.height * scale;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser draws no pictures.');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) =>
        blob === null ? reject(new Error('The picture is too large.')) : resolve(blob),
      );
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
