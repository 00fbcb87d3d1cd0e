import { describe, expect, it } from 'vitest';
import { issue } from './certificates.fixture.ts';
import { readClientProperties } from './client-properties.ts';

const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule';
const LOGIN = `security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=${SCRAM} required username="alice" password="wonder\\\\"land";
`;

const read = (text: string, environment: Record<string, string> = {}) =>
  readClientProperties('c.properties', text, environment);
const settings = (text: string) =>
  Object.fromEntries([...read(text).given].map(([name, { text: value }]) => [name, value]));
const faults = (text: string, environment?: Record<string, string>) =>
  read(text, environment).faults.map(({ where, what }) => `${where}: ${what}`);

describe('a file of Kafka’s Java clients', () => {
  it('holds address, protocol and login', () => {
    expect(settings(`bootstrap.servers=a:1,b:2\n${LOGIN}`)).toEqual({
      brokers: 'a:1,b:2',
      'sasl-mechanism': 'SCRAM-SHA-512',
      'sasl-username': 'alice',
      'sasl-password': 'wonder"land',
    });
    expect(read(LOGIN)).toMatchObject({
      protocol: { tls: true, sasl: true },
      faults: [],
      notes: [],
      holdsSecrets: true,
    });
  });

  it('names PEM stores by path, and holds them itself on a line', () => {
    const { key, certificate } = issue({ name: 'client' });
    const flat = (pem: string): string => pem.replaceAll('\n', ' ');
    expect(
      settings(
        'security.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.location=ca.pem\nssl.keystore.type=PEM\nssl.keystore.location=me.pem\n',
      ),
    ).toEqual({ 'tls-ca': 'ca.pem', 'tls-cert': 'me.pem' });
    const inline = read(
      `security.protocol=SSL\nssl.keystore.type=PEM\nssl.keystore.key=${flat(key)}\nssl.keystore.certificate.chain=${flat(certificate)}\n`,
    );
    expect(inline.given.get('tls-key')).toMatchObject({ text: `${key} `, isPath: false });
    expect(inline.given.get('tls-cert')).toMatchObject({ text: `${certificate} `, isPath: false });
    expect(inline).toMatchObject({ holdsSecrets: true, faults: [] });
  });

  it('holds no secret where variables do', () => {
    const text = LOGIN.replace('"wonder\\\\"land"', '"$' + '{env:PASSWORD}"');
    const { given, holdsSecrets, faults: none } = read(text, { PASSWORD: 'x"y' });
    expect(given.get('sasl-password')?.text).toBe('x"y');
    expect({ holdsSecrets, none }).toEqual({ holdsSecrets: false, none: [] });
    expect(faults(text)).toEqual(['c.properties:3: the variable PASSWORD is not set']);
    expect(faults('bootstrap.servers=$' + '{file:/a:b}')).toEqual([
      expect.stringContaining('{file:…} is not supported'),
    ]);
  });

  it('may take the whole login from a variable', () => {
    const [protocol = '', mechanism = '', login = ''] = LOGIN.split('\n');
    const jaas = login.replace('sasl.jaas.config=', '').replaceAll('\\\\', '\\');
    const text = [protocol, mechanism, 'sasl.jaas.config=$' + '{env:JAAS}'].join('\n');
    const { given, faults: none, holdsSecrets } = read(text, { JAAS: jaas });
    expect(given.get('sasl-password')?.text).toBe('wonder"land');
    expect({ none, holdsSecrets }).toEqual({ none: [], holdsSecrets: false });
  });

  it('holds a secret where a variable is a part of it only', () => {
    const text = LOGIN.replace('"wonder\\\\"land"', '"half$' + '{env:PASSWORD}"');
    expect(read(text, { PASSWORD: 'x' }).holdsSecrets).toBe(true);
  });

  it.each([
    ['security.protocol=TLS', ':1: security.protocol must be one of PLAINTEXT, SSL'],
    [
      'security.protocol=SSL\nssl.truststore.location=t.jks',
      'default type JKS cannot be read: convert it with keytool -list -rfc -keystore t.jks',
    ],
    [
      'security.protocol=SSL\nssl.keystore.location=k.p12\nssl.keystore.type=PKCS12',
      ':2: stores of type PKCS12 cannot be read',
    ],
    ['ssl.truststore.certificates=x', 'has ssl settings, but its security.protocol is not'],
    [`sasl.mechanism=PLAIN`, 'has sasl settings, but its security.protocol is not'],
    [
      'ssl.endpoint.identification.algorithm=',
      ':1: ssl.endpoint.identification.algorithm: the name in a certificate is always checked',
    ],
    ['ssl.enabled.protocols=TLSv1.3', 'TLS 1.2 and 1.3 are used'],
    ['ssl.protocol=TLSv1.1', 'TLS 1.2 and 1.3 are used'],
    ['ssl.engine.factory.class=x', 'ssl.engine.factory.class is not supported'],
    ['ssl.trustore.location=x', 'did you mean ssl.truststore.location?'],
    [
      'security.protocol=SASL_SSL\nsasl.jaas.config=a.Krb5LoginModule required;',
      'Krb5LoginModule is not supported',
    ],
    [LOGIN.replace('SCRAM-SHA-512', 'PLAIN'), 'ScramLoginModule does not go with PLAIN'],
    [LOGIN.replace(';', ' tokenauth="true";'), 'delegation tokens are not supported'],
    ['sasl.kerberos.service.name=kafka', 'sasl.kerberos.service.name is not supported'],
  ])('refuses what cannot be honoured: %j', (text, fault) => {
    expect(faults(text).join('\n')).toContain(fault);
    expect(faults(text).join('\n')).not.toContain('wonder');
  });

  it('accepts what says the same as is done anyway', () => {
    const { faults: none, notes } = read(
      'ssl.endpoint.identification.algorithm=https\nssl.enabled.protocols=TLSv1.3,TLSv1.2\nssl.protocol=TLSv1.3\nconfig.providers=env\n',
    );
    expect({ none, notes }).toEqual({ none: [], notes: [] });
  });

  it('lists what it ignores, and a slip of the finger among it', () => {
    expect(read('acks=all\nlinger.ms=5\nbootstrap.server=a:1\n').notes).toEqual([
      'c.properties: only connection settings are taken from it; ignored: acks, linger.ms, bootstrap.server. bootstrap.server: did you mean bootstrap.servers?',
    ]);
  });

  it('names every fault, not the first', () => {
    expect(faults('security.protocol=x\nssl.protocol=y\nsasl.login.class=z\na=\\u1')).toHaveLength(
      4,
    );
  });
});
