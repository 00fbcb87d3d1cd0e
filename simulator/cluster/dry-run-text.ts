/** A dry run in words. */
import { inWords, perSecond } from '../../reports/numbers.ts';
import type { DryRun, DryTopic } from './dry-run.ts';

export function renderDryRun(dry: DryRun): string {
  const { cluster, rate, topics, group, warnings } = dry;
  const lines = [
    `Dry run: nothing was written to ${cluster.address}.`,
    `  cluster   ${cluster.id}, ${inWords(cluster.brokers, 'broker')}${cluster.free ? ", one of this tool's own" : ', allowed by its id'}`,
    `  rate      up to ${perSecond(rate.peakPerSecond)} events/s${rate.capPerSecond === null ? '' : `, of ${perSecond(rate.capPerSecond)} allowed`}`,
    ...topics.map((topic, at) => `  ${at === 0 ? 'topics  ' : '        '}  ${topicText(topic)}`),
    `  group     ${group.name}: ${groupText(dry)}`,
    ...warnings.map((warning) => `! ${warning}`),
    dry.trouble === null ? 'A run could begin.' : 'A run could not begin:',
  ];
  return `${lines.join('\n')}\n`;
}

/** For `--json`. */
export function dryRunJson({ trouble, ...dry }: DryRun): string {
  const error =
    trouble === null
      ? null
      : { code: trouble.code, message: trouble.message, hint: trouble.hint ?? null };
  return `${JSON.stringify({ dryRun: true, couldBegin: trouble === null, ...dry, error })}\n`;
}

function topicText({ name, state, partitions, replicas }: DryTopic): string {
  switch (state) {
    case 'ready':
      return `${name}: there, ${inWords(partitions ?? 0, 'partition')}, ${inWords(replicas ?? 0, 'replica')}`;
    case 'create':
      return `${name}: would be created`;
    case 'missing':
      return `${name}: not there, would be waited for`;
    default:
      return `${name}: there, without a leader for every partition`;
  }
}

function groupText({ group: { state, members } }: DryRun): string {
  if (state === null) return 'not there yet, as far as can be told without writing';
  return `${state}, ${inWords(members ?? 0, 'member')}`;
}
