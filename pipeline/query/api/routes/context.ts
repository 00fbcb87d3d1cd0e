/** What the routes are made with. */
import type { QueryStore } from '../../views.ts';
import type { CommandSink } from '../commanding.ts';
import type { SendContent } from '../reading.ts';

export interface RouteContext {
  readonly store: QueryStore;
  readonly commands: CommandSink;
  readonly send: SendContent;
}
