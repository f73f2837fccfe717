import { deflateSync } from 'node:zlib';

export interface PdfLine {
  text: string;
  /** Points. */
  size: number;
  /** Points from the lower edge. */
  y: number;
}

/** The operators that set lines (ISO 32000-1, §9.4). */
export function pageContent(lines: readonly PdfLine[]): string {
  const set = lines.map(
    ({ text, size, y }) => `/F1 ${size} Tf 1 0 0 1 72 ${y} Tm (${text.replace(/[\\()]/g, '\\$&')}) Tj`,
  );
  return `BT\n${set.join('\n')}\nET`;
}

/** A PDF by the letter of ISO 32000-1, §7.5: a page for each content, packed with Flate, in Helvetica. */
export function pdfFile(
  contents: readonly (string | { packed: Uint8Array })[],
  info: Readonly<Record<string, string>> = {},
  /** Of each page, as PDF. */
  annotations = '',
): Buffer {
  const kids = contents.map((_, index) => `${5 + index * 2} 0 R`).join(' ');
  const said = Object.entries(info).map(([key, value]) => `/${key} (${value})`);
  const objects: (string | Buffer)[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< ${said.join(' ')} >>`,
    ...contents.flatMap((content, index) => {
      const packed = typeof content === 'string' ? deflateSync(Buffer.from(content)) : content.packed;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${6 + index * 2} 0 R /Annots [${annotations}] >>`,
        Buffer.concat([
          Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`),
          packed,
          Buffer.from('\nendstream'),
        ]),
      ];
    }),
  ];
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let at = 9;
  for (const [index, object] of objects.entries()) {
    const part = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.from(object),
      Buffer.from('\nendobj\n'),
    ]);
    offsets.push(at);
    parts.push(part);
    at += part.length;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
