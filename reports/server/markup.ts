/** HTML in which every text is escaped, unless it is markup that this file made. */
import { inertText } from '../inert-text.ts';

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Piece = Markup | string | number | undefined | readonly Piece[];

/** `` html`<b>${name}</b>` ``: strings and numbers are escaped, markup and lists of it are not, undefined is nothing. */
export function html(literals: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(literals.map((literal, index) => literal + rendered(pieces[index])).join(''));
}

/** A text of somebody else: one line, with an end, and a direction that cannot reach what stands beside it. */
export function foreign(text: string): Markup {
  return html`<bdi>${inertText(text)}</bdi>`;
}

/** The same as a sentence of its own; a path stays what it is. */
export function foreignSentence(text: string): Markup {
  return html`${foreign(text.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase()))}.`;
}

function rendered(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'object') return piece.map(rendered).join('');
  return escaped(String(piece));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
