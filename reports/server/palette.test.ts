import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DARK, declarations, LIGHT } from './palette.ts';

const CSS = readFileSync(new URL('../page/palette.css', import.meta.url), 'utf8');

it.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('the server has the %s colours of the report', (scheme, colours) => {
  const [block = ''] = CSS.split('}').filter((text) => text.includes(`color-scheme: ${scheme};`));
  for (const declaration of declarations(colours).split('; ')) {
    expect(block).toContain(declaration.replace(';', ''));
  }
});
