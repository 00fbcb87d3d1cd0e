/** Elements of XML 1.0 as text: whatever is put in, what comes out is well-formed. */

export type XmlAttributes = Readonly<Record<string, string | number>>;

/**
 * @param name a literal of the program
 * @param children elements made by this function or by {@link xmlText}
 * @returns the element, ended by a line break
 */
export function xmlElement(
  name: string,
  attributes: XmlAttributes,
  children: readonly string[] = [],
): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  if (children.length === 0) return `<${name}${pairs.join('')}/>\n`;
  return `<${name}${pairs.join('')}>\n${children.join('')}</${name}>\n`;
}

/** Character data, ended by a line break. */
export function xmlText(text: string): string {
  return `${referenced(text, /[&<>\r\u007f-\u009f\u2028]/g)}\n`;
}

/** Readers would make blanks of the line breaks and tabs in attributes, unless they are references. */
function escaped(value: string | number): string {
  return referenced(String(value), /[&<>"'\t\n\r\u007f-\u009f\u2028]/g);
}

function referenced(text: string, characters: RegExp): string {
  return withoutForbidden(text).replaceAll(characters, (character) => {
    return ENTITIES[character] ?? `&#${character.charCodeAt(0)};`;
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 has no way to write them, not even as references: https://www.w3.org/TR/xml/#charsets */
function withoutForbidden(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
