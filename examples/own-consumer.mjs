// Keeps stock from the events of a run, and says of each event what it left on the shelf.
import { readFileSync } from 'node:fs';
import { Kafka } from 'kafkajs';

const { BROKERS, GROUP, RESULTS, CATALOGUE } = process.env;
const lines = readFileSync(CATALOGUE, 'utf8').trim().split('\n');
const products = new Map(lines.map((line) => [JSON.parse(line).id, JSON.parse(line)]));
const shelves = new Map();

// Topics have no order among each other: a product's events take their turn by seq.
function apply(event) {
  const { productId, metadata } = event;
  const name = `${metadata.run} ${productId}`;
  const shelf = shelves.get(name) ?? { ...products.get(productId), next: 1, early: new Map() };
  shelves.set(name, shelf);
  if (metadata.seq >= shelf.next) shelf.early.set(metadata.seq, event);
  const results = [];
  for (; shelf.early.has(shelf.next); shelf.next += 1) {
    const { id, type, quantity } = shelf.early.get(shelf.next);
    shelf.early.delete(shelf.next);
    if (type === 'SALE' && quantity <= shelf.quantity) shelf.quantity -= quantity;
    const added = type === 'RESTOCK' || type === 'RETURN' ? quantity : 0;
    shelf.quantity = Math.min(shelf.quantity + added, shelf.maxCapacity);
    const result = { eventId: id, run: metadata.run, stock: shelf.quantity };
    results.push({ key: productId, value: JSON.stringify(result) });
  }
  return results;
}

// A record that is planned as unreadable says in its headers whose turn it takes.
function read({ key, value, headers }) {
  if (headers['streamstock-seq'] === undefined) return JSON.parse(value);
  const [run, seq] = ['run', 'seq'].map((name) => String(headers[`streamstock-${name}`]));
  return { id: `EVT-${key}-${seq}`, productId: String(key), metadata: { run, seq: Number(seq) } };
}

const kafka = new Kafka({ clientId: 'own-consumer', brokers: BROKERS.split(',') });
const [consumer, producer] = [kafka.consumer({ groupId: GROUP }), kafka.producer()];
await Promise.all([consumer.connect(), producer.connect()]);
const topics = ['sales', 'restocks', 'returns', 'alerts'].map((name) => `inventory.${name}`);
await consumer.subscribe({ topics, fromBeginning: true });
await consumer.run({
  eachBatch: async ({ batch }) => {
    const messages = batch.messages.flatMap((message) => apply(read(message)));
    if (RESULTS && messages.length > 0) await producer.send({ topic: RESULTS, messages });
  },
});
