/**
 * A fault that is planted on purpose, as a change of the code would bring it: to see whether the regression gate finds it. For
 * tests alone, set by a variable, and said aloud by every run that has one.
 */
import { StreamstockError } from '../../pipeline/errors.ts';
import { parseDurationMs } from '../scenario/durations.ts';
import type { Environment } from '../scenario/overrides.ts';

export const PLANT_VARIABLE = 'STREAMSTOCK_TEST_PLANT';

/** What each consumer thread does beside its work. Structured-cloneable. */
export interface Plant {
  /** It burns this share of the CPU time that it has used itself: 0.1. */
  readonly cpuShare?: number;
  /** Its loop stands still for so long, once in each period. */
  readonly stall?: { readonly forMs: number; readonly everyMs: number };
  /** One in so many events is stepped over, and nobody is told. */
  readonly loseEvery?: number;
}

const FORMS = {
  cpu: 'cpu:0.10',
  stall: 'stall:25ms/1s',
  lose: 'lose:1/1000',
} as const;
type Kind = keyof typeof FORMS;

/** Ten times the work is more than any change of a line brings. */
const MOST_CPU_SHARE = 10;

/**
 * @returns undefined when the variable is not set, or empty
 * @throws StreamstockError USAGE
 */
export function plantIn(environment: Environment): Plant | undefined {
  const { [PLANT_VARIABLE]: text } = environment;
  return text === undefined || text === '' ? undefined : parsePlant(text);
}

/**
 * @param text parts with commas between them: `cpu:0.10,stall:25ms/1s,lose:1/1000`
 * @throws StreamstockError USAGE
 */
export function parsePlant(text: string): Plant {
  let plant: Plant = {};
  const seen = new Set<Kind>();
  for (const part of text.split(',').map((word) => word.trim())) {
    const [name, value] = splitOnce(part, ':');
    if (!isKind(name)) throw badPlant(`${JSON.stringify(part)} is none`);
    if (seen.has(name)) throw badPlant(`${name} stands there twice`);
    seen.add(name);
    plant = { ...plant, ...PARSERS[name](value) };
  }
  return plant;
}

/** For the record's notes and the terminal, a sentence without a full stop. */
export function plantText({ cpuShare, stall, loseEvery }: Plant): string {
  const parts = [
    ...(cpuShare === undefined
      ? []
      : [`burns ${Number((100 * cpuShare).toFixed(2))} % more CPU time than its work takes`]),
    ...(stall === undefined
      ? []
      : [`stands still for ${stall.forMs} ms every ${stall.everyMs} ms`]),
    ...(loseEvery === undefined ? [] : [`loses one in ${loseEvery} events`]),
  ];
  return `not a real run: by ${PLANT_VARIABLE} each consumer thread ${parts.join(', and ')}`;
}

const PARSERS: Readonly<Record<Kind, (value: string) => Plant>> = {
  cpu: (value) => {
    const share = /^[0-9]{1,2}(\.[0-9]{1,6})?$/.test(value) ? Number(value) : Number.NaN;
    if (!(share > 0 && share <= MOST_CPU_SHARE)) {
      throw badPlant(`cpu needs a share above 0, ${MOST_CPU_SHARE} at most`);
    }
    return { cpuShare: share };
  },
  stall: (value) => {
    const [forText, everyText] = splitOnce(value, '/');
    const forMs = parseDurationMs(forText) ?? 0;
    const everyMs = parseDurationMs(everyText) ?? 0;
    if (!(forMs > 0 && forMs < everyMs)) {
      throw badPlant('stall needs two durations, the first one shorter than the second');
    }
    return { stall: { forMs, everyMs } };
  },
  lose: (value) => {
    const [, count = ''] = /^1\/([1-9][0-9]{0,8})$/.exec(value) ?? [];
    if (count === '') throw badPlant('lose needs one in so many');
    return { loseEvery: Number(count) };
  },
};

function badPlant(why: string): StreamstockError {
  return new StreamstockError('USAGE', `${PLANT_VARIABLE} names no plant: ${why}`, {
    hint: `Write ${Object.values(FORMS).join(', ')}, or several with commas; or leave it out.`,
  });
}

function isKind(name: string): name is Kind {
  return Object.hasOwn(FORMS, name);
}

/** The second one is empty where the separator is missing. */
function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
