import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';
import type { Writer } from '../codec/writer.ts';
import { brokerConfigs, configFault, MAX_MESSAGE_BYTES, TOPIC_CONFIGS } from '../configs.ts';
import type { BrokerState } from '../state.ts';

const TOPIC_RESOURCE = 2;
const BROKER_RESOURCE = 4;
const SOURCE = { topic: 1, staticBroker: 4, default: 5 } as const;

/**
 * DescribeConfigs 0–2:
 *
 *     request   [int8 type, string name, [string config] (null: all)] | v1+: bool synonyms
 *     response  int32 throttle
 *               [int16 error, nullable string message, int8 type, string name,
 *                [string config, nullable string value, bool read-only,
 *                 v0: bool default, v1+: int8 source, bool sensitive, v1+: [synonyms] (none)]]
 */
export const DESCRIBE_CONFIGS: Api = {
  key: 32,
  name: 'DescribeConfigs',
  minVersion: 0,
  maxVersion: 2,
  handle(broker, request, answer) {
    const { body, version } = request;
    const resources = body.array((reader) => ({
      type: reader.int8(),
      name: reader.string(),
      names: reader.nullableArray((inner) => inner.string()),
    }));
    const response = request.response(4096).int32(0);
    response.array(resources, ({ type, name, names }) => {
      const found = entriesOf(broker, type, name);
      const fault = typeof found === 'string';
      response.int16(fault ? errorOf(type) : ERROR.NONE).nullableString(fault ? found : null);
      response.int8(type).string(name);
      const entries = fault ? [] : found;
      const wanted = entries.filter((e) => names === null || names.includes(e.name));
      response.array(wanted, (entry) => writeEntry(response, version, entry));
    });
    answer(response);
  },
};

/**
 * AlterConfigs 0–1; replaces all settings of a topic:
 *
 *     request   [int8 type, string name, [string config, nullable string value]] | bool validate only
 *     response  int32 throttle | [int16 error, nullable string message, int8 type, string name]
 */
export const ALTER_CONFIGS: Api = {
  key: 33,
  name: 'AlterConfigs',
  minVersion: 0,
  maxVersion: 1,
  handle(broker, request, answer) {
    const { body } = request;
    const resources = body.array((reader) => ({
      type: reader.int8(),
      name: reader.string(),
      configs: reader.array((inner) => ({ name: inner.string(), value: inner.nullableString() })),
    }));
    const validateOnly = body.boolean();
    const response = request.response().int32(0);
    response.array(resources, ({ type, name, configs }) => {
      const fault = alter(broker, type, name, configs, validateOnly);
      response.int16(fault?.error ?? ERROR.NONE).nullableString(fault?.message ?? null);
      response.int8(type).string(name);
    });
    answer(response);
  },
};

interface ConfigEntry {
  readonly name: string;
  readonly value: string;
  readonly readOnly: boolean;
  readonly source: number;
}

function entriesOf(broker: BrokerState, type: number, name: string): ConfigEntry[] | string {
  if (type === BROKER_RESOURCE) {
    if (name !== String(broker.settings.nodeId)) return `there is no broker ${name}`;
    return [...brokerConfigs(broker)].map(([config, value]) => ({
      name: config,
      value,
      readOnly: true,
      source: SOURCE.staticBroker,
    }));
  }
  if (type !== TOPIC_RESOURCE) return `resources of type ${type} have no settings here`;
  const topic = broker.topics.get(name);
  if (topic === undefined) return `topic '${name}' does not exist`;
  return [...TOPIC_CONFIGS].map(([config, { defaultValue }]) => {
    const set = topic.configs.get(config);
    const inherited =
      config === MAX_MESSAGE_BYTES ? String(broker.settings.maxMessageBytes) : defaultValue;
    return {
      name: config,
      value: set ?? inherited,
      readOnly: false,
      source: set === undefined ? SOURCE.default : SOURCE.topic,
    };
  });
}

function writeEntry(response: Writer, version: number, entry: ConfigEntry): void {
  response.string(entry.name).nullableString(entry.value).boolean(entry.readOnly);
  if (version === 0) response.boolean(entry.source === SOURCE.default);
  else response.int8(entry.source);
  response.boolean(false);
  if (version >= 1) response.int32(0);
}

function alter(
  broker: BrokerState,
  type: number,
  name: string,
  configs: readonly { readonly name: string; readonly value: string | null }[],
  validateOnly: boolean,
): { error: number; message: string } | undefined {
  if (type !== TOPIC_RESOURCE) {
    return { error: ERROR.INVALID_REQUEST, message: 'only settings of topics can be altered' };
  }
  const topic = broker.topics.get(name);
  if (topic === undefined) {
    return { error: errorOf(type), message: `topic '${name}' does not exist` };
  }
  const fault = configs.map((config) => configFault(config.name, config.value)).find(Boolean);
  if (fault !== undefined) return { error: ERROR.INVALID_CONFIG, message: fault };
  if (validateOnly) return undefined;
  const values = configs.flatMap(({ name: config, value }) =>
    value === null ? [] : [[config, value] as const],
  );
  broker.topics.configure(topic, new Map(values));
  return undefined;
}

function errorOf(type: number): number {
  return type === TOPIC_RESOURCE ? ERROR.UNKNOWN_TOPIC_OR_PARTITION : ERROR.INVALID_REQUEST;
}
