import { describe, expect, it } from 'vitest';
import { bodyOf, fieldsOfUrl, isCertificate, isHost, isHttps, isPort, NEW_FORWARDER, urlOf } from './forwarder-form';

describe('the form of a destination', () => {
  it('makes the address that the API takes, and reads it back', () => {
    for (const url of [
      'syslog+tls://siem.example.gov:6514',
      'syslog+tcp://10.0.0.9:601',
      'syslog+udp://[2001:db8::1]:514',
      'https://collector.example.gov/audit?stream=1',
    ]) {
      expect(urlOf({ ...NEW_FORWARDER, ...fieldsOfUrl(url) })).toBe(url);
    }
    expect(urlOf({ ...NEW_FORWARDER, host: ' 2001:db8::1 ', port: '۶۵۱۴' })).toBe('syslog+tls://[2001:db8::1]:6514');
    expect(fieldsOfUrl('syslog+tcp://log.example')).toMatchObject({
      protocol: 'tcp',
      host: 'log.example',
      port: '601',
    });
  });

  it('knows a server from an address, and a port from a number', () => {
    expect(['siem.example.gov', '10.0.0.9', '2001:db8::1', 'siem'].map(isHost)).toEqual([true, true, true, true]);
    expect(['', 'https://siem', 'siem/x', 'a b', 'user@siem'].map(isHost)).toEqual([false, false, false, false, false]);
    expect(['1', '65535', '۵۱۴'].map(isPort)).toEqual([true, true, true]);
    expect(['', '0', '65536', '-1', '5.5'].map(isPort)).toEqual([false, false, false, false, false]);
    expect(isHttps('https://c.example/x')).toBe(true);
    expect(['http://c.example', 'c.example', ''].map(isHttps)).toEqual([false, false, false]);
  });

  it('sends a secret only where it is encrypted, and only when it was typed', () => {
    const typed = { ...NEW_FORWARDER, name: ' SIEM ', host: 'siem', authorization: 'Bearer x', caCertificate: '' };
    expect(bodyOf(typed, null)).toEqual({ name: 'SIEM', url: 'syslog+tls://siem:6514', from: 'now' });
    const https = { ...typed, protocol: 'https' as const, address: 'https://c.example', caCertificate: 'PEM' };
    expect(bodyOf(https, null)).toEqual({
      name: 'SIEM',
      url: 'https://c.example',
      from: 'now',
      authorization: 'Bearer x',
    });
    expect(bodyOf({ ...typed, protocol: 'udp', caCertificate: 'PEM' }, null)).not.toHaveProperty('caCertificate');
  });

  it('leaves a stored secret alone, unless it is replaced, dropped or of no use any more', () => {
    const form = { ...NEW_FORWARDER, name: 'SIEM', protocol: 'https' as const, address: 'https://c.example' };
    const stored = { authorizationSet: true, caCertificateSet: false };
    expect(bodyOf(form, stored)).toEqual({ name: 'SIEM', url: 'https://c.example' });
    expect(bodyOf({ ...form, authorization: 'Bearer y' }, stored).authorization).toBe('Bearer y');
    expect(bodyOf({ ...form, dropAuthorization: true }, stored).authorization).toBeNull();
    expect(bodyOf({ ...form, protocol: 'tcp', host: 'siem' }, stored).authorization).toBeNull();
    expect(bodyOf({ ...form, dropAuthorization: true }, { ...stored, authorizationSet: false })).not.toHaveProperty(
      'authorization',
    );
  });

  it('knows a certificate by its form', () => {
    expect(isCertificate('')).toBe(true);
    expect(isCertificate('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n')).toBe(true);
    expect(isCertificate('MIIB')).toBe(false);
  });
});
