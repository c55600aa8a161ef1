import { countedAddress } from './counted-address';

describe('an address, as limits count it', () => {
  it('is the network for IPv6, for whoever has one address of it has all', () => {
    for (const [address, counted] of [
      ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
      ['2001:0DB8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
      ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
      ['fe80::1%eth0', 'fe80::/64'],
      ['fe80::2%eth1', 'fe80::/64'],
      ['::1', '::/64'],
    ])
      expect([address, countedAddress(address!)]).toEqual([address, counted]);
  });

  it('is IPv4 by itself, however it arrives', () => {
    for (const address of ['192.0.2.7', '::ffff:192.0.2.7', '::ffff:c000:207', '0:0:0:0:0:FFFF:192.0.2.7'])
      expect([address, countedAddress(address)]).toEqual([address, '192.0.2.7']);
    expect(countedAddress('192.0.2.8')).not.toBe(countedAddress('192.0.2.7'));
  });

  it('is one and the same for all that is none', () => {
    for (const text of ['', 'unknown', '_hidden', '2001:db8::/32', 'x'.repeat(5000)])
      expect(countedAddress(text)).toBe('none');
  });
});
