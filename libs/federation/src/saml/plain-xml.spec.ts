import { assertReadable } from './plain-xml';

const assertion = (within: string): string => `<s:Response><a:Assertion ID="_1">${within}</a:Assertion></s:Response>`;

describe('an answer that cannot be read', () => {
  it.each([
    ['encrypted', '<s:Response><a:EncryptedAssertion><x/></a:EncryptedAssertion></s:Response>', /is encrypted/],
    ['not signed', assertion('<a:Subject/>'), /is not signed/],
    [
      'signed around only',
      assertion('').replace('<s:Response>', '<s:Response><d:Signature></d:Signature>'),
      /only the response/,
    ],
  ])('says why: %s', (_, xml, reason) => {
    expect(() => assertReadable(xml)).toThrow(reason);
  });

  it('is none with a signature within, nor without an assertion', () => {
    expect(() => assertReadable(assertion('<Signature></Signature>'))).not.toThrow();
    expect(() => assertReadable('<s:Response><s:Status/></s:Response>')).not.toThrow();
  });
});
