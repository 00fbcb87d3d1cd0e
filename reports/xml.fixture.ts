/** A reader of XML 1.0 that accepts nothing but what is well-formed: for tests of what is written. */

export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  /** All character data in it, references resolved. */
  readonly text: string;
}

/** @throws Error at the first thing that XML 1.0 does not allow, as far as elements, attributes and text go */
export function parseXml(document: string): XmlNode {
  const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(document);
  if (forbidden !== null) throw new Error(`a forbidden character at ${forbidden.index}`);
  const reader = new Reader(document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, ''));
  const root = reader.element();
  if (reader.rest().trim() !== '') throw new Error('text behind the root element');
  return root;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }

  element(): XmlNode {
    const name = this.#take(/<([A-Za-z][\w.-]*)/y)[1] ?? '';
    const attributes = this.#attributes();
    if (this.#take(/\/?>/y)[0] === '/>') return { name, attributes, children: [], text: '' };
    const children: XmlNode[] = [];
    let text = '';
    for (;;) {
      text += resolved(this.#take(/[^<]*/y)[0]);
      if (this.rest().startsWith('</')) break;
      children.push(this.element());
    }
    this.#take(new RegExp(`</${name}>`, 'y'));
    return { name, attributes, children, text };
  }

  #attributes(): Record<string, string> {
    const attributes: Record<string, string> = {};
    while (/^\s+[A-Za-z]/.test(this.rest())) {
      const [, key = '', value = ''] = this.#take(/\s+([A-Za-z][\w.-]*)="([^"<]*)"/y);
      if (key in attributes) throw new Error(`attribute ${key} twice`);
      attributes[key] = resolved(value.replaceAll(/[\t\n\r]/g, ' '));
    }
    return attributes;
  }

  #take(expected: RegExp): RegExpExecArray {
    expected.lastIndex = this.#at;
    const found = expected.exec(this.#text);
    if (found === null) {
      throw new Error(`${expected} expected at: ${this.rest().slice(0, 60)}`);
    }
    this.#at = expected.lastIndex;
    return found;
  }
}

function resolved(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text');
  return text.replaceAll(/&([^;]*;?)/g, (_, reference: string) => {
    const named = NAMED[reference];
    if (named !== undefined) return named;
    const [, digits] = /^#(\d+);$/.exec(reference) ?? [];
    if (digits === undefined) throw new Error(`a bare & before ${reference.slice(0, 20)}`);
    return String.fromCodePoint(Number(digits));
  });
}

const NAMED: Readonly<Record<string, string>> = {
  'amp;': '&',
  'lt;': '<',
  'gt;': '>',
  'quot;': '"',
  'apos;': "'",
};
