import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml } from './xml.fixture.ts';
import { xmlElement, xmlText } from './xml.ts';

describe('xmlElement', () => {
  it('writes elements, attributes and text', () => {
    const child = xmlElement('b', { n: 1.5, text: 'a "b" <c> & \'d\'\n\t' });
    expect(xmlElement('a', {}, [child, xmlText('x < y\n& z')])).toBe(
      '<a>\n' +
        '<b n="1.5" text="a &quot;b&quot; &lt;c&gt; &amp; &apos;d&apos;&#10;&#9;"/>\n' +
        'x &lt; y\n&amp; z\n' +
        '</a>\n',
    );
  });

  it('replaces what XML 1.0 cannot hold', () => {
    const { attributes } = parseXml(xmlElement('a', { text: '\u0000\u0007\u001b\ufffe\ud800x' }));
    expect(attributes['text']).toBe('\ufffd\ufffd\ufffd\ufffd\ufffdx');
  });

  it('is well-formed with any text, and brings back all that XML allows', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (value, text) => {
        const node = parseXml(xmlElement('a', { value }, [xmlText(text)]));
        const allowed = (raw: string) =>
          raw.replaceAll(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
        expect(node.attributes['value']).toBe(allowed(value));
        expect(node.text).toBe(`\n${allowed(text)}\n`);
      }),
      { numRuns: 300 },
    );
  });
});

describe('parseXml', () => {
  it.each([
    '<a>',
    '<a></b>',
    '<a x="1" x="2"/>',
    '<a x="&"/>',
    '<a>&nope;</a>',
    '<a x="<"/>',
    '<a/><b/>',
    '<a>\u0007</a>',
    '<a>]]></a>',
    '<a x=1/>',
  ])('refuses %j', (text) => {
    expect(() => parseXml(text)).toThrow();
  });
});
