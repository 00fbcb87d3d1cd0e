/** A consumer of Kafka's own Java client that uses the newer group protocol (KIP-848), which kafkajs does not speak. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { kafkaJars } from '../local-kafka/jars.ts';
import type { Workshop } from './command.fixture.ts';

const PROGRAM = `
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;

public class Reader {
  public static void main(String[] words) {
    var strings = "org.apache.kafka.common.serialization.StringDeserializer";
    var consumer = new KafkaConsumer<String, String>(Map.of(
        "bootstrap.servers", words[0], "group.id", words[1], "group.protocol", "consumer",
        "auto.offset.reset", "earliest", "auto.commit.interval.ms", "500",
        "key.deserializer", strings, "value.deserializer", strings));
    consumer.subscribe(List.of(
        "inventory.sales", "inventory.restocks", "inventory.returns", "inventory.alerts"));
    while (true) consumer.poll(Duration.ofMillis(200));
  }
}
`;

/** Compiles and runs it in one go. It ends when it is killed. */
export async function startJavaConsumer(
  workshop: Workshop,
  brokers: string,
  group: string,
): Promise<ChildProcess> {
  const classpath = join(await kafkaJars({ environment: process.env }), '*');
  const words = ['-Xmx128m', '-cp', classpath, workshop.file('Reader.java', PROGRAM)];
  return spawn('java', [...words, brokers, group], { stdio: 'ignore' });
}
