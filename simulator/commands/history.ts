/** `streamstock history`: the last runs of a scenario, and since when they are slower or faster. */
import { join } from 'node:path';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { nearest } from '../../pipeline/nearest.ts';
import { writeFileAtomically } from '../../reports/atomic-file.ts';
import type { History } from '../../reports/comparison/history.ts';
import { HISTORY_FILE, readHistoryFile } from '../../reports/comparison/history-file.ts';
import type { HistoryLine } from '../../reports/comparison/history-line.ts';
import { historyOf } from '../../reports/comparison/history-of.ts';
import { renderHistory } from '../../reports/comparison/history-terminal.ts';
import { inertText } from '../../reports/inert-text.ts';
import { jsonLine } from '../../reports/json-line.ts';
import { wantsColour } from '../../reports/terminal-text.ts';
import { jsonOption, runsDirOption } from './options.ts';
import { toolVersion } from './resolve.ts';
import { shownFolder } from './shown-folder.ts';

/** Finding shifts takes a time that grows with the square of it. */
const MOST_RUNS = 500;

const scenarioOption = {
  type: 'string',
  describe: 'Its name; may be left out when the history has runs of one scenario only',
} as const satisfies Options;

const options = {
  last: {
    type: 'string',
    requiresArg: true,
    default: '30',
    describe: `Runs to show, the newest, at most ${MOST_RUNS}`,
  },
  metric: {
    type: 'string',
    requiresArg: true,
    describe: 'The metric to show run by run, such as "end_to_end p(99)"',
  },
  html: {
    type: 'string',
    requiresArg: true,
    describe: 'Write a page with all metrics to this file',
  },
  ...jsonOption,
  'runs-dir': { ...runsDirOption['runs-dir'], describe: `Where ${HISTORY_FILE} is` },
} as const satisfies Record<string, Options>;

type Arguments = { scenario: string | undefined } & InferredOptionTypes<typeof options>;

export const command: CommandModule<object, Arguments> = {
  command: 'history [scenario]',
  describe: 'Show the last runs of a scenario, and where their level shifted',
  builder: (yargs) => yargs.positional('scenario', scenarioOption).options(options),
  handler: showHistory,
};

async function showHistory(parsed: Arguments): Promise<void> {
  const last = lastCount(parsed.last);
  const path = join(parsed['runs-dir'], HISTORY_FILE);
  const { lines, warnings } = readHistoryFile(path);
  const history = historyOf(lines, {
    scenario: scenarioIn(lines, parsed.scenario, path),
    last,
    source: path,
    toolVersion: toolVersion(),
    createdAt: new Date(),
    warnings,
  });
  const ordered = withFirst(history, parsed.metric);
  if (parsed.html !== undefined) await writePage(parsed.html, ordered);
  if (parsed.json) process.stdout.write(jsonLine(ordered));
  else {
    const style = { colour: wantsColour(process.stdout), width: process.stdout.columns ?? 100 };
    process.stdout.write(renderHistory(ordered, style));
  }
}

/** @throws StreamstockError USAGE */
function lastCount(text: string): number {
  const count = /^[1-9][0-9]{0,3}$/.test(text) ? Number(text) : Number.NaN;
  if (count <= MOST_RUNS) return count;
  throw new StreamstockError(
    'USAGE',
    `--last must be a whole number from 1 to ${MOST_RUNS}, is ${JSON.stringify(inertText(text, 40))}`,
  );
}

/** @throws StreamstockError USAGE when it has to be named, RUN_UNKNOWN when the history has no run of it */
function scenarioIn(
  lines: readonly HistoryLine[],
  named: string | undefined,
  path: string,
): string {
  const known = [...new Set(lines.map(({ scenario }) => scenario))].sort();
  const listed = known.map((name) => inertText(name, 60)).join(', ');
  const [only] = known;
  if (named === undefined && only !== undefined && known.length === 1) return only;
  if (named === undefined && known.length > 1) {
    throw new StreamstockError('USAGE', 'the history has runs of several scenarios: name one', {
      hint: `It has ${listed}.`,
    });
  }
  if (named !== undefined && known.includes(named)) return named;
  const close = named === undefined ? undefined : nearest(named, known);
  const what = named === undefined ? 'any scenario' : JSON.stringify(inertText(named, 60));
  throw new StreamstockError('RUN_UNKNOWN', `${path} has no run of ${what}`, {
    hint:
      known.length === 0
        ? 'Every run appends a line: streamstock bench steady.'
        : `${close === undefined ? '' : `Did you mean ${inertText(close, 60)}? `}It has ${listed}.`,
  });
}

/** The metric that was asked for leads. @throws StreamstockError USAGE */
function withFirst(history: History, label: string | undefined): History {
  if (label === undefined) return history;
  const { metrics } = history;
  const wanted = metrics.find((metric) => metric.label === label.trim());
  if (wanted !== undefined) {
    return { ...history, metrics: [wanted, ...metrics.filter((metric) => metric !== wanted)] };
  }
  const labels = metrics.map((metric) => metric.label);
  const close = nearest(label, labels);
  const listed = labels.map((one) => inertText(one, 60)).join(', ');
  throw new StreamstockError(
    'USAGE',
    `no run shown has the metric ${JSON.stringify(inertText(label, 60))}`,
    {
      hint: `${close === undefined ? '' : `Did you mean ${inertText(close, 60)}? `}There are ${listed}.`,
    },
  );
}

/** @throws StreamstockError RUN_FOLDER_UNWRITABLE */
async function writePage(file: string, history: History): Promise<void> {
  // The terminal needs none of the page.
  const { renderHistoryHtml } = await import('../../reports/comparison/history-html.ts');
  try {
    writeFileAtomically(file, renderHistoryHtml(history));
  } catch (cause) {
    throw new StreamstockError(
      'RUN_FOLDER_UNWRITABLE',
      `${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      { hint: 'Name a file in a folder that exists and is writable.', cause },
    );
  }
  process.stderr.write(`${shownFolder(file)}\n`);
}
