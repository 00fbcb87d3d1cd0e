/** The entry of a consumer thread: one life of a member of the group. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type MemberPort, runMember } from './member.ts';
import type { ConsumerTask, ToConsumer } from './messages.ts';

if (parentPort !== null) await runMember(workerData as ConsumerTask, threadPort(parentPort));

function threadPort(port: MessagePort): MemberPort {
  return {
    tell: (message, transfer = []) => port.postMessage(message, [...transfer]),
    onMessage: (listener) => port.on('message', (message: ToConsumer) => listener(message)),
    close: () => port.close(),
  };
}
