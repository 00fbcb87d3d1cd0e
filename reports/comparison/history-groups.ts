/** Which runs of a history may be compared with each other, and how the others differ. */
import { inertText } from '../inert-text.ts';
import { inWords } from '../numbers.ts';
import type { HistoryGroup } from './history.ts';
import type { HistoryLine } from './history-line.ts';

export interface GroupedLines {
  /** The newest line's first, then by how recent they are. */
  readonly groups: readonly HistoryGroup[];
  /** By line, index into `groups`. */
  readonly groupOf: readonly number[];
}

/** @param lines oldest first */
export function groupLines(lines: readonly HistoryLine[]): GroupedLines {
  const newest = lines.at(-1);
  if (newest === undefined) return { groups: [], groupOf: [] };
  const keys = lines.map(groupKey);
  const distinct = [...new Set([...keys].reverse())];
  const groups = distinct.map((key): HistoryGroup => {
    const members = lines.filter((_, at) => keys[at] === key);
    const last = members.at(-1) ?? newest;
    const { seed, environment } = last;
    return { seed, environment, runs: members.length, differences: differences(last, newest) };
  });
  return { groups, groupOf: keys.map((key) => distinct.indexOf(key)) };
}

function groupKey(line: HistoryLine): string {
  const { seed, configurationHash, setup } = line;
  return JSON.stringify([
    seed,
    configurationHash,
    [setup.broker, setup.brokers, setup.pipeline],
    machine(line),
  ]);
}

/** Patch releases of Node and the size of memory make no other machine. */
function machine({ environment }: HistoryLine): readonly (string | number)[] {
  const { cpuModel, cores, platform, arch, node } = environment;
  return [cpuModel, cores, platform, arch, nodeMajor(node)];
}

function nodeMajor(version: string): string {
  return /^v?(\d+)/.exec(version)?.[1] ?? version;
}

/** Without a full stop; what is named comes from the line and is made inert. */
function differences(line: HistoryLine, newest: HistoryLine): string[] {
  const { environment, setup } = line;
  const found: string[] = [];
  if (line.seed !== newest.seed) found.push(`another seed: ${line.seed}`);
  if (line.configurationHash !== newest.configurationHash) found.push('another configuration');
  if (
    setup.broker !== newest.setup.broker ||
    setup.brokers !== newest.setup.brokers ||
    setup.pipeline !== newest.setup.pipeline
  ) {
    const broker = setup.broker === 'kafka' ? 'Kafka' : 'the embedded broker';
    const pipeline = setup.pipeline === 'own' ? '' : ", a pipeline of the user's own";
    found.push(`another setup: ${broker}, ${inWords(setup.brokers, 'broker')}${pipeline}`);
  }
  const [cpu, cores, platform, arch, node] = machine(line);
  const [newestCpu, newestCores, newestPlatform, newestArch, newestNode] = machine(newest);
  if (
    cpu !== newestCpu ||
    cores !== newestCores ||
    platform !== newestPlatform ||
    arch !== newestArch
  ) {
    found.push(`another machine: ${environment.cpuModel}, ${inWords(environment.cores, 'core')}`);
  }
  if (node !== newestNode) found.push(`another Node.js: ${environment.node}`);
  return found.map((text) => inertText(text));
}
