/** The consumer group: a line where all was quiet, else who owned what when and what it cost to hand over. */
import { inWords, whole } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import type { PageGroup } from '../page-group.ts';
import { bytes } from '../sizes.ts';
import { html } from './dom.ts';
import { groupTables } from './group-tables.ts';
import { groupTiles } from './group-tiles.ts';
import type { Section } from './navigation.ts';
import { ownershipFigure } from './ownership-figure.ts';
import type { RunTime } from './run-time.ts';

export function groupSection(record: PageRecord, time: RunTime | null): Section {
  return { id: 'consumer-group', title: 'Consumer group', nodes: nodesOf(record, time) };
}

function nodesOf(record: PageRecord, time: RunTime | null): Section['nodes'] {
  const { group } = record;
  if (group === null) {
    return [line('How the group fared is not known: nothing of it was recorded.')];
  }
  if (!group.isLively) return [line(quietText(group))];
  return [
    groupTiles(group, record),
    html('div', { class: 'figures' }, ownershipFigure(group, time)),
    ...groupTables(group),
  ];
}

/** More would be a list and not a sentence. */
const NAMED_MEMBERS = 6;

function quietText({ members, summary, changelog }: PageGroup): string {
  const owned = members.map(({ name, partitionsAtEnd }) => ({ name, partitions: partitionsAtEnd }));
  const [only] = owned;
  const { partitions } = summary;
  const all = partitions === 1 ? 'the only partition' : `all ${whole(partitions)} partitions`;
  const who =
    owned.length === 1
      ? `${only?.name} consumed ${all}`
      : owned.length <= NAMED_MEMBERS
        ? `${inWords(owned.length, 'consumer')} shared ${inWords(partitions, 'partition')} (${owned.map((each) => `${each.name}: ${whole(each.partitions)}`).join(', ')})`
        : `${inWords(owned.length, 'consumer')} shared ${inWords(partitions, 'partition')}`;
  const state =
    changelog.cuts === 0
      ? ''
      : ` Its state went to the changelog in ${inWords(changelog.cuts, 'cut')}, ${bytes(changelog.bytes)} in all.`;
  return `${who} from the first event to the last; nothing was handed over.${state}`;
}

function line(text: string): HTMLElement {
  return html('p', { class: 'quiet-group' }, html('bdi', {}, text));
}
