/** The flags of the live page. */
import type { InferredOptionTypes, Options } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import type { OwnWanted, PipelineWanted } from '../external/wanted.ts';
import { DEFAULT_PORT, portNumber } from '../http-port.ts';

export const liveOptions = {
  live: {
    type: 'boolean',
    default: false,
    describe: 'Serve a page on this machine that shows the run while it goes on',
  },
  classroom: {
    type: 'boolean',
    default: false,
    describe: 'A live page with controls: rate, pause, step, consumers, poison; proves nothing',
  },
  share: {
    type: 'boolean',
    default: false,
    describe: 'Let the other machines of the network look at the live page, read-only',
  },
  'keep-events': {
    type: 'boolean',
    default: false,
    describe:
      'Write every record of the event topics to events.jsonl in the run folder (with --live)',
  },
  port: {
    type: 'string',
    requiresArg: true,
    describe: `Where the live page listens; 0 for any free port (default ${DEFAULT_PORT})`,
  },
} as const satisfies Record<string, Options>;

export interface LiveWanted {
  readonly port: number;
  readonly isClassroom: boolean;
  readonly isShared: boolean;
  readonly keepEvents: boolean;
}

/**
 * @returns undefined: nobody wants to watch
 * @throws StreamstockError USAGE
 */
export function resolveLive(
  flags: Readonly<InferredOptionTypes<typeof liveOptions>>,
  pipeline: PipelineWanted,
): LiveWanted | undefined {
  const { live, classroom, share, 'keep-events': keepEvents, port } = flags;
  if (!live && !classroom) {
    const alone = share
      ? '--share'
      : keepEvents
        ? '--keep-events'
        : port === undefined
          ? ''
          : '--port';
    if (alone === '') return undefined;
    throw new StreamstockError('USAGE', `${alone} needs --live or --classroom`, {
      hint: 'Without a live page there is nothing that it could change.',
    });
  }
  if (pipeline.kind === 'external') {
    throw new StreamstockError(
      'USAGE',
      `--${classroom ? 'classroom' : 'live'} shows the project's own pipeline, not --pipeline external`,
      {
        hint: 'Leave one of the two out; the report of the run shows what is known of a foreign pipeline.',
      },
    );
  }
  if (classroom) refuseOthersConsumers(pipeline);
  return { port: portNumber(port), isClassroom: classroom, isShared: share, keepEvents };
}

/** Consumers in other processes know nothing of commands and controls, and a group outlives no restart. */
function refuseOthersConsumers({ processes, group }: OwnWanted): void {
  const flag =
    processes !== undefined ? '--processes' : group !== undefined ? '--group' : undefined;
  if (flag === undefined) return;
  throw new StreamstockError(
    'USAGE',
    `--classroom plays with its own consumers, not with ${flag}`,
    {
      hint: `Leave one of the two out; --live shows a run with ${flag}, read-only.`,
    },
  );
}
