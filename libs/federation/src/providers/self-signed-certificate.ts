import { createSign, randomBytes, type KeyObject } from 'node:crypto';

// DER (ITU-T X.690), as much of it as a certificate needs.
const tlv = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
};
const lengthOf = (length: number): Buffer => {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
};
const sequence = (...parts: Buffer[]): Buffer => tlv(0x30, ...parts);
const oid = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'));
const SHA256_WITH_RSA = sequence(oid('2a864886f70d01010b'), tlv(0x05));
const COMMON_NAME = oid('550403');

// RFC 5280 §4.1.2.5: UTCTime up to 2049, GeneralizedTime from then on.
function timeOf(date: Date): Buffer {
  const text = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return date.getUTCFullYear() < 2050
    ? tlv(0x17, Buffer.from(`${text.slice(2)}Z`))
    : tlv(0x18, Buffer.from(`${text}Z`));
}

/**
 * An X.509 v3 certificate (RFC 5280) that an RSA key signs for itself, as PEM. Providers that take certificates and no
 * JWKS (login.gov, Entra ID, SAML) know our key by it; nobody trusts it for anything else.
 */
export function selfSignedCertificate(
  key: { privateKey: KeyObject; publicKey: KeyObject },
  commonName: string,
  from: Date,
  until: Date,
): string {
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(15)]);
  const name = sequence(tlv(0x31, sequence(COMMON_NAME, tlv(0x0c, Buffer.from(commonName.slice(0, 64))))));
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, serial),
    SHA256_WITH_RSA,
    name,
    sequence(timeOf(from), timeOf(until)),
    name,
    key.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('sha256').update(body).sign(key.privateKey);
  const der = sequence(body, SHA256_WITH_RSA, tlv(0x03, Buffer.from([0]), signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
