/**
 * How many pictures a second the live page draws, and how much of a core its main thread takes for it. Needs Chromium and a run:
 *
 *     node dist/simulator/cli.js bench FILE --live --port 3001      5,000 events a second, or any other load
 *     npx tsx reports/browser/frame-rate.ts [http://127.0.0.1:3001/] [seconds, 10]
 */
import { VIEWS } from '../live/frames.ts';
import { launchChromium } from './chromium.fixture.ts';

const [url = 'http://127.0.0.1:3001/', secondsText = '10'] = process.argv.slice(2);
const seconds = Number(secondsText);

/** Evaluated in the page: the times between two pictures, in milliseconds. */
const GAPS = `new Promise((resolve) => {
  const gaps = [];
  let before = performance.now();
  const end = before + ${seconds * 1000};
  const step = (now) => {
    gaps.push(now - before);
    before = now;
    if (now < end) requestAnimationFrame(step); else resolve(gaps.slice(1));
  };
  requestAnimationFrame(step);
})`;

const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Performance.enable');
  for (const view of VIEWS) {
    await page.goto(`${url}#/${view}`);
    await page.getByText('Running').first().waitFor();
    await page.waitForTimeout(1500);
    const before = await busySeconds();
    const gaps = ((await page.evaluate(GAPS)) as number[]).sort((a, b) => a - b);
    const busy = (await busySeconds()) - before;
    const at = (share: number): string => (gaps[Math.floor(gaps.length * share)] ?? 0).toFixed(1);
    process.stdout.write(
      `${view}: ${(gaps.length / seconds).toFixed(1)} pictures a second; between two of them ${at(0.5)} ms (median), ` +
        `${at(0.99)} ms (p99), ${(gaps.at(-1) ?? 0).toFixed(1)} ms (longest); main thread ${((100 * busy) / seconds).toFixed(1)} % busy\n`,
    );
  }

  async function busySeconds(): Promise<number> {
    const { metrics } = await protocol.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  }
} finally {
  await browser.close();
}
