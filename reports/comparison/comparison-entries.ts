/** What was compared, as labelled sentences: the same ones at the terminal and in Markdown. */
import { threeDigits, whole } from '../numbers.ts';
import type { RunEnvironment } from '../record.ts';
import type { Entry } from '../run-entries.ts';
import type { ComparedSide, Comparison } from './comparison.ts';
import { runsText, sideText } from './words.ts';

/** Sides, what of them was left out and why, and the machine. */
export function comparedEntries({ base, head, machine }: Comparison): Entry[] {
  return [
    { label: 'base', text: sideEntry(base) },
    { label: 'head', text: sideEntry(head) },
    ...leftOutEntries('base', base),
    ...leftOutEntries('head', head),
    ...environmentEntries(base.environment, head.environment),
    { label: 'machine', text: machine?.text ?? 'nobody measured how steady it was' },
  ];
}

function sideEntry(side: ComparedSide): string {
  const versions = side.toolVersions.join(', ');
  return `${sideText(side)} · ${runsText(side)} · streamstock-bench ${versions}`;
}

const NAMED_RUNS = 3;

/** Runs that share a reason share an entry. */
function leftOutEntries(name: string, { runs }: ComparedSide): Entry[] {
  const byReason = new Map<string, string[]>();
  for (const { runId, leftOut } of runs) {
    if (leftOut !== null) byReason.set(leftOut, [...(byReason.get(leftOut) ?? []), runId]);
  }
  return [...byReason].map(([reason, runIds]) => {
    const more = runIds.length - NAMED_RUNS;
    const others = more > 0 ? ` and ${whole(more)} more` : '';
    const named = `${runIds.slice(0, NAMED_RUNS).join(', ')}${others}`;
    return { label: 'left out', text: `${name}, ${reason}: ${named}` };
  });
}

function environmentEntries(base: RunEnvironment, head: RunEnvironment): Entry[] {
  const [ofBase, ofHead] = [environmentText(base), environmentText(head)];
  if (ofBase === ofHead) return [{ label: 'on', text: ofBase }];
  return [
    { label: 'base on', text: ofBase },
    { label: 'head on', text: ofHead },
  ];
}

function environmentText(environment: RunEnvironment): string {
  const { cpuModel, cores, memoryBytes, node, platform, arch } = environment;
  const memory = `${threeDigits(memoryBytes / 1e9)} GB`;
  return `${cpuModel}, ${whole(cores)} cores, ${memory} · node ${node} · ${platform} ${arch}`;
}
