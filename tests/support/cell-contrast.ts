import type { Page } from 'playwright-core';
import type { Figure } from '../../src/charts/figure.ts';

/**
 * The least contrast (WCAG 2) of text and ground in the cells of a heat map's picture, by its pixels.
 * @param figure as the page draws it for files. @param scale pixels of the picture for a pixel of the figure.
 */
export async function leastCellContrast(
  page: Page,
  png: Buffer,
  { option }: Figure,
  scale: number,
): Promise<number> {
  const [grid] = [option.grid ?? []].flat();
  const [series] = [option.series ?? []].flat();
  const cells = (series?.data ?? []) as { value: readonly [number, number, unknown] }[];
  const filled = cells.filter(({ value }) => typeof value[2] === 'number');
  const [columns, rows] = [0, 1].map(
    (axis) => 1 + Math.max(...cells.map(({ value }) => Number(value[axis]))),
  );
  const width = Number(grid?.width) / (columns ?? 1);
  const height = Number(grid?.height) / (rows ?? 1);
  const boxes = filled.map(({ value: [column, row] }) =>
    [
      Number(grid?.left) + column * width + 3,
      Number(grid?.top) + row * height + 3,
      width - 6,
      height - 6,
    ].map((each) => Math.round(each * scale)),
  );
  return page.evaluate<number>(`(${measure})('${png.toString('base64')}', ${JSON.stringify(boxes)})`);
}

/** Runs in the page: of each box the ground is the colour that most pixels have, the text what differs most from it. */
const measure = `async (data, boxes) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
  context.drawImage(picture, 0, 0);
  const light = (channel) =>
    channel <= 0.04045 * 255 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = (colour) =>
    0.2126 * light((colour >> 16) & 255) + 0.7152 * light((colour >> 8) & 255) + 0.0722 * light(colour & 255);
  return Math.min(...boxes.map(([x, y, width, height]) => {
    const pixels = context.getImageData(x, y, width, height).data;
    const counts = new Map();
    for (let i = 0; i < pixels.length; i += 4) {
      const colour = (pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2];
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const [[ground]] = [...counts].sort(([, one], [, other]) => other - one);
    const behind = luminance(ground);
    return Math.max(...[...counts.keys()].map((colour) => {
      const own = luminance(colour);
      return (Math.max(own, behind) + 0.05) / (Math.min(own, behind) + 0.05);
    }));
  }));
}`;
