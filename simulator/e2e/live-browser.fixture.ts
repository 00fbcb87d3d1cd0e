/** Pages of a live command in a browser, each watched for what goes wrong in it. */
import type { Browser } from 'playwright-core';
import {
  launchChromium,
  type WatchedPage,
  watchedPage,
} from '../../reports/browser/chromium.fixture.ts';
import type { Workshop } from './command.fixture.ts';
import { LiveCommand } from './live.fixture.ts';

export class LivePages {
  readonly live: LiveCommand;
  readonly #browser: Browser;

  private constructor(browser: Browser, live: LiveCommand) {
    this.#browser = browser;
    this.live = live;
  }

  /** A classroom that plays. @throws Error when there is no Chromium */
  static async open(workshop: Workshop): Promise<LivePages> {
    const browser = await launchChromium();
    const live = await LiveCommand.start(workshop, ['demo', '--classroom']);
    await live.playing();
    return new LivePages(browser, live);
  }

  /** @throws Error with what the page complained of, when nothing else went wrong */
  async at(
    address: string,
    look: Parameters<typeof watchedPage>[1],
    test: (watched: WatchedPage) => Promise<void>,
  ): Promise<void> {
    const watched = await watchedPage(this.#browser, look);
    try {
      await watched.page.goto(this.live.url + address);
      await watched.page.getByText('Running').first().waitFor();
      await test(watched);
      if (watched.errors.length > 0) throw new Error(watched.errors.join('\n'));
    } finally {
      await watched.context.close();
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
