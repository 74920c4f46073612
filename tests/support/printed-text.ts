import { getDocumentProxy } from 'unpdf';

/** The text of a PDF that lies within its pages, one page after the other, without blanks: names may take several lines. */
export async function printedText(pdf: Uint8Array): Promise<string> {
  const document = await getDocumentProxy(new Uint8Array(pdf));
  const words: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
    const { items } = await page.getTextContent();
    for (const item of items) {
      if (!('str' in item)) continue;
      const [x = 0, y = 0] = item.transform.slice(4);
      if (x >= left && x + item.width <= right && y >= bottom && y <= top) words.push(item.str);
    }
  }
  await document.loadingTask.destroy();
  return words.join('').replaceAll(/\s/g, '');
}
