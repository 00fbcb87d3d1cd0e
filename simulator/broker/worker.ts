/** Entry of the broker's thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { StreamstockError } from '../../pipeline/errors.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { ThreadProbe } from '../../reports/thread-probe.ts';
import type { FromBrokerThread, ToBrokerThread } from './messages.ts';
import type { BrokerOptions } from './options.ts';
import { createBroker } from './server.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread only');
const say = (message: FromBrokerThread): void => port.postMessage(message);

try {
  const broker = await createBroker(workerData as BrokerOptions, {
    onWarning: (message) => say({ type: 'warning', message }),
  });
  await initHistograms();
  const probe = new ThreadProbe();
  port.on('message', (message: ToBrokerThread) => {
    if (message.type === 'stats') {
      say({ type: 'stats', id: message.id, stats: broker.stats() });
    } else if (message.type === 'tick') {
      say({ type: 'sample', index: message.index, sample: probe.sample() });
    } else {
      probe.stop();
      void broker.stop().then(() => {
        say({ type: 'stopped' });
        port.close();
      });
    }
  });
  say({ type: 'ready', address: broker.address, clusterId: broker.clusterId });
} catch (error) {
  const known = error instanceof StreamstockError ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  say({ type: 'failed', code: known?.code, message, hint: known?.hint });
  port.close();
}
