import { parseDestination } from './forward-url';

it('knows four ways and their ports', () => {
  expect(parseDestination('syslog+tls://siem.example.gov')).toEqual({
    kind: 'tls',
    hostname: 'siem.example.gov',
    port: 6514,
  });
  expect(parseDestination('syslog+tcp://SIEM.example.gov:1601/')).toEqual({
    kind: 'tcp',
    hostname: 'siem.example.gov',
    port: 1601,
  });
  expect(parseDestination('syslog+udp://[2001:DB8::1]')).toEqual({ kind: 'udp', hostname: '[2001:db8::1]', port: 514 });
  expect(parseDestination('https://collector.example/in?x=1').kind).toBe('https');
});

it('brings other spellings of an address into the one that the guard knows', () => {
  for (const host of ['0x7f.1', '2130706433', '0177.0.0.1', '127.1'])
    expect(parseDestination(`syslog+tcp://${host}`)).toMatchObject({ hostname: '127.0.0.1' });
});

it('refuses everything else', () => {
  for (const url of [
    '',
    'siem',
    'ftp://a',
    'syslog://a',
    'syslog+tls://',
    'syslog+tls://u:p@a',
    'syslog+tls://a/path',
    'syslog+tls://a?x',
    'https://u@a',
    'https://a#x',
    'file:///etc/passwd',
    'syslog+tcp://a b',
  ])
    expect(() => parseDestination(url)).toThrow(expect.objectContaining({ status: 422 }) as Error);
});
