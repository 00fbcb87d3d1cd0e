/** `sasl.jaas.config` of Kafka's Java clients: one login module with its options. */

export interface LoginModule {
  /** Last part of the class name: `PlainLoginModule`. */
  readonly name: string;
  readonly options: ReadonlyMap<string, string>;
}

/** The properties file has taken a backslash away already. */
const UNCLOSED =
  'has a quotation mark too few; one inside of a password is written with two backslashes before it';
const FLAGS = ['required', 'requisite', 'sufficient', 'optional'];

/**
 * `org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="b";`
 *
 * @returns what is wrong, as a sentence that does not repeat the text: it holds a password
 */
export function parseJaas(text: string): LoginModule | { readonly fault: string } {
  const tokens = tokensOf(text);
  if (tokens === undefined) return { fault: UNCLOSED };
  const [className, flag, ...rest] = tokens;
  if (className?.kind !== 'word' || !/^[\w$.]+$/.test(className.text)) {
    return { fault: 'must begin with the class of a login module' };
  }
  if (flag?.kind !== 'word' || !FLAGS.includes(flag.text.toLowerCase())) {
    return { fault: 'must have the word required after the class' };
  }
  const options = new Map<string, string>();
  let at = 0;
  while (rest[at]?.kind === 'word' && rest[at + 1]?.kind === '=') {
    const value = rest[at + 2];
    if (value?.kind !== 'word' && value?.kind !== 'quoted') break;
    options.set(rest[at]?.text ?? '', value.text);
    at += 3;
  }
  if (rest[at]?.kind !== ';' || at + 1 !== rest.length) {
    return { fault: 'must be one module, its options as name="value", and a semicolon at the end' };
  }
  return { name: className.text.split('.').at(-1) ?? '', options };
}

interface Token {
  readonly kind: 'word' | 'quoted' | '=' | ';';
  readonly text: string;
}

/** @returns undefined when a quotation is not closed */
function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  const pattern = /\s+|([=;])|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([^\s=;"']+)/y;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [, sign, double, single, word] = match;
    const quoted = double ?? single;
    if (sign === '=' || sign === ';') tokens.push({ kind: sign, text: sign });
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', text: unescaped(quoted) });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
  }
  return tokens;
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, character: string) => ESCAPED[character] ?? character);
}
