/** Reads Prometheus' text format as strictly as its own tools do, and says what they would warn of. */

export interface ParsedFamily {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ParsedSample[];
}

export interface ParsedSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const HELP_LINE = new RegExp(`^# HELP (${NAME}) (.+)$`);
const TYPE_LINE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|summary)$`);
const SAMPLE_LINE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (\\S+)$`);
const NUMBER = /^(?:NaN|[+-]?Inf|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/** @throws on whatever a scraper would refuse */
export function parsePrometheus(text: string): Map<string, ParsedFamily> {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line does not end');
  const lines = text.split('\n').slice(0, -1);
  const families = new Map<string, ParsedFamily & { samples: ParsedSample[] }>();
  const seen = new Set<string>();
  for (let at = 0; at < lines.length; ) {
    const [, name = '', help = ''] = match(HELP_LINE, lines[at]);
    const [, typed, type = ''] = match(TYPE_LINE, lines[at + 1]);
    if (typed !== name) throw new Error(`the type of ${typed} stands below the help of ${name}`);
    if (families.has(name)) throw new Error(`${name} has two heads`);
    const samples: ParsedSample[] = [];
    for (at += 2; at < lines.length && !lines[at]?.startsWith('#'); at += 1) {
      const [, sampled, labelText = '', number = ''] = match(SAMPLE_LINE, lines[at]);
      if (sampled !== name) throw new Error(`${sampled} stands below the head of ${name}`);
      if (!NUMBER.test(number)) throw new Error(`${number} is no number`);
      const labels = parseLabels(labelText);
      const series = seriesOf(name, labels);
      if (seen.has(series)) throw new Error(`${series} is there twice`);
      seen.add(series);
      samples.push({ labels, value: Number(number) });
    }
    families.set(name, { type, help, samples });
  }
  return families;
}

/** The same for the same labels, in whatever order. */
export function seriesOf(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map((pair) => JSON.stringify(pair));
  return `${name} ${pairs.sort((one, other) => (one < other ? -1 : 1)).join()}`;
}

/** By the rules of `promtool check metrics`. */
export function lintMetrics(families: ReadonlyMap<string, ParsedFamily>): string[] {
  const faults: string[] = [];
  for (const [name, { type, help, samples }] of families) {
    const isTotal = name.endsWith('_total');
    if (help.trim() === '') faults.push(`${name} has no help`);
    if ((type === 'counter') !== isTotal) faults.push(`${name} is a ${type}`);
    if (/milli|micro|nano|_ms\b|_us\b|minutes|hours|kilo|mega|percent/.test(name)) {
      faults.push(`${name} is not in base units`);
    }
    if (/[A-Z]/.test(name)) faults.push(`${name} has capitals`);
    if (/(?:^|_)(?:counter|gauge|summary)(?:_|$)/.test(name)) faults.push(`${name} says its type`);
    for (const { labels, value } of samples) {
      const hasQuantile = 'quantile' in labels;
      if (hasQuantile !== (type === 'summary')) faults.push(`${name} and its quantiles`);
      if (type === 'counter' && !(value >= 0)) faults.push(`${name} counts to ${value}`);
    }
  }
  return faults;
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [pair] of text.matchAll(new RegExp(LABEL, 'g'))) {
    const name = pair.slice(0, pair.indexOf('='));
    if (name.startsWith('__')) throw new Error(`${name} is reserved`);
    if (name in labels) throw new Error(`${name} stands twice in {${text}}`);
    labels[name] = pair
      .slice(name.length + 2, -1)
      .replaceAll(/\\(["\\n])/g, (_all, escaped: string) => (escaped === 'n' ? '\n' : escaped));
  }
  return labels;
}

function match(pattern: RegExp, line: string | undefined): RegExpExecArray {
  const found = pattern.exec(line ?? '');
  if (found === null) throw new Error(`this line is not understood: ${JSON.stringify(line)}`);
  return found;
}
