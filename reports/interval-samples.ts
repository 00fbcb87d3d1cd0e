/** What thresholds may ask of every second, read off the line of the journal. */
import { withoutPrefix } from '../pipeline/topics.ts';
import type { JournalInterval } from './journal.ts';
import type { SampleBook } from './samples.ts';

const BYTES_PER_MB = 1e6;

export function readOff(book: SampleBook, line: JournalInterval): void {
  book.begin(line.index * 1000);
  for (const [topic, partitions] of Object.entries(line.lag ?? {})) {
    for (const [partition, records] of partitions.entries()) {
      book.record(
        'consumer_lag',
        { topic: withoutPrefix(topic), partition: String(partition) },
        records,
      );
    }
  }
  if (line.standing !== null) book.record('sequencer_waiting', {}, line.standing.waitingEvents);
  for (const { group, loopDelayMaxMs } of Object.values(line.threads)) {
    book.record('event_loop_delay', { group }, loopDelayMaxMs);
  }
  const { wallMs, cpuUs, rssBytes } = line.process;
  if (wallMs > 0) {
    book.record('cpu_cores', {}, cpuUs / 1000 / wallMs);
    book.record('rss', {}, rssBytes / BYTES_PER_MB);
  }
}
