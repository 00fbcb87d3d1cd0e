/** What Node put into the page: gzip in base64, so that a report is small enough to send round. */

/**
 * @param id of the element that holds it
 * @throws when it was cut, or the browser cannot decompress
 */
export async function unpacked(id: string): Promise<string> {
  const packed = document.getElementById(id)?.textContent ?? '';
  const bytes = Uint8Array.from(atob(packed.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
