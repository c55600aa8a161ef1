const ALLOWED = new Set([
  'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  'http://www.w3.org/2001/10/xml-exc-c14n#',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512',
]);
const LONGEST = 512 * 1024;

/**
 * Refuses what no honest answer holds, before a parser sees it: document types and processing instructions (entities),
 * comments and CDATA (which readers disagree on), and any algorithm that is not listed — SHA-1, HMAC with a public key as
 * its secret, encryption, transforms that choose what is signed. A name spelled with entities is not listed, either.
 */
export function assertPlainXml(xml: string): void {
  if (xml.length > LONGEST) throw new Error('the answer is too long');
  if (/<!|<\?(?!xml[ \t\r\n])/.test(xml)) throw new Error('the answer holds more than elements and text');
  const names = [...xml.matchAll(/Algorithm\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)];
  const algorithms = names.map(([, double, single]) => double ?? single ?? '');
  const refused = algorithms.find((algorithm) => !ALLOWED.has(algorithm));
  if (refused !== undefined) throw new Error(`the algorithm ${refused.slice(0, 100)} is not accepted`);
}

/**
 * Says in the log what is set up otherwise at the provider, where the library only finds a signature missing. What it
 * lets through is worth nothing yet.
 */
export function assertReadable(xml: string): void {
  if (/<([\w.-]+:)?EncryptedAssertion[\s/>]/.test(xml)) throw new Error('the assertion is encrypted: turn that off');
  const assertion = xml.search(/<([\w.-]+:)?Assertion[\s/>]/);
  if (assertion >= 0 && !/<([\w.-]+:)?Signature[\s/>]/.test(xml.slice(assertion)))
    throw new Error('the assertion itself is not signed, only the response or nothing');
}
