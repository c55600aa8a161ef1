import { isWithin, normalizeNetwork, parseNetworks } from './networks';

describe('normalizeNetwork', () => {
  it('writes each network in one way', () => {
    for (const [given, kept] of [
      ['192.0.2.7', '192.0.2.7/32'],
      ['192.0.2.7/24', '192.0.2.0/24'],
      [' 10.0.0.0/8 ', '10.0.0.0/8'],
      ['0.0.0.0/0', '0.0.0.0/0'],
      ['2001:DB8::1', '2001:db8::1/128'],
      ['2001:db8:1:2::ff/48', '2001:db8:1::/48'],
      ['::ffff:192.0.2.9', '192.0.2.9/32'],
      ['::ffff:192.0.2.9/120', '192.0.2.0/24'],
    ])
      expect([given, normalizeNetwork(given!)]).toEqual([given, kept]);
  });

  it('refuses what only some programs read as a network', () => {
    for (const text of [
      '',
      'localhost',
      '192.0.2',
      '0x7f.1',
      '010.0.0.1',
      '192.0.2.0/33',
      '192.0.2.0/-1',
      '192.0.2.0/08',
      '192.0.2.0/',
      '192.0.2.0/24/24',
      '2001:db8::/129',
      'fe80::1%eth0',
      '::192.0.2.7',
      '::ffff:192.0.2.0/64',
      '192.0.2.0 /24',
      '192.0.2.0/24,10.0.0.0/8',
    ])
      // prettier-ignore
      expect([text, normalizeNetwork(text)]).toEqual([text, null]);
  });
});

describe('isWithin', () => {
  const networks = parseNetworks(['192.0.2.0/24', '2001:db8::/32']);

  it('knows an IPv4 address also where it arrives as IPv6', () => {
    for (const address of ['192.0.2.1', '::ffff:192.0.2.1', '::ffff:c000:201', '2001:db8:ffff::1'])
      expect([address, isWithin(address, networks)]).toEqual([address, true]);
    for (const address of [
      '192.0.3.1',
      '::ffff:192.0.3.1',
      '::192.0.2.1',
      '2001:db9::1',
      '64:ff9b::c000:201',
      'none',
      '',
    ])
      expect([address, isWithin(address, networks)]).toEqual([address, false]);
    expect(isWithin(null, networks)).toBe(false);
    expect(isWithin('192.0.2.1', [])).toBe(false);
  });

  it('lets no family in by the other one', () => {
    expect(isWithin('2001:db8::1', parseNetworks(['0.0.0.0/0']))).toBe(false);
    expect(isWithin('192.0.2.1', parseNetworks(['::/0']))).toBe(false);
  });
});
