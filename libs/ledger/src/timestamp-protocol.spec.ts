import fc from 'fast-check';
import { DER, derChildren, encodeDer, readDer } from './der';
import { openTimestamp, timestampRequest } from './timestamp-protocol';

const digest = Buffer.alloc(32, 7);

describe('time-stamp requests', () => {
  it('are what RFC 3161 section 2.4.1 says', () => {
    expect(timestampRequest(digest, Buffer.from('0102030405060708', 'hex')).toString('hex')).toBe(
      `3043020101${'3031300d0609608648016503040201' + '0500'}0420${digest.toString('hex')}0208010203040506070801` +
        '01ff',
    );
  });

  it('write every nonce as the shortest integer that is not negative', () => {
    const nonceOf = (hex: string): string => {
      const fields = derChildren(readDer(timestampRequest(digest, Buffer.from(hex, 'hex'))).content);
      return fields[2]!.content.toString('hex');
    };
    expect(nonceOf('0000000000000000')).toBe('00');
    expect(nonceOf('00000000000000ff')).toBe('00ff');
    expect(nonceOf('8000000000000000')).toBe('008000000000000000');
    expect(nonceOf('0000007f00000000')).toBe('7f00000000');
  });
});

describe('DER', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const element = encodeDer(DER.octetString, Buffer.from(bytes));
        expect(readDer(element)).toEqual({ tag: 4, content: Buffer.from(bytes), end: element.length });
      }),
    );
  });

  it('is refused with an error, whatever it is, and never read beyond its end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(() => openTimestamp(Buffer.from(bytes), digest, digest)).toThrow(Error);
        try {
          expect(readDer(Buffer.from(bytes)).end).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect((error as Error).message).toContain('DER');
        }
      }),
    );
  });

  it.each([
    '',
    '30',
    '3080',
    '30810100',
    '3082000100',
    '308400000001',
    '3085000000000100',
    '3002',
    '1f0100',
    '3003020100',
  ])('is refused as %s', (hex) => expect(() => openTimestamp(Buffer.from(hex, 'hex'), digest, digest)).toThrow(Error));
});
