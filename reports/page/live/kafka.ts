/** What goes on in Kafka: the way of the events as a picture, every number of it as tables, and any record on demand. */
import type { LiveFrame, LiveHello } from '../../live/frames.ts';
import { html } from '../dom.ts';
import { setText } from './in-place.ts';
import { Inspector } from './inspector.ts';
import { placeOf, placeQuery, type RecordPlace } from './inspector-place.ts';
import { kafkaCounters } from './kafka-counters.ts';
import { createFlow } from './kafka-flow.ts';
import { kafkaTables } from './kafka-tables.ts';
import type { LiveView, MountedView, ViewContext } from './view.ts';

/** `#/kafka?topic=…&partition=…&offset=…` opens a record. */
export const kafkaView: LiveView = { id: 'kafka', title: 'Kafka', create };

function create(context: ViewContext): MountedView {
  const group = html('p', { class: 'quiet kafka-group' });
  const inspector = new Inspector(context);
  const open = (place: RecordPlace) => {
    context.go('kafka', placeQuery(place));
    inspector.show(place);
  };
  const flow = createFlow(open);
  const tables = kafkaTables(open);
  const counters = kafkaCounters();
  let runId: string | undefined;
  return {
    node: html(
      'div',
      { class: 'kafka-view' },
      group,
      flow.node,
      inspector.node,
      tables.node,
      counters.node,
    ),
    hello({ run }: LiveHello) {
      if (runId !== run.runId) flow.begin(run.ordering === 'sequence');
      if (runId !== undefined && runId !== run.runId) inspector.forget();
      runId = run.runId;
    },
    frame(frame) {
      setText(group, groupText(frame));
      flow.show(frame.kafka, frame.elapsedMs);
      tables.show(frame.kafka);
      counters.show(frame.kafka.counters);
      inspector.frame(frame);
    },
    shown(query) {
      const place = placeOf(query);
      if (place !== undefined) inspector.show(place);
    },
    hidden() {},
  };
}

function groupText({ kafka: { groupId, generation, isRebalancing } }: LiveFrame): string {
  const age = generation === null ? 'has not met yet' : `generation ${generation}`;
  return `Consumer group ${groupId}: ${age}${isRebalancing ? ', rebalancing now' : ''}.`;
}
