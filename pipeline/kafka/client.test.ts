import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { waitForBroker } from './admin.ts';
import { createKafka, retryOptions } from './client.ts';
import { boundedGzip, MAX_UNPACKED_BYTES } from './gzip.ts';
import { repairRequestQueue } from './request-queue.ts';

const { CompressionCodecs, CompressionTypes } = kafkajs;

describe('boundedGzip', () => {
  it('packs and unpacks', async () => {
    const buffer = Buffer.from('a'.repeat(1000));
    expect(await boundedGzip.decompress(await boundedGzip.compress({ buffer }))).toEqual(buffer);
  });

  it('refuses a batch that unpacks to more than its bound', async () => {
    const bomb = gzipSync(Buffer.alloc(MAX_UNPACKED_BYTES + 1));
    await expect(boundedGzip.decompress(bomb)).rejects.toThrow(RangeError);
  });

  it('is what kafkajs uses once a client was made', () => {
    createKafka({ brokers: ['127.0.0.1:1'], kind: 'embedded', clientId: 'test' });
    expect(CompressionCodecs[CompressionTypes.GZIP]()).toBe(boundedGzip);
  });
});

describe('repairRequestQueue', () => {
  it('sets a timer only when something is pending', () => {
    repairRequestQueue();
    const load = createRequire(import.meta.url);
    const RequestQueue = load('kafkajs/src/network/requestQueue') as {
      new (
        options: object,
      ): {
        pending: unknown[];
        throttleCheckTimeoutId: unknown;
        scheduleCheckPendingRequests(): void;
        destroy(): void;
      };
    };
    const queue = new RequestQueue({ requestTimeout: 1000, logger: { debug() {} } });
    queue.scheduleCheckPendingRequests();
    expect(queue.throttleCheckTimeoutId).toBeNull();
    queue.pending.push({});
    queue.scheduleCheckPendingRequests();
    expect(queue.throttleCheckTimeoutId).not.toBeNull();
    queue.destroy();
  });
});

describe('retryOptions', () => {
  it('names every option, because the defaults of kafkajs depend on NODE_ENV', () => {
    expect(retryOptions('external')).toMatchObject({ initialRetryTime: 300, retries: 5 });
    expect(Object.values(retryOptions('embedded'))).not.toContain(undefined);
  });
});

describe('createKafka', () => {
  it('is the only place that builds a client of kafkajs', () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const builders = ['pipeline', 'reports', 'simulator']
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
          join(folder, file),
        ),
      )
      .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
      .filter((file) => /new\s+(\w+\.)?Kafka\(/.test(readFileSync(join(root, file), 'utf8')));
    expect(builders).toEqual([join('pipeline', 'kafka', 'client.ts')]);
  });

  it("switches Nagle's algorithm off, which kafkajs leaves on", async () => {
    const noDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
    const admin = createKafka({
      ...{ brokers: ['127.0.0.1:1'], kind: 'embedded', clientId: 'test' },
      probeTimeoutMs: 100,
    }).admin();
    await expect(admin.connect()).rejects.toThrow();
    expect(noDelay).toHaveBeenCalledWith(true);
    noDelay.mockRestore();
  });
});

describe('waitForBroker', () => {
  const mute = createServer((socket) => socket.resume());
  beforeAll(() => new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => mute.close(resolve)));

  it('names the address when nobody listens there', async () => {
    const unreachable = waitForBroker({ brokers: ['127.0.0.1:1'], kind: 'external' }, 300);
    await expect(unreachable).rejects.toMatchObject({
      code: 'BROKER_UNREACHABLE',
      message: expect.stringContaining('127.0.0.1:1'),
    });
  });

  it('gives up on a port that accepts connections and never answers', async () => {
    const address = mute.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const unreachable = waitForBroker({ brokers: [`127.0.0.1:${port}`], kind: 'embedded' }, 300);
    await expect(unreachable).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE' });
  });
});
