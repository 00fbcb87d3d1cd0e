/**
 * CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), eight bytes a step ("slicing by 8").
 * Node's `zlib.crc32` is another polynomial.
 */
export function crc32c(buffer: Uint8Array, start: number, end: number): number {
  let crc = -1;
  let at = start;
  for (const stop = end - 7; at < stop; at += 8) {
    const low =
      crc ^
      ((buffer[at] as number) |
        ((buffer[at + 1] as number) << 8) |
        ((buffer[at + 2] as number) << 16) |
        ((buffer[at + 3] as number) << 24));
    crc =
      (TABLES[0x700 + (low & 0xff)] as number) ^
      (TABLES[0x600 + ((low >>> 8) & 0xff)] as number) ^
      (TABLES[0x500 + ((low >>> 16) & 0xff)] as number) ^
      (TABLES[0x400 + (low >>> 24)] as number) ^
      (TABLES[0x300 + (buffer[at + 4] as number)] as number) ^
      (TABLES[0x200 + (buffer[at + 5] as number)] as number) ^
      (TABLES[0x100 + (buffer[at + 6] as number)] as number) ^
      (TABLES[buffer[at + 7] as number] as number);
  }
  for (; at < end; at += 1) {
    crc = (crc >>> 8) ^ (TABLES[(crc ^ (buffer[at] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

const POLYNOMIAL = 0x82f63b78;
/** Eight tables of 256 entries: table k advances a byte by k further zero bytes. */
const TABLES = buildTables();

function buildTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    tables[byte] = crc;
  }
  for (let index = 256; index < tables.length; index += 1) {
    const previous = tables[index - 256] as number;
    tables[index] = (previous >>> 8) ^ (tables[previous & 0xff] as number);
  }
  return tables;
}
