/** Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet. */

/** null: nothing was measured there. */
export type CsvCell = string | number | null;

/** @returns every row ended by CRLF; numbers with a point, `null` as an empty field */
export function csvText(rows: Iterable<readonly CsvCell[]>): string {
  let text = '';
  for (const row of rows) text += `${row.map(csvField).join(',')}\r\n`;
  return text;
}

function csvField(cell: CsvCell): string {
  if (cell === null) return '';
  // Six decimals are more than any clock tells, and spare readers 0.30000000000000004.
  if (typeof cell === 'number') return String(Math.round(cell * 1e6) / 1e6);
  const text = withoutFormula(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Spreadsheets run texts that begin like a formula; a leading apostrophe makes them text.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}
