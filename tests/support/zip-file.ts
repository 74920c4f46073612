import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib';

/** A file for a zip archive that is made for a test. */
export interface MadeMember {
  readonly name: string;
  readonly content: string | Buffer;
  readonly method?: 'stored' | 'deflate' | 'zstd';
}

const numbers = { stored: 0, deflate: 8, zstd: 93 } as const;

/** A zip archive of these files, in their order. */
export function zipFile(members: readonly MadeMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method = 'deflate' } of members) {
    const plain = Buffer.from(content);
    const packed =
      method === 'stored' ? plain : method === 'deflate' ? deflateRawSync(plain) : zstdCompressSync(plain);
    const title = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(numbers[method], 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(plain.length, 18);
    common.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, title, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, title]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

const sheetNames = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** An Excel workbook: sheets by name, each of rows of texts and numbers. */
export function workbook(
  sheets: Readonly<Record<string, readonly (readonly (string | number)[])[]>>,
): Buffer {
  const names = Object.keys(sheets);
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const cell = (value: string | number) =>
    typeof value === 'number'
      ? `<v>${value}</v></c>`
      : `<is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
  const sheet = (rows: readonly (readonly (string | number)[])[]) => {
    const lines = rows.map((cells, row) => {
      const written = cells.map((value, column) => {
        const kind = typeof value === 'number' ? '' : ' t="inlineStr"';
        return `<c r="${String.fromCharCode(65 + column)}${row + 1}"${kind}>${cell(value)}`;
      });
      return `<row r="${row + 1}">${written.join('')}</row>`;
    });
    return `<?xml version="1.0"?><worksheet xmlns="${sheetNames}"><sheetData>${lines.join('')}</sheetData></worksheet>`;
  };
  return zipFile([
    {
      name: '[Content_Types].xml',
      content: `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    },
    {
      name: '_rels/.rels',
      content: `<?xml version="1.0"?><Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      content: `<?xml version="1.0"?><workbook xmlns="${sheetNames}" xmlns:r="${relations}"><sheets>${names.map((name, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<?xml version="1.0"?><Relationships xmlns="${packageRelations}">${names.map((_, index) => `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`).join('')}</Relationships>`,
    },
    ...Object.values(sheets).map((rows, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: sheet(rows),
    })),
  ]);
}
