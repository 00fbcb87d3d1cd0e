/**
 * The live page with made-up frames, for developing it: `npx tsx reports/browser/live-fixture-server.ts [PORT] [WORD …]`
 *
 * Words: `classroom`, `read-only`, `fast` (5,000 events/s), `empty` (before the load), `ended`, `hostile`. The program of the page
 * is that of the last `npm run build`.
 */
import { startLiveFixture } from './live.fixture.ts';
import { HOSTILE } from './live-run.fixture.ts';

const [port = '0', ...words] = process.argv.slice(2);
const { url } = await startLiveFixture({
  port: Number(port),
  isClassroom: words.includes('classroom'),
  mayAct: !words.includes('read-only'),
  phase: words.includes('empty') ? 'preparing' : words.includes('ended') ? 'ended' : 'load',
  ...(words.includes('fast') ? { ratePerSecond: 5_000 } : {}),
  ...(words.includes('hostile') ? { text: HOSTILE } : {}),
});
process.stdout.write(`${url}\n`);
